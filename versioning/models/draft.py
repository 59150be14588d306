"""Open drafts: the editing of versions whose status is `draft`."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from versioning.models.history.blob import Blob, TextQuerySet
from versioning.models.history.blob_chains import parse_chain
from versioning.models.project import EXTENSIONS_COLUMN, Membership, Project, role_in
from versioning.models.quotas.usage import Quota, QuotaColumn, quota_parameter, read_quota
from versioning.models.search.draft_word import DraftSearchQuerySet
from versioning.models.sql.annotations import annotation
from versioning.models.sql.prepared import Lookup, Parameter, Prepared
from versioning.models.sql.prepared_list import PreparedList
from versioning.models.sql.references import FIELDS, document_key
from versioning.models.version import Version
from versioning.models.version_lookup import BLOB, DOCUMENT, PERSON, SOURCE, VersionDetail, names_below

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.access.user import User
    from versioning.models.document import Document


# As easy for migrations to name as a document's.
new_draft_identifier = partial(secrets.token_hex, 4)

MAIN = "branch__is_main"
JOINED = ("document", "branch", "base", "last_saved_by", "version__source", "version__created_by")
BODY = tuple(names_below("version__body", BLOB))


class DraftQuerySet(DraftSearchQuerySet["Draft"], TextQuerySet["Draft"]):  # type: ignore[override]  # one manager of each
    def visible_to(self, actor: "Actor") -> Self:
        """Return open drafts that the actor may read. `actor_role` is their own role, if that limits them."""
        drafts = self.filter(document__trashed_at=None)
        if actor.sees_every_project:
            return drafts
        if actor.token_project_id is not None:
            return drafts.filter(document__project=actor.token_project_id)
        role = Membership.objects.filter(project=OuterRef("document__project"), user=actor.user).values("role")
        return drafts.annotate(actor_role=Subquery(role)).filter(actor_role__isnull=False)

    def with_everything(self) -> Self:
        """Read all that a single draft shows, with its text, in one statement."""
        return self.select_related(*JOINED).with_chain("version__body").only(*_columns(), *BODY)

    def with_detail(self, detail: VersionDetail) -> Self:
        """Read all that a single draft shows, with or without its text."""
        if detail is VersionDetail.WITH_TEXT:
            return self.with_everything()
        return self.select_related(*JOINED).only(*_columns())

    def lookup(self, identifier: str, *, detail: VersionDetail) -> "Lookup[Draft]":
        """Return the lookup of the open draft with this identifier whose document is not in the trash.

        Annotated with `actor_role`, the user's own role in the project. One prepared statement.
        """
        return Lookup(_found_by("identifier", detail=detail), {"identifier": identifier})

    def find_on(self, branch_id: UUID | None, *, of: str, user: UUID, detail: VersionDetail) -> "Draft | None":
        """As `lookup`, by the document's UUID or identifier (`of`) and a branch. None means the branch main."""
        document = document_key(of)
        if document is None:
            return None
        place = MAIN if branch_id is None else "branch"
        statement = _found_by(f"document__{document.name}", place, detail=detail)
        return statement.one(**{f"document__{document.name}": document.value, place: branch_id or True}, user=user)

    def reread(self, pk: int) -> "Draft | None":
        """Return the draft and its version again, or None if it is no longer open. Hold the document's lock.

        With what is shown of the version after it is published. One prepared statement.
        """
        return _REREAD.one(pk=pk)

    def reread_of(self, version_id: UUID) -> "Draft | None":
        """As `reread`, by the key of the draft's version."""
        return _REREAD_OF.one(version=version_id)

    def for_save(self, pk: int, *, user: UUID, digest: bytes, base: int | None, files: bytes) -> "DraftForSave | None":
        """Return the open draft with all that is shown of it and what a save must know. One prepared statement.

        `user` is who saves, `digest` is the SHA-256 of the text to be saved, `base` the key of the blob that it is
        encoded against, and `files` the digest of the set of its files.
        """
        draft = _FOR_SAVE.one(pk=pk, user=user, digest=digest, base=base, files=files)
        return None if draft is None else DraftForSave.of(draft)

    def saved_last_of(self, documents: Iterable["Document"], *, most: int) -> Self:
        """Return the open drafts of each document that were saved last, `most` of each.

        Annotated with `open_drafts`, the number of all open drafts of the document.
        """
        of_document: dict[str, Any] = {"partition_by": F("document")}
        places = Window(RowNumber(), order_by=(F("last_saved_at").desc(), F("id").desc()), **of_document)
        drafts = self.filter(document__in=[document.pk for document in documents])
        drafts = drafts.annotate(place=places, open_drafts=Window(Count("*"), **of_document)).filter(place__lte=most)
        return drafts.select_related("version", "last_saved_by").order_by("document", "place")

    def outdated(self) -> Self:
        """Return the drafts that are outdated, as `Draft.is_outdated` defines it."""
        # In SQL, null does not equal null. A draft without a base is fresh if its document has no current version.
        fresh = Q(base=F("document__current")) | Q(base=None, document__current=None)
        return self.exclude(fresh)

    def by(self, user: "User") -> Self:
        """Return drafts that the user began or saved last."""
        return self.filter(Q(version__created_by=user) | Q(last_saved_by=user))

    def of_project(self, project: Project) -> Self:
        return self.filter(document__project=project)

    def for_the_desk(self) -> Self:
        """Join what a list over many documents shows. Annotated with `staleness`: 1 if outdated, else 0. No text."""
        outdated = Exists(Draft.objects.outdated().filter(pk=OuterRef("pk")))
        rows = self.select_related("document__project", "document__current", "branch", "last_saved_by", "version")
        return rows.annotate(staleness=Case(When(outdated, then=1), default=0, output_field=models.IntegerField()))

    def open_on(self, document: "Document") -> Self:
        """Return a document's open drafts with what a list shows, the one saved last first."""
        rows = self.filter(document=document).select_related("branch", "last_saved_by", "version__created_by", "base")
        return rows.order_by("-last_saved_at", "-id")

    def listed_on(self, document: "Document", *, most: int, after: tuple[datetime, int] | None = None) -> "list[Draft]":
        """Return up to `most` rows of `open_on` behind `after` (`last_saved_at`, id), with what the API lists."""
        return _LISTED.bind(document=document.pk).page(("-last_saved_at", "-id"), size=most, key=after)

    def newest_of(self, document_id: UUID) -> "Draft | None":
        """Return the open draft with the highest number on any branch, with its document, or None."""
        drafts = self.filter(document=document_id).select_related("document", "version")
        return drafts.order_by("-version__number").first()


