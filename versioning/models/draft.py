"""The open editing of a version whose status is still `draft`."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from versioning.models.finding import BLOB, DOCUMENT, PERSON, SOURCE, Shown, names_below
from versioning.models.history.blob import Blob, WithTexts
from versioning.models.history.blob_chains import parse_chain
from versioning.models.project import Membership, Project, role_in
from versioning.models.sql.prepared import Given, Prepared
from versioning.models.sql.prepared_list import PreparedList
from versioning.models.sql.references import FIELDS, document_key
from versioning.models.version import Version

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.access.user import User
    from versioning.models.document import Document


# 8 hex digits, as a document's, and as easy for migrations to name.
new_draft_identifier = partial(secrets.token_hex, 4)

JOINED = ("document", "branch", "base", "last_saved_by", "version__source", "version__created_by")
BODY = tuple(names_below("version__body", BLOB))


class DraftQuerySet(WithTexts["Draft"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Open drafts of documents that the actor may read. `actor_role` comes along."""
        drafts = self.filter(document__trashed_at=None)
        if actor.sees_every_project:
            return drafts
        if actor.token_project_id is not None:
            return drafts.filter(document__project=actor.token_project_id)
        role = Membership.objects.filter(project=OuterRef("document__project"), user=actor.user).values("role")
        return drafts.annotate(actor_role=Subquery(role)).filter(actor_role__isnull=False)

    def with_everything(self) -> Self:
        """With all that a single read shows, the text too."""
        return self.select_related(*JOINED).with_chain("version__body").only(*_columns(), *BODY)

    def shown(self, shown: Shown) -> Self:
        """With all that a single read shows, the text or not."""
        if shown is Shown.WITH_TEXT:
            return self.with_everything()
        return self.select_related(*JOINED).only(*_columns())

    def find(self, identifier: str, *, user: UUID, shown: Shown) -> "Draft | None":
        """The open draft of this identifier, and with `actor_role`; in a statement made once.

        Its document is not in the trash; `actor_role` is the user's own role in the project.
        """
        return _found_by("identifier", shown=shown).one(identifier=identifier, user=user)

    def find_on(self, branch_id: UUID | None, *, of: str, user: UUID, shown: Shown) -> "Draft | None":
        """As `find`: that on the branch, on main where none is named, of the document of this uuid or identifier."""
        document = document_key(of)
        if document is None:
            return None
        place = "branch__is_main" if branch_id is None else "branch"
        found = _found_by(f"document__{document.name}", place, shown=shown)
        return found.one(**{f"document__{document.name}": document.value, place: branch_id or True}, user=user)

    def reread(self, pk: int) -> "Draft | None":
        """The draft and its version as they stand under their document's lock, if it is open still.

        With what is shown of the version once it is published; in a statement made once.
        """
        return _REREAD.one(pk=pk)

    def reread_of(self, version_id: UUID) -> "Draft | None":
        """As `reread`, the draft in which this version is edited."""
        return _REREAD_OF.one(version=version_id)

    def writable(self, pk: int, *, digest: bytes, base: int | None) -> "Draft | None":
        """The draft as it stands under its document's lock, with all that is shown and what else a save must know.

        `known_blob` is the key of the blob of this digest, `base_depth` how deep the blob `base` rests, `read_only`
        the name of the workflow status that lets nobody write.
        """
        return _WRITABLE.one(pk=pk, digest=digest, base=base)

    def saved_last_of(self, documents: Iterable["Document"], *, most: int) -> Self:
        """Of each document so many open drafts, those saved last; `open_drafts` counts all that it has."""
        of_document: dict[str, Any] = {"partition_by": F("document")}
        places = Window(RowNumber(), order_by=(F("last_saved_at").desc(), F("id").desc()), **of_document)
        drafts = self.filter(document__in=[document.pk for document in documents])
        drafts = drafts.annotate(place=places, open_drafts=Window(Count("*"), **of_document)).filter(place__lte=most)
        return drafts.select_related("version", "last_saved_by").order_by("document", "place")

    def outdated(self) -> Self:
        """As `Draft.is_outdated`: another version became current since the fork or the last sync."""
        # Two nulls are not equal in SQL, yet without a current version no base is fresh.
        fresh = Q(base=F("document__current")) | Q(base=None, document__current=None)
        return self.exclude(fresh)

    def by(self, user: "User") -> Self:
        """Those that the person began or saved last."""
        return self.filter(Q(version__created_by=user) | Q(last_saved_by=user))

    def of_project(self, project: Project) -> Self:
        return self.filter(document__project=project)

    def for_the_desk(self) -> Self:
        """With what a list over documents shows, and `staleness`: 1 where it is outdated, else 0. No text."""
        outdated = Exists(Draft.objects.outdated().filter(pk=OuterRef("pk")))
        rows = self.select_related("document__project", "document__current", "branch", "last_saved_by", "version")
        return rows.annotate(staleness=Case(When(outdated, then=1), default=0, output_field=models.IntegerField()))

    def open_on(self, document: "Document") -> Self:
        """A document's open drafts with what a list of them shows, the one saved last first."""
        return (
            self.filter(document=document)
            .select_related("branch", "last_saved_by", "version__created_by", "base")
            .order_by("-last_saved_at", "-id")
        )

    def listed_on(self, document: "Document", *, most: int, after: tuple[datetime, int] | None = None) -> "list[Draft]":
        """As `open_on`, so many of them, with what the API lists; in a statement made once.

        `after` is the `last_saved_at` and the id of the draft before them.
        """
        return _LISTED.given(document=document.pk).page(("-last_saved_at", "-id"), size=most, key=after)

    def newest_of(self, document_id: UUID) -> "Draft | None":
        """The open draft of the highest number, on whatever branch, with its document."""
        drafts = self.filter(document=document_id).select_related("document", "version")
        return drafts.order_by("-version__number").first()


