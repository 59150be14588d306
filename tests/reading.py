"""Reading back what is stored."""

from typing import Any

from django.db.models import Model

from versioning.models import Document, Version


def current_of(document: Document) -> Version:
    """The document's current version as it is stored now, with its text. Fails where it has none."""
    return Version.objects.with_text().get(pk__in=Document.objects.filter(pk=document.pk).values("current"))


def row_of(instance: Model) -> dict[str, Any]:
    """The columns of the row as it is stored now."""
    rows: list[dict[str, Any]] = list(type(instance)._default_manager.filter(pk=instance.pk).values())
    return rows[0]


def changed(*, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The names under which the two differ."""
    return {name for name in after if after[name] != before[name]}
