"""The identity that outlives its versions."""

import secrets
from collections.abc import Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.lookups import IsNull
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.browsing import WithPlaces
from versioning.models.document_finding import FoundDocuments
from versioning.models.document_lists import ListedDocuments
from versioning.models.draft import Draft
from versioning.models.presentation import Presentation
from versioning.models.project import Membership, Project
from versioning.models.search.searching import WithSearch
from versioning.models.sql.prepared import Given
from versioning.models.sql.references import document_key
from versioning.models.version import Version

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.workspace import Workspace


def original_among(translations: Iterable["Document"], *, primary: str) -> "Document | None":
    """The one that the others translate: in the primary language, else the one that names them, else the oldest."""
    return min(
        translations,
        key=lambda document: (document.language != primary, document.pk != document.translation_key, document.pk),
        default=None,
    )


def _in_language(language: str) -> "models.QuerySet[Document]":
    """The document in this language of the text of a row, the trash left out."""
    return Document.objects.filter(
        translation_key=OuterRef("translation_key"), project=OuterRef("project"), language=language, trashed_at=None
    )


# 8 hex digits, short enough to read out, for documents and drafts. The database holds that each is unique. A partial of
# the standard library is written into migrations as it is, so that none of them imports this module.
new_identifier = partial(secrets.token_hex, 4)


class DocumentQuerySet(  # type: ignore[override]  # one manager of each
    FoundDocuments["Document"], ListedDocuments["Document"], WithSearch["Document"], WithPlaces["Document"]
):
    def visible_to(self, actor: "Actor") -> Self:
        """Documents that the actor may read: in its projects, not in the trash. `actor_role` comes along."""
        return self.reachable_by(actor).filter(trashed_at=None)

    def reachable_by(self, actor: "Actor") -> Self:
        """As `visible_to`, with those in the trash."""
        if actor.sees_every_project:
            return self
        if actor.token_project_id is not None:
            return self.filter(project=actor.token_project_id)
        return self.of_members(actor.user.pk)

    def of_members(self, user: UUID | Given) -> Self:
        """Those of projects in which this person has a role, which comes along as `actor_role`."""
        role = Membership.objects.filter(project=OuterRef("project"), user=user).values("role")
        # Of this form both databases walk all documents in the order of a list, and stop where a page is full; or, on
        # PostgreSQL, the projects of a person who sees few of them.
        return self.annotate(actor_role=Subquery(role)).filter(Exists(role))

    def with_reference(self, reference: str) -> Self:
        """The document of this uuid or identifier; none where it is neither."""
        key = document_key(reference)
        return self.none() if key is None else self.filter(**{key.name: key.value})

    def translations_of(self, key: UUID, *, project_id: UUID) -> Self:
        """All documents that are the same text, those in the trash left out."""
        return self.filter(translation_key=key, project=project_id, trashed_at=None)

    def on_shelf(self, workspace_id: UUID, *, language: str, primary: str) -> Self:
        """A workspace's documents in a language and, of texts that it does not have, those in the primary one."""
        return self.filter(workspace=workspace_id)._in_language_or(primary, language=language)

    def on_shelves(self, workspaces: Collection[UUID], *, language: str, primary: str) -> Self:
        """As `on_shelf`, in any of these workspaces. Ordered by workspace first, no database has to sort them."""
        return self.filter(workspace__in=workspaces)._in_language_or(primary, language=language)

    def _in_language_or(self, primary: str, *, language: str) -> Self:
        shelf = self.filter(trashed_at=None).select_related("parent")
        if language == primary:
            return shelf.filter(language=primary)
        # Of this form both databases walk the shelf in its order, and look for a text's own document by index: they
        # would read all documents in both languages first, to sort them, and so for each page.
        own = _in_language(language).order_by().values("pk")[:1]
        return shelf.filter(
            Case(
                When(language=language, then=True),
                When(language=primary, then=IsNull(Subquery(own), True)),  # noqa: FBT003  the lookup's own form
                default=False,
                output_field=models.BooleanField(),
            )
        )

    def without_translations(self, *, primary: str) -> Self:
        """Less those of texts that have a document in the primary language, wherever that one stands."""
        return self.filter(Q(language=primary) | ~Exists(_in_language(primary)))

    def with_newest(self) -> Self:
        """With `newest_id`, the version that a list of v3 tells of: the highest of the history, drafts included."""
        newest = Version.objects.filter(document=OuterRef("pk"), trashed_at=None).not_discarded().newest_first()
        return self.annotate(newest_id=Subquery(newest.values("pk")[:1]))

    def in_project(self, reference: str) -> Self:
        """Those of the project of this slug or uuid."""
        try:
            return self.filter(project=UUID(reference))
        except ValueError:
            # By its key, found first: no database would walk the project's own index along a join.
            return self.filter(project=Subquery(Project.objects.filter(slug=reference).values("pk")[:1]))

    def with_status(self, status: str) -> Self:
        """`published`: readers get a version; `archived`: they got one and do not now; `draft`: they never did."""
        published = Exists(Version.objects.filter(document=OuterRef("pk"), published_at__isnull=False))
        if status == Version.Status.PUBLISHED:
            return self.filter(current__isnull=False)
        had_one = published if status == Version.Status.ARCHIVED else ~published
        return self.filter(had_one, current=None)

    def having_draft(self) -> Self:
        # A subquery of its own: drafts are few, and no document is asked for them in vain.
        return self.filter(pk__in=Draft.objects.values("document"))

    def without_draft(self) -> Self:
        return self.filter(~Exists(Draft.objects.filter(document=OuterRef("pk"))))

    def having_outdated_draft(self) -> Self:
        return self.filter(pk__in=Draft.objects.outdated().values("document"))

    def without_outdated_draft(self) -> Self:
        return self.filter(~Exists(Draft.objects.outdated().filter(document=OuterRef("pk"))))

    def categories_of(self, workspace: "Workspace") -> models.QuerySet["Document", tuple[UUID, str]]:
        """Key and title of a workspace's categories, in the order of their titles."""
        rows = self.filter(workspace=workspace, kind=Document.Kind.CATEGORY, trashed_at=None)
        return rows.order_by("title", "id").values_list("id", "title")

    def above(self, document: "Document") -> list["Document"]:
        """The categories above a document, the topmost first, in one query."""
        if document.parent_id is None:
            return []
        return self.line_to(document.parent_id)