class Draft(models.Model):
    """The row exists only while the draft is open. No branch means free-standing.

    `base` is the version that was current when the draft was forked or last synced: the merge base. `revision` is
    1 at first, one more on every save; with the identifier it is the ETag.
    """

    identifier = models.CharField(max_length=8, unique=True, default=new_draft_identifier)
    version = models.OneToOneField("versioning.Version", models.CASCADE, related_name="draft")
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="drafts")
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
            # Nulls never collide, in both databases: any number of free-standing drafts.
            models.UniqueConstraint(fields=("document", "branch"), name="one_draft_per_document_and_branch"),
        )

    def __str__(self) -> str:
        return f"draft {self.identifier}"

    def _take_chain(self, column: str) -> None:
        self.version.body.chain = parse_chain(column)

    chain_column = property(fset=_take_chain, doc="For `with_everything`, which reads the body's chain along.")

    @property
    def is_outdated(self) -> bool:
        """Another version became current since the fork or the last sync."""
        return self.base_id != self.document.current_id


@cache
def _columns() -> list[str]:
    """All of a draft's and its version's own, and what is read of the rows beside them."""
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
def _found_by(*paths: str, shown: Shown) -> Prepared[Draft]:
    """Each path leads to what a draft is found by; its value is given under the path's name."""

    def rows() -> DraftQuerySet:
        keys = {path: Given(path, FIELDS[path.removeprefix("document__")]) for path in paths}
        found = Draft.objects.filter(**keys, document__trashed_at=None)
        return found.shown(shown).annotate(actor_role=role_in("document__project"))

    return Prepared(rows)


def _reread(**key: Given) -> DraftQuerySet:
    own = names_below("version", [field.name for field in Version._meta.concrete_fields])
    beside = names_below("version__source", SOURCE) + names_below("version__created_by", PERSON)
    drafts = Draft.objects.filter(**key).select_related("version__source", "version__created_by")
    return drafts.only(*(field.name for field in Draft._meta.concrete_fields), *own, *beside)


def _listed() -> DraftQuerySet:
    people = {"last_saved_by": PERSON, "version__created_by": PERSON}
    beside = {"branch": ("id", "name", "is_main"), "version": ("id", "created_by"), **people}
    own = [field.name for field in Draft._meta.concrete_fields]
    drafts = Draft.objects.filter(document=Given("document", FIELDS["id"])).select_related(*beside)
    return drafts.only(*own, *(name for path, names in beside.items() for name in names_below(path, names)))


_LISTED = PreparedList(_listed)
_REREAD = Prepared(lambda: _reread(pk=Given("pk", models.BigIntegerField())))
_REREAD_OF = Prepared(lambda: _reread(version=Given("version", models.UUIDField())))


def _writable() -> DraftQuerySet:
    blobs = Blob.objects.filter(document=OuterRef("document"))
    known = blobs.filter(sha256=Given("digest", models.BinaryField())).values("pk")
    base = blobs.filter(pk=Given("base", models.BigIntegerField())).values("depth")
    drafts = Draft.objects.filter(pk=Given("pk", models.BigIntegerField())).shown(Shown.LISTED)
    read_only = Case(When(document__workflow_status__read_only=True, then="document__workflow_status__name"))
    return drafts.annotate(known_blob=Subquery(known), base_depth=Subquery(base), read_only=read_only)


_WRITABLE = Prepared(_writable)
