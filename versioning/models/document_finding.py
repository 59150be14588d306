"""Finding documents as calls name them, and locking them, by statements that are made once."""

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import F, Model, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from versioning.models.document_lists import CURRENT
from versioning.models.project import role_in
from versioning.models.sql.prepared import Given, Prepared, PreparedUpdate
from versioning.models.sql.references import document_key, given_key

if TYPE_CHECKING:
    from versioning.models.document import Document

Row = TypeVar("Row", bound=Model)


class FoundDocuments(QuerySet[Row]):
    """What a document's query set knows of single ones."""

    def find(self, reference: str, *, user: UUID) -> "Document | None":
        """The document of this uuid or identifier, unless it is in the trash. `actor_role` is the user's own."""
        key = document_key(reference)
        return None if key is None else _found_by(self.model, key.name).one(key=key.value, user=user)

    def find_to_fork(self, reference: str, *, user: UUID) -> "Document | None":
        """As `find`, with all of the version that readers get but its text."""
        key = document_key(reference)
        return None if key is None else _found_by(self.model, key.name, "current").one(key=key.value, user=user)

    def find_with_current(self, reference: str, *, user: UUID) -> "Document | None":
        """As `find`, with what a list shows of the current version."""
        key = document_key(reference)
        return None if key is None else _shown_by(self.model, key.name).one(key=key.value, user=user)

    def translations_named(self, key: UUID, *, project: UUID, kinds: tuple[str, ...], user: UUID) -> list["Document"]:
        """All documents that are the same text: that of this key, or that of the document of this id.

        By language, with their project, parent, current version, presentation and the user's `actor_role`; in a
        statement made once for these kinds.
        """
        return _named_in(self.model, kinds).all(key=key, project=project, user=user)

    def lock(self, pk: UUID) -> "Document":
        """The document, its row locked until the transaction ends. Raises Document.DoesNotExist.

        Every verb that changes a document, its versions or its drafts takes this lock first, so no two of them
        interleave and none waits for another's second lock. It is read alone: PostgreSQL would hand out rows that
        are joined to a row it waited for as they were before the wait.
        """
        document = _locked(self.model).one(pk=pk)
        if document is None:
            raise self.model.DoesNotExist  # type: ignore[attr-defined]  # every model has one
        return document

    def lock_for_next(self, pk: UUID) -> "Document | None":
        """As `lock`, in the one statement that gives it its next number: `last_number`. None where it is in the trash.

        The number is lost to nobody: with the transaction, the statement is undone.
        """
        return _numbered(self.model).one(pk=pk)


@cache
def _found_by(model: "type[Document]", name: str, *joined: str) -> Prepared["Document"]:
    def rows() -> Any:
        found = model.objects.filter(**{name: given_key(name, given="key")}, trashed_at=None)
        # Without a name, all that a document must have would be joined.
        found = found.select_related(*joined) if joined else found
        return found.annotate(actor_role=role_in("project"))

    return Prepared(rows)


@cache
def _shown_by(model: "type[Document]", name: str) -> Prepared["Document"]:
    own = [field.name for field in model._meta.concrete_fields]

    def rows() -> Any:
        found = model.objects.filter(**{name: given_key(name, given="key")}, trashed_at=None)
        return found.with_current().only(*own, *CURRENT).annotate(actor_role=role_in("project"))

    return Prepared(rows)


@cache
def _named_in(model: "type[Document]", kinds: tuple[str, ...]) -> Prepared["Document"]:
    key = Given("key", UUIDField())

    def rows() -> Any:
        # The key of the document of this id, else the key itself: one value, so that databases look it up by index.
        of_document = model.objects.filter(pk=key, trashed_at=None).values("translation_key")
        found = model.objects.filter(
            project=Given("project", UUIDField()),
            kind__in=kinds,
            translation_key=Coalesce(Subquery(of_document), key),
            trashed_at=None,
        )
        found = found.select_related("project", "parent", "current", "stored_presentation").order_by("language")
        return found.annotate(actor_role=role_in("project"))

    return Prepared(rows)


@cache
def _locked(model: "type[Document]") -> Prepared["Document"]:
    return Prepared(lambda: model.objects.select_for_update(no_key=True).filter(pk=Given("pk", UUIDField())))


@cache
def _numbered(model: "type[Document]") -> PreparedUpdate["Document"]:
    return PreparedUpdate(
        lambda: model.objects.filter(pk=Given("pk", UUIDField()), trashed_at=None), last_number=F("last_number") + 1
    )
