"""Read back what is stored."""

from typing import Any

from django.db.models import Model

from versioning.models import Document, Draft, Version


def current_of(document: Document) -> Version:
    """Return the document's current version as it is stored now, with its text. Fails if it has none."""
    return Version.objects.with_text().get(pk__in=Document.objects.filter(pk=document.pk).values("current"))


def stored_draft(draft: Draft) -> Draft:
    """Return the draft as it is stored now, with its text, its base and its document."""
    return Draft.objects.with_everything().get(pk=draft.pk)


def row_of(instance: Model) -> dict[str, Any]:
    """Return the columns of the row as it is stored now."""
    rows: list[dict[str, Any]] = list(type(instance)._default_manager.filter(pk=instance.pk).values())
    return rows[0]


def changed(*, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the names under which the two differ."""
    return {name for name in after if after[name] != before[name]}
