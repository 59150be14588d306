"""Documents: the identity that outlives its versions."""

import secrets
from collections.abc import Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import connections, models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.lookups import IsNull
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.document_lists import DocumentListQuerySet
from versioning.models.document_lookup import DocumentLookupQuerySet
from versioning.models.document_tree import DocumentTreeQuerySet
from versioning.models.draft import Draft
from versioning.models.presentation import Presentation
from versioning.models.project import Membership
from versioning.models.search.document_search import DocumentSearchQuerySet
from versioning.models.sql.any_of import AnyOf
from versioning.models.sql.list_index import ListIndex
from versioning.models.sql.prepared import Parameter
from versioning.models.sql.references import document_key
from versioning.models.version import Version

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.workspace import Workspace


def original_among(translations: Iterable["Document"], *, primary: str) -> "Document | None":
    """Return the document that the others translate, or None if there are none.

    It is the one in the primary language, else the one whose id is the translation key, else the oldest.
    """
    return min(
        translations,
        key=lambda document: (document.language != primary, document.pk != document.translation_key, document.pk),
        default=None,
    )


def _in_language(language: str) -> "models.QuerySet[Document]":
    """Return the translation of an outer row into this language, unless it is in the trash."""
    return Document.objects.filter(
        translation_key=OuterRef("translation_key"), project=OuterRef("project"), language=language, trashed_at=None
    )


# 8 hex digits, short enough to read out, for documents and drafts. The database holds that each is unique. A partial of
# the standard library is written into migrations as it is, so that none of them imports this module.
new_identifier = partial(secrets.token_hex, 4)


class DocumentQuerySet(  # type: ignore[override]  # one manager of each
    DocumentLookupQuerySet["Document"],
    DocumentListQuerySet["Document"],
    DocumentSearchQuerySet["Document"],
    DocumentTreeQuerySet["Document"],
):
    def visible_to(self, actor: "Actor") -> Self:
        """Return documents in the actor's projects that are not in the trash. Annotated as in `reachable_by`."""
        return self.reachable_by(actor).filter(trashed_at=None)

    def reachable_by(self, actor: "Actor") -> Self:
        """Return documents in the actor's projects, in the trash or not.

        Annotated with `actor_role`, the user's own role, if the actor is limited to memberships.
        """
        if actor.sees_every_project:
            return self
        if actor.token_project_id is not None:
            return self.filter(project=actor.token_project_id)
        return self.of_members(actor.user.pk)

    def of_members(self, user: UUID | Parameter) -> Self:
        """Return documents of the projects in which this user has a role, annotated with it as `actor_role`."""
        role = Membership.objects.filter(project=OuterRef("project"), user=user).values("role")
        # In this form, both databases walk the documents in the order of the list and stop when the page is full.
        # PostgreSQL may walk the projects instead if the user has few. A join would sort all documents first.
        return self.annotate(actor_role=Subquery(role)).filter(Exists(role))

    def searchable_in(self, project: UUID, *, by: "Actor") -> Self:
        """Return the documents of a project that the actor may read, in the form for a search: see AnyOf."""
        return self._among_memberships(by).filter(project=project)

    def searchable_by(self, actor: "Actor") -> Self:
        """Return the documents of `visible_to`, in the form for a search.

        The keys of a person's projects are read before, so that the database knows how many documents they have.
        """
        is_sqlite = connections[self.db].vendor == "sqlite"
        few = Membership.objects.few_of_actor(actor)
        # SQLite would sort the documents of several projects.
        if few and (len(few) == 1 or not is_sqlite):
            projects = [membership.project_id for membership in few]
            role = Membership.objects.filter(project=OuterRef("project"), user=actor.user.pk).values("role")
            return self.annotate(actor_role=Subquery(role)).filter(project__in=projects, trashed_at=None)
        return self._among_memberships(actor)

    def _among_memberships(self, actor: "Actor") -> Self:
        is_sqlite = connections[self.db].vendor == "sqlite"
        if actor.sees_every_project or actor.token_project_id is not None or is_sqlite:
            return self.visible_to(actor)
        own = Membership.objects.filter(user=actor.user.pk)
        role = own.filter(project=OuterRef("project")).values("role")
        return self.annotate(actor_role=Subquery(role)).filter(AnyOf("project", own.values("project")), trashed_at=None)

    def with_reference(self, reference: str) -> Self:
        """Return the document with this UUID or identifier. No rows if `reference` is neither."""
        key = document_key(reference)
        return self.none() if key is None else self.filter(**{key.name: key.value})

    def translations_of(self, key: UUID, *, project_id: UUID) -> Self:
        """Return all documents that share this translation key and are not in the trash."""
        return self.filter(translation_key=key, project=project_id, trashed_at=None)

    def on_shelf(self, workspace_id: UUID, *, language: str, primary: str) -> Self:
        """Return a workspace's documents in a language, or in the primary language if they lack a translation."""
        return self.filter(workspace=workspace_id)._in_language_or(primary, language=language)

    def on_shelves(self, workspaces: Collection[UUID], *, language: str, primary: str) -> Self:
        """As `on_shelf`, in any of these workspaces. Order by workspace first: then no database has to sort."""
        return self.filter(workspace__in=workspaces)._in_language_or(primary, language=language)

    def _in_language_or(self, primary: str, *, language: str) -> Self:
        shelf = self.filter(trashed_at=None).select_related("parent")
        if language == primary:
            return shelf.filter(language=primary)
        # In this form, both databases walk the shelf in its order and look up each translation by index. With an OR,
        # they would read and sort all documents in both languages for each page.
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
        """Leave out the translations of texts that have a document in the primary language."""
        return self.filter(Q(language=primary) | ~Exists(_in_language(primary)))

    def with_status(self, status: str) -> Self:
        """Return documents that are published, archived (published once, but not now) or draft (never published)."""
        published = Exists(Version.objects.filter(document=OuterRef("pk"), published_at__isnull=False))
        if status == Version.Status.PUBLISHED:
            return self.filter(current__isnull=False)
        had_one = published if status == Version.Status.ARCHIVED else ~published
        return self.filter(had_one, current=None)

    def having_draft(self) -> Self:
        # There are few drafts, so the subquery is read once and each of its documents is looked up.
        return self.filter(pk__in=Draft.objects.values("document"))

    def without_draft(self) -> Self:
        return self.filter(~Exists(Draft.objects.filter(document=OuterRef("pk"))))

    def having_outdated_draft(self) -> Self:
        return self.filter(pk__in=Draft.objects.outdated().values("document"))

    def without_outdated_draft(self) -> Self:
        return self.filter(~Exists(Draft.objects.outdated().filter(document=OuterRef("pk"))))

    def categories_of(self, workspace: "Workspace") -> models.QuerySet["Document", tuple[UUID, str]]:
        """(key, title) of a workspace's categories, by title."""
        rows = self.filter(workspace=workspace, kind=Document.Kind.CATEGORY, trashed_at=None)
        return rows.order_by("title", "id").values_list("id", "title")


