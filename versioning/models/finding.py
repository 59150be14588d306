"""Finding versions as calls name them, and how much of them is read."""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db.models import F, Model

from versioning.models.history.blob import WithTexts
from versioning.models.project import role_in
from versioning.models.sql.prepared import Given, Prepared
from versioning.models.sql.references import CURRENT, FIELDS, Key, document_key, given_key, version_key

if TYPE_CHECKING:
    from versioning.models.version import Version

Row = TypeVar("Row", bound=Model)

# What is read of rows that come along: no more of a document, a source and a person than an answer shows.
DOCUMENT = ("id", "identifier", "title", "project", "current", "trashed_at")
SOURCE = ("id", "number", "title", "description", "content_type", "body", "fields", "words")
PERSON = ("id", "username", "first_name", "last_name", "email")
BLOB = ("id", "document", "sha256", "size")


class Shown(Enum):
    """How much of a version is read: all that a list shows, or the text as well."""

    LISTED = "listed"
    WITH_TEXT = "with_text"


class FoundVersions(WithTexts[Row]):
    """What a version's query set knows of it."""

    def listed(self) -> Self:
        """With all that a list shows; never the text."""
        return self.select_related("document", "source", "created_by").only(*_columns(self.model))

    def with_text(self) -> Self:
        """With the text, from however many deltas, and all that a single read shows: one statement."""
        return self.listed().with_chain("body").only(*_columns(self.model), *names_below("body", BLOB))

    def find(self, reference: str, *, of: str, user: UUID | None, shown: Shown) -> "Version | None":
        """The version of this uuid or number, or the `current` one, of the document of this uuid or identifier.

        Neither is in the trash. With `actor_role`, the user's own role in the project. One statement, made once; the
        text takes another when it is asked for and not remembered.
        """
        version, document = version_key(reference), document_key(of)
        if version is None or document is None:
            return None
        found = _found_by(self.model, version.name, document.name, shown)
        return found.one(version=version.value, document=document.value, user=user)

    def to_copy(self, key: Key, *, of: UUID) -> "Version | None":
        """The version of this key of the document, unless it is in the trash; alone, in a statement made once."""
        return _copied_by(self.model, key.name).one(**{key.name: key.value}, document=of)

    def reread(self, pk: UUID, *, of: UUID) -> "Version | None":
        """The version as it stands under its document's lock, unless it is in the trash; in a statement made once.

        With what is shown of it, but for its document.
        """
        return _reread(self.model).one(pk=pk, document=of)


def names_below(path: str, names: Sequence[str]) -> list[str]:
    return [f"{path}__{name}" for name in names]


@cache
def _columns(model: type[Model]) -> list[str]:
    """All of a version's own, and what is read of the rows beside it."""
    own = [field.name for field in model._meta.concrete_fields]
    return own + names_below("document", DOCUMENT) + names_below("source", SOURCE) + names_below("created_by", PERSON)


@cache
def _copied_by(model: "type[Version]", name: str) -> "Prepared[Version]":
    key = {name: Given(name, FIELDS[name])}
    return Prepared(lambda: model.objects.filter(document=Given("document", FIELDS["id"]), trashed_at=None, **key))


@cache
def _reread(model: "type[Version]") -> "Prepared[Version]":
    key = {"pk": Given("pk", FIELDS["id"]), "document": Given("document", FIELDS["id"])}
    own = [field.name for field in model._meta.concrete_fields]
    beside = names_below("source", SOURCE) + names_below("created_by", PERSON)
    rows = model.objects.filter(**key, trashed_at=None).select_related("source", "created_by")
    return Prepared(lambda: rows.only(*own, *beside))


@cache
def _found_by(model: "type[Version]", name: str, document_name: str, shown: Shown) -> "Prepared[Version]":
    """`name` is a field of the version or CURRENT, `document_name` a field of its document."""

    def rows() -> Any:
        document = {f"document__{document_name}": given_key(document_name, given="document")}
        version = {"document__current": F("pk")} if name == CURRENT else {name: given_key(name, given="version")}
        found = model.objects.filter(**document, **version, trashed_at=None, document__trashed_at=None)
        chosen = found.listed()
        if shown is Shown.WITH_TEXT:
            chosen = chosen.select_related("body").only(*_columns(model), *names_below("body", BLOB))
        return chosen.annotate(actor_role=role_in("document__project"))

    return Prepared(rows)
