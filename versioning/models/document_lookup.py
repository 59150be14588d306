"""Find single documents by their names, and lock them, by prepared statements."""

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import F, Model, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from versioning.models.document_lists import CURRENT_COLUMNS
from versioning.models.project import role_in
from versioning.models.quotas.usage import Quota, QuotaColumn, quota_parameter, read_quota
from versioning.models.sql.prepared import Lookup, Parameter, Prepared, PreparedUpdate
from versioning.models.sql.references import document_key, key_parameter

if TYPE_CHECKING:
    from versioning.models.document import Document

Row = TypeVar("Row", bound=Model)


class DocumentLookupQuerySet(QuerySet[Row]):
    """The part of a document's query set that finds single rows."""

    def find(self, reference: str, *, user: UUID) -> "Document | None":
        """Return the document with this UUID or identifier, or None if there is none or it is in the trash.

        Annotated with `actor_role`, the user's own role in its project.
        """
        key = document_key(reference)
        return None if key is None else _found_by(self.model, key.name).one(key=key.value, user=user)

    def lookup_to_fork(self, reference: str) -> "Lookup[Document] | None":
        """Return what `find` looks up, with the current version joined, except its text."""
        key = document_key(reference)
        return None if key is None else Lookup(_found_by(self.model, key.name, "current"), {"key": key.value})

    def find_with_current(self, reference: str, *, user: UUID) -> "Document | None":
        """As `find`, with the columns of the current version that lists show."""
        key = document_key(reference)
        return None if key is None else _shown_by(self.model, key.name).one(key=key.value, user=user)

    def translations_named(self, key: UUID, *, project: UUID, kinds: tuple[str, ...], user: UUID) -> list["Document"]:
        """Return all translations of a text, by language. `key` is the translation key or the id of one of them.

        With project, parent, current version and presentation joined, and annotated with the user's `actor_role`.
        """
        return _named_in(self.model, kinds).all(key=key, project=project, user=user)

    def lock(self, pk: UUID) -> "Document":
        """Return the document with its row locked until the transaction ends. Raises Document.DoesNotExist.

        Every verb that changes a document, its versions or its drafts takes this lock first. So no two of them
        interleave, and there are no deadlocks. The query joins nothing: after a wait for the lock, PostgreSQL would
        return joined rows as they were before the wait.
        """
        document = _locked(self.model).one(pk=pk)
        if document is None:
            raise self.model.DoesNotExist  # type: ignore[attr-defined]  # every model has one
        return document

    def lock_for_next(self, pk: UUID, *, user: UUID) -> "tuple[Document, Quota] | None":
        """Lock as `lock`, and increment `last_number` in the same statement. Return None for a document in the trash.

        A rollback also takes the number back, so that no number is lost. Also returns the user's quota in the project.
        """
        document = _numbered(self.model).one(pk=pk, user=user)
        return None if document is None else (document, read_quota(document))


@cache
def _found_by(model: "type[Document]", name: str, *joined: str) -> Prepared["Document"]:
    def rows() -> Any:
        documents = model.objects.filter(**{name: key_parameter(name, name="key")}, trashed_at=None)
        # select_related() without a name would join every foreign key that is not null.
        documents = documents.select_related(*joined) if joined else documents
        return documents.annotate(actor_role=role_in("project"))

    return Prepared(rows)


@cache
def _shown_by(model: "type[Document]", name: str) -> Prepared["Document"]:
    own = [field.name for field in model._meta.concrete_fields]

    def rows() -> Any:
        documents = model.objects.filter(**{name: key_parameter(name, name="key")}, trashed_at=None)
        return documents.with_current().only(*own, *CURRENT_COLUMNS).annotate(actor_role=role_in("project"))

    return Prepared(rows)


@cache
def _named_in(model: "type[Document]", kinds: tuple[str, ...]) -> Prepared["Document"]:
    key = Parameter("key", UUIDField())

    def rows() -> Any:
        # One value, so that both databases use the index: the key of the document with this id, else `key` itself.
        of_document = model.objects.filter(pk=key, trashed_at=None).values("translation_key")
        documents = model.objects.filter(
            project=Parameter("project", UUIDField()),
            kind__in=kinds,
            translation_key=Coalesce(Subquery(of_document), key),
            trashed_at=None,
        )
        documents = documents.select_related("project", "parent", "current", "stored_presentation").order_by("language")
        return documents.annotate(actor_role=role_in("project"))

    return Prepared(rows)


@cache
def _locked(model: "type[Document]") -> Prepared["Document"]:
    # FOR NO KEY UPDATE: inserts of rows that refer to the document do not wait for this lock.
    return Prepared(lambda: model.objects.select_for_update(no_key=True).filter(pk=Parameter("pk", UUIDField())))


@cache
def _numbered(model: "type[Document]") -> PreparedUpdate["Document"]:
    def rows() -> Any:
        documents = model.objects.filter(pk=Parameter("pk", UUIDField()), trashed_at=None)
        return documents.annotate(quota=QuotaColumn("project_id", quota_parameter()))

    return PreparedUpdate(rows, last_number=F("last_number") + 1)
