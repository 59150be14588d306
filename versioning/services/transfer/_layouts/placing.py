"""Place documents as the layout says, unless somebody has placed them here."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.models import Actor, Document, Project, Verb, Workspace
from versioning.services.documents.update_document import update_document
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.touching import touch
from versioning.services.projects.create_workspace import create_workspace
from versioning.services.transfer._layouts.people import changed_by_people
from versioning.services.transfer._layouts.plan import Place
from versioning.services.transfer._layouts.translations.set_language import set_language

_PLACED = ("parent_id", "order", "hidden", "workspace_id")
_NO_SLUG = re.compile(r"[^a-z0-9_-]+")
_SLUG_LENGTH = 100


@dataclass
class Placing:
    """The places of one import. `workspaces` are found by name."""

    actor: Actor
    project: Project
    layout: str
    workspaces: dict[str, Workspace] = field(default_factory=dict)

    @classmethod
    def of(cls, *, actor: Actor, project: Project, layout: str) -> "Placing":
        """Read what is known of the project."""
        first = project.workspaces.order_by("created_at", "pk")[0]
        return cls(actor, project, layout, workspaces={"": first})

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write all of the block or nothing. Workspaces that are taken back with it are forgotten."""
        before = dict(self.workspaces)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            self.workspaces = before
            raise

    def workspace(self, name: str) -> Workspace:
        """Return the workspace of this name. It is created if there is none. Raises NotAllowed."""
        if name not in self.workspaces:
            slug = _NO_SLUG.sub("-", name.lower()).strip("-")[:_SLUG_LENGTH] or f"version-{len(self.workspaces)}"
            found = Workspace.objects.filter(project=self.project, slug=slug).first()
            self.workspaces[name] = found or create_workspace(
                actor=self.actor, project=self.project, slug=slug, name=name
            )
        return self.workspaces[name]

    def put(self, document: Document, *, place: Place, parent_id: UUID | None) -> bool:
        """Put a document of an earlier import in its place. Return whether it was somewhere else.

        One that somebody has placed stays where it is. Call it in a transaction, under the lock of the tree. Raises
        InvalidValue, as `update_document` does.
        """
        placed = lock_document(document.pk, actor=self.actor).document
        values: Mapping[str, Any] = {
            "parent_id": parent_id,
            "order": place.order,
            "hidden": place.hidden,
            "workspace_id": self.workspace(place.workspace).pk,
        }
        changes = {name: value for name, value in values.items() if getattr(placed, name) != value}
        if not changes or was_placed_by_people(placed):
            return False
        update_document(actor=self.actor, document=document, changes=changes, layout=self.layout)
        return True

    def set_language(self, document: Document, *, place: Place, original: Document | None) -> bool:
        """Give the document the language of its place, as a translation of the original if there is one.

        Return whether anything changed. Raises AlreadyExists (language).
        """
        return set_language(document, actor=self.actor, language=place.language, original=original, layout=self.layout)

    def set_kind(self, document: Document, *, is_category: bool) -> None:
        """Make the document a category, or a category in which nothing lies a document.

        Call it in a transaction, under the lock of the tree.
        """
        kind = Document.Kind.CATEGORY if is_category else Document.Kind.DOCUMENT
        if (document.kind == Document.Kind.CATEGORY) == is_category or (
            not is_category and Document.objects.filter(parent=document).exists()
        ):
            return
        held = lock_document(document.pk, actor=self.actor)
        held.document.kind = document.kind = kind
        touch(held, "kind")
        record_change(held, Verb.DOCUMENT_UPDATED, changes={"kind": str(kind)}, layout=self.layout)


def was_placed_by_people(document: Document) -> bool:
    """Return whether anything but a layout has moved the document."""
    return changed_by_people(document, _PLACED)