class Document(models.Model):
    """A document. Its current version changes over time, but its identity, number counter and links stay."""

    class Kind(models.TextChoices):
        DOCUMENT = "document"
        ARTICLE = "article"
        CATEGORY = "category"

    class TranslationState(models.TextChoices):
        """The progress of a translation as its translators set it. `translation_state` gives the effective state."""

        NONE = "none"
        NEEDED = "needed"
        IN_PROGRESS = "in_progress"
        TRANSLATED = "translated"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    identifier = models.CharField(max_length=8, unique=True, default=new_identifier, editable=False)
    project = models.ForeignKey("versioning.Project", models.PROTECT, related_name="documents", db_index=False)
    workspace = models.ForeignKey("versioning.Workspace", models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DOCUMENT)
    slug = models.CharField(max_length=255)
    # For lists: the title of the current version or, if there is none, of the draft that was saved last.
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=5)
    # Shared by all translations of a text. The services use the id of the first document.
    translation_key = models.UUIDField(default=uuid7, editable=False)
    # The state that translators set last, and the original's current version at that time.
    stated_translation = models.CharField(
        max_length=11, choices=TranslationState.choices, default=TranslationState.NONE
    )
    translated_from = models.ForeignKey("versioning.Version", models.SET_NULL, null=True, related_name="+")
    # No index of its own: the index `document_tree` begins with this column.
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    order = models.IntegerField(default=0)
    hidden = models.BooleanField(default=False)
    # PROTECT: a version that readers get must not be deleted.
    current = models.ForeignKey("versioning.Version", models.PROTECT, null=True, related_name="+", editable=False)
    # The highest number ever given. Numbers are not reused, so the versions themselves do not tell it.
    last_number = models.PositiveIntegerField(default=0, editable=False)
    # Grows by 1 with each change of the document. Together with the id it is the ETag.
    revision = models.PositiveIntegerField(default=1, editable=False)
    # A default instead of `auto_now_add`: imports set the dates of the history.
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
            # Unique within the project only. Otherwise an error would reveal what another project has.
            models.UniqueConstraint(
                fields=("translation_key", "language", "project"), name="one_document_per_translation"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="document_is_not_its_own_parent"),
        )
        indexes = (
            # For lists of one project, in each of their orders.
            ListIndex(fields=("project", "-updated_at", "-id"), name="document_updated"),
            ListIndex(fields=("project", "-created_at", "-id"), name="document_created"),
            ListIndex(fields=("project", "title", "id"), name="document_title"),
            # For the filter on documents that readers do not get.
            ListIndex(
                fields=("project", "-updated_at", "-id"), condition=Q(current=None), name="document_not_published"
            ),
            # For lists over many projects, which are not in the trash.
            models.Index(fields=("-updated_at", "-id"), condition=Q(trashed_at=None), name="document_all_updated"),
            models.Index(fields=("-created_at", "-id"), condition=Q(trashed_at=None), name="document_all_created"),
            models.Index(fields=("title", "id"), condition=Q(trashed_at=None), name="document_all_title"),
            models.Index(fields=("parent", "workspace", "order", "id"), name="document_tree"),
            # For the lists of v3: a workspace's documents in one language, in all languages, and its categories.
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
        """The current version if the query joined it, else None. It never queries."""
        current: Version | None = self._state.fields_cache.get("current")
        return current

    @property
    def presentation(self) -> Presentation:
        """The stored presentation, or an unsaved one with the defaults."""
        return getattr(self, "stored_presentation", None) or Presentation(document=self)

    def related_texts(self) -> list["Document"]:
        """Return the related documents of the presentation that are not in the trash."""
        stored = getattr(self, "stored_presentation", None)
        return [] if stored is None else list(stored.related.filter(trashed_at=None).order_by("title", "id"))

    def translation_state(self, *, original: "Document") -> str:
        """Return the effective state. NEEDED if the original was promoted after the state was set."""
        if self.pk == original.pk:
            return self.TranslationState.NONE
        if self.translated_from_id != original.current_id:
            return self.TranslationState.NEEDED
        return self.stated_translation
