"""Find single versions by their names, and choose how much of them is read."""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db.models import F, Model

from versioning.models.history.blob import TextQuerySet
from versioning.models.project import EXTENSIONS_COLUMN, role_in
from versioning.models.sql.prepared import Lookup, Parameter, Prepared
from versioning.models.sql.references import CURRENT, FIELDS, Key, document_key, key_parameter, version_key

if TYPE_CHECKING:
    from versioning.models.version import Version

Row = TypeVar("Row", bound=Model)

# The columns of joined rows: no more of a document, a source, a person and a blob than an answer shows.
DOCUMENT = ("id", "identifier", "title", "language", "project", "current", "trashed_at")
SOURCE = ("id", "number", "title", "description", "content_type", "body", "fields", "words")
PERSON = ("id", "username", "first_name", "last_name", "email")
BLOB = ("id", "document", "sha256", "size")


class VersionDetail(Enum):
    """How much of a version is read: what a list shows, or the text as well."""

    LISTED = "listed"
    WITH_TEXT = "with_text"


class VersionLookupQuerySet(TextQuerySet[Row]):
    """The part of a version's query set that finds single rows."""

    def listed(self) -> Self:
        """Read all that a list shows. No text is read."""
        return self.select_related("document", "source", "created_by").only(*_columns(self.model))

    def with_text(self) -> Self:
        """Read all that a single version shows, with the deltas that its text is rebuilt from, in one statement."""
        rows = self.listed().with_chain("body").only(*_columns(self.model), *names_below("body", BLOB))
        # What the text is rendered with.
        return rows.annotate(**{EXTENSIONS_COLUMN: F("document__project__markdown_extensions")})

    def find(self, reference: str, *, of: str, user: UUID | None, detail: VersionDetail) -> "Version | None":
        """Return the version with this UUID or number, or the `current` one, of a document. None if there is none.

        `of` is the document's UUID or identifier. Neither may be in the trash. Annotated with `actor_role`, the user's
        own role in the project. One prepared statement. The text takes another one if it is not in the cache.
        """
        lookup = self.lookup(reference, of=of, detail=detail)
        return None if lookup is None else lookup.one(user=user)

    def lookup(self, reference: str, *, of: str, detail: VersionDetail) -> "Lookup[Version] | None":
        """Return what `find` looks up, or None for references that can name nothing."""
        version, document = version_key(reference), document_key(of)
        if version is None or document is None:
            return None
        statement = _found_by(self.model, version.name, document.name, detail)
        return Lookup(statement, {"version": version.value, "document": document.value})

    def find_to_copy(self, key: Key, *, of: UUID) -> "Version | None":
        """Return the version with this key, or None if there is none or it is trashed. Prepared, without joins."""
        return _copied_by(self.model, key.name).one(**{key.name: key.value}, document=of)

    def reread(self, pk: UUID, *, of: UUID) -> "Version | None":
        """Return the version again, or None if it is in the trash now. Hold the document's lock.

        With what is shown of it, without its document. One prepared statement.
        """
        return _reread(self.model).one(pk=pk, document=of)


def names_below(path: str, names: Sequence[str]) -> list[str]:
    return [f"{path}__{name}" for name in names]


@cache
def _columns(model: type[Model]) -> list[str]:
    """Return the columns of a version and of the joined rows."""
    own = [field.name for field in model._meta.concrete_fields]
    return own + names_below("document", DOCUMENT) + names_below("source", SOURCE) + names_below("created_by", PERSON)


@cache
def _copied_by(model: "type[Version]", name: str) -> "Prepared[Version]":
    key = {name: Parameter(name, FIELDS[name])}
    return Prepared(lambda: model.objects.filter(document=Parameter("document", FIELDS["id"]), trashed_at=None, **key))


@cache
def _reread(model: "type[Version]") -> "Prepared[Version]":
    key = {"pk": Parameter("pk", FIELDS["id"]), "document": Parameter("document", FIELDS["id"])}
    own = [field.name for field in model._meta.concrete_fields]
    beside = names_below("source", SOURCE) + names_below("created_by", PERSON)
    rows = model.objects.filter(**key, trashed_at=None).select_related("source", "created_by")
    return Prepared(lambda: rows.only(*own, *beside))


@cache
def _found_by(model: "type[Version]", name: str, document_name: str, detail: VersionDetail) -> "Prepared[Version]":
    """Return the statement of `find`. `name` is a field of the version or CURRENT."""

    def rows() -> Any:
        document = {f"document__{document_name}": key_parameter(document_name, name="document")}
        version = {"document__current": F("pk")} if name == CURRENT else {name: key_parameter(name, name="version")}
        versions = model.objects.filter(**document, **version, trashed_at=None, document__trashed_at=None)
        listed = versions.listed()
        # The blob without its chain: the text is often in the cache.
        if detail is VersionDetail.WITH_TEXT:
            listed = listed.select_related("body").only(*_columns(model), *names_below("body", BLOB))
        # What the text is rendered with, which is part of the ETag of its HTML.
        listed = listed.annotate(**{EXTENSIONS_COLUMN: F("document__project__markdown_extensions")})
        return listed.annotate(actor_role=role_in("document__project"))

    return Prepared(rows)