class Document(models.Model):
    """Versions come and go as the current one; the document, its number counter and its links stay."""

    class Kind(models.TextChoices):
        DOCUMENT = "document"
        ARTICLE = "article"
        CATEGORY = "category"

    class TranslationState(models.TextChoices):
        """How far a translation has come, as its translators say; `translation_state` tells how it stands now."""

        NONE = "none"
        NEEDED = "needed"
        IN_PROGRESS = "in_progress"
        TRANSLATED = "translated"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    identifier = models.CharField(max_length=8, unique=True, default=new_identifier, editable=False)
    project = models.ForeignKey("versioning.Project", models.PROTECT, related_name="documents")
    workspace = models.ForeignKey("versioning.Workspace", models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DOCUMENT)
    slug = models.CharField(max_length=255)
    # What lists show: the title of the version last promoted or, while none is current, of the draft saved since.
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=5)
    # The id of the document that was there first, where the services made it: the name of the text in all languages.
    translation_key = models.UUIDField(default=uuid7, editable=False)
    # What was last said of this translation, and the original's current version then.
    stated_translation = models.CharField(
        max_length=11, choices=TranslationState.choices, default=TranslationState.NONE
    )
    translated_from = models.ForeignKey("versioning.Version", models.SET_NULL, null=True, related_name="+")
    # No index of its own: that of the tree begins with it.
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    order = models.IntegerField(default=0)
    hidden = models.BooleanField(default=False)
    current = models.ForeignKey("versioning.Version", models.PROTECT, null=True, related_name="+", editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", editable=False)
    trashed_at = models.DateTimeField(null=True, editable=False)
    workflow_status = models.ForeignKey(
        "versioning.WorkflowStatus", models.PROTECT, null=True, related_name="documents", editable=False
    )
    due_at = models.DateTimeField(null=True, editable=False)
    assignee = models.ForeignKey("versioning.User", models.PROTECT, null=True, related_name="+", editable=False)
    workflow_comment = models.TextField(default="", editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-id")
        constraints = (
            # Within the project, or a refusal would tell what another one holds.
            models.UniqueConstraint(
                fields=("translation_key", "language", "project"), name="one_document_per_translation"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="document_is_not_its_own_parent"),
        )
        indexes = (
            models.Index(fields=("project", "-updated_at", "-id"), name="document_updated"),
            models.Index(fields=("project", "-created_at", "-id"), name="document_created"),
            models.Index(fields=("project", "title", "id"), name="document_title"),
            models.Index(
                fields=("project", "-updated_at", "-id"), condition=Q(current=None), name="document_not_published"
            ),
            # For lists over many projects.
            models.Index(fields=("-updated_at", "-id"), condition=Q(trashed_at=None), name="document_all_updated"),
            models.Index(fields=("-created_at", "-id"), condition=Q(trashed_at=None), name="document_all_created"),
            models.Index(fields=("title", "id"), condition=Q(trashed_at=None), name="document_all_title"),
            models.Index(fields=("parent", "workspace", "order", "id"), name="document_tree"),
            models.Index(
                fields=("workspace", "language", "order", "id"),
                condition=Q(trashed_at=None),
                name="document_shelf",
            ),
            models.Index(
                fields=("workspace", "order", "id"), condition=Q(trashed_at=None), name="document_whole_shelf"
            ),
            models.Index(
                fields=("workspace", "language", "order", "id"),
                condition=Q(trashed_at=None, kind="category"),
                name="document_category_shelf",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def known_current(self) -> Version | None:
        """The current version, where it was read along."""
        current: Version | None = self._state.fields_cache.get("current")
        return current

    @property
    def presentation(self) -> Presentation:
        """What was set, or the defaults, not stored."""
        return getattr(self, "stored_presentation", None) or Presentation(document=self)

    def related_texts(self) -> list["Document"]:
        """What its presentation points readers to; nothing that is in the trash."""
        stored = getattr(self, "stored_presentation", None)
        return [] if stored is None else list(stored.related.filter(trashed_at=None).order_by("title", "id"))

    def translation_state(self, *, original: "Document") -> str:
        """A translation whose original was promoted since it was last spoken for is needed anew."""
        if self.pk == original.pk:
            return self.TranslationState.NONE
        if self.translated_from_id != original.current_id:
            return self.TranslationState.NEEDED
        return self.stated_translation