class Draft(models.Model):
    """An open draft. The row exists only while the draft is open. It is not on a branch if `branch` is None.

    `base` is the merge base: the version that was current when the draft was forked or last synced. `revision` starts
    at 1 and grows by 1 with each save. Together with the identifier it is the ETag.
    """

    identifier = models.CharField(max_length=8, unique=True, default=new_draft_identifier)
    version = models.OneToOneField("versioning.Version", models.CASCADE, related_name="draft")
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="drafts", db_index=False)
    # PROTECT: a branch with open drafts must not be deleted.
    branch = models.ForeignKey("versioning.Branch", models.PROTECT, null=True, related_name="drafts")
    base = models.ForeignKey("versioning.Version", models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    last_saved_at = models.DateTimeField(default=timezone.now)
    last_saved_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-last_saved_at", "-id")
        constraints = (
            # Nulls never conflict in either database, so a document may have many drafts without a branch.
            models.UniqueConstraint(fields=("document", "branch"), name="one_draft_per_document_and_branch"),
        )
        # For `open_on`: a document may have thousands of drafts without a branch.
        indexes = (models.Index(fields=("document", "-last_saved_at", "-id"), name="draft_of_document_saved_last"),)

    def __str__(self) -> str:
        return f"draft {self.identifier}"

    def _take_chain(self, column: str) -> None:
        self.version.body.chain = parse_chain(column)

    chain_column = property(fset=_take_chain, doc="Set by `with_everything`, which reads the chain of the body, too.")

    @property
    def current(self) -> "Version | None":
        """The document's current version. It takes a query only if the draft is outdated."""
        return self.document.current if self.is_outdated else self.base

    @property
    def is_outdated(self) -> bool:
        """Whether another version became current after the fork or the last sync."""
        return self.base_id != self.document.current_id


@dataclass(frozen=True)
class DraftForSave:
    """An open draft and what the database knows of the text that is to be saved in it.

    `read_only_status` is the name of the document's workflow status if it is read-only, else None. `blob_id` is the
    key of the document's blob of this very text, `base_depth` the depth of the blob that the text is encoded against.
    `file_set_id` is the key of the set of files of the draft's present text, if the new text has the same files.
    `quota` is that of the user who saves.
    """

    draft: Draft
    read_only_status: str | None
    blob_id: int | None
    base_depth: int | None
    file_set_id: int | None
    quota: Quota

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """Raises KeyError if the draft was not read by `for_save`."""
        return cls(
            draft=draft,
            read_only_status=annotation(draft, "read_only"),
            blob_id=annotation(draft, "known_blob"),
            base_depth=annotation(draft, "base_depth"),
            file_set_id=annotation(draft, "same_files"),
            quota=read_quota(draft),
        )


@cache
def _columns() -> list[str]:
    """Return the columns of a draft, of its version and of the joined rows."""
    own = [field.name for field in Draft._meta.concrete_fields]
    version = names_below("version", [field.name for field in Version._meta.concrete_fields])
    beside = {
        "document": DOCUMENT,
        "branch": ("id", "name", "is_main"),
        "base": SOURCE,
        "last_saved_by": PERSON,
        "version__source": SOURCE,
        "version__created_by": PERSON,
    }
    return own + version + [name for path, names in beside.items() for name in names_below(path, names)]


@cache
def _found_by(*paths: str, detail: VersionDetail) -> Prepared[Draft]:
    """Return the statement that finds a draft by the fields at these paths. Its parameters have the paths' names."""

    def rows() -> DraftQuerySet:
        keys: dict[str, Any] = {path: Parameter(path, FIELDS[path.removeprefix("document__")]) for path in paths}
        if MAIN in keys:
            keys |= _main_branch(keys.pop(MAIN))
        drafts = Draft.objects.filter(**keys, document__trashed_at=None)
        if detail is VersionDetail.WITH_TEXT:
            # What the text is rendered with.
            drafts = drafts.annotate(**{EXTENSIONS_COLUMN: F("document__project__markdown_extensions")})
        return drafts.with_detail(detail).annotate(actor_role=role_in("document__project"))

    return Prepared(rows)


def _main_branch(is_main: Parameter) -> dict[str, Any]:
    """Return the condition by which the database finds the main branch first. SQLite does so only in a subquery."""
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        branches = apps.get_model("versioning.Branch").objects.filter(project=OuterRef("document__project"))
        return {"branch": Subquery(branches.filter(is_main=is_main).order_by().values("pk"))}
    return {MAIN: is_main, "branch__project": F("document__project")}


def _reread(**key: Parameter) -> DraftQuerySet:
    own = names_below("version", [field.name for field in Version._meta.concrete_fields])
    beside = names_below("version__source", SOURCE) + names_below("version__created_by", PERSON)
    # Neither the document, which the caller has locked, nor the text: publishing does not change it.
    drafts = Draft.objects.filter(**key).select_related("version__source", "version__created_by")
    return drafts.only(*(field.name for field in Draft._meta.concrete_fields), *own, *beside)


def _listed() -> DraftQuerySet:
    people = {"last_saved_by": PERSON, "version__created_by": PERSON}
    beside = {"branch": ("id", "name", "is_main"), "version": ("id", "created_by"), **people}
    own = [field.name for field in Draft._meta.concrete_fields]
    drafts = Draft.objects.filter(document=Parameter("document", FIELDS["id"])).select_related(*beside)
    return drafts.only(*own, *(name for path, names in beside.items() for name in names_below(path, names)))


_LISTED = PreparedList(_listed)
_REREAD = Prepared(lambda: _reread(pk=Parameter("pk", models.BigIntegerField())))
_REREAD_OF = Prepared(lambda: _reread(version=Parameter("version", models.UUIDField())))


def _for_save() -> DraftQuerySet:
    blobs = Blob.objects.filter(document=OuterRef("document"))
    same_text = blobs.filter(sha256=Parameter("digest", models.BinaryField())).values("pk")
    base = blobs.filter(pk=Parameter("base", models.BigIntegerField())).values("depth")
    files = {"file_set__digest": Parameter("files", models.BinaryField())}
    same_files = Blob.objects.filter(pk=OuterRef("version__body"), **files).values("file_set")
    drafts = Draft.objects.filter(pk=Parameter("pk", models.BigIntegerField())).with_detail(VersionDetail.LISTED)
    # Read with the draft, under the lock: a status that becomes read-only stops the next save.
    read_only = Case(When(document__workflow_status__read_only=True, then="document__workflow_status__name"))
    quota = QuotaColumn("document__project_id", quota_parameter())
    texts = {"known_blob": Subquery(same_text), "base_depth": Subquery(base), "same_files": Subquery(same_files)}
    return drafts.annotate(**texts, read_only=read_only, quota=quota)


_FOR_SAVE = Prepared(_for_save)
