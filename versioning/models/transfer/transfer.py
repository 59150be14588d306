"""Transfers: imports and exports that run in the background, with their progress and result."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.access.actor import Actor
from versioning.models.project import Project
from versioning.models.version import Version


class TransferQuerySet(models.QuerySet["Transfer"]):
    def unfinished(self) -> Self:
        return self.filter(status__in=Transfer.UNFINISHED)

    def count_unfinished(self) -> dict[str, float]:
        """Return how many have each of the unfinished states. Zero is a value as well."""
        counts = dict(self.unfinished().order_by().values_list("status").annotate(number=Count("pk")))
        return {str(status): float(counts.get(status, 0)) for status in Transfer.UNFINISHED}

    def visible_to(self, actor: Actor) -> Self:
        """Return the transfers of projects that the actor manages, with who started them and their jobs."""
        return self.filter(project__in=Project.objects.managed_by(actor)).select_related("started_by", "job")

    def latest_of(self, project_id: UUID) -> Self:
        """Return a project's transfers, newest first, with the users who started them and their jobs."""
        return self.filter(project=project_id).select_related("started_by", "job").order_by("-created_at", "-pk")


class Transfer(models.Model):
    """An import or export. A project runs one at a time.

    `job` does the work. It is deleted some time after its end. `summary` has the counts of the results by their
    labels. `refusals` has [what, why] for each object that was left out. `waiting` has the documents whose drafts are
    opened at the end of an import, each with the version that its new ones continue. `fault` says why it failed. A
    rehearsal writes nothing but its summary: somebody looks at it, and lets the import run.
    """

    class Kind(models.TextChoices):
        ZIP_IN = "zip_in", "import of a zip"
        BUNDLE_IN = "bundle_in", "import of a git bundle"
        BUNDLE_OUT = "bundle_out", "export as a git bundle"
        PROJECT_IN = "project_in", "import of a project file"
        API_IN = "api_in", "import from Document360"
        PROJECT_OUT = "project_out", "export as a project file"

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled", "canceled"

    class Layout(models.TextChoices):
        """How a tree of texts is read."""

        AUTO = "", "Detect automatically"
        DOCUSAURUS = "docusaurus", "Docusaurus"
        MKDOCS = "mkdocs", "MkDocs"
        MDBOOK = "mdbook", "mdBook"
        HUGO = "hugo", "Hugo"
        GITBOOK = "gitbook", "GitBook"
        OBSIDIAN = "obsidian", "Obsidian"
        PLAIN = "plain", "Plain folders"

    class Product(models.TextChoices):
        """What wrote the file, if that is not recognized."""

        FILES = "files", "Markdown files"
        DOCUMENT360 = "document360", "an export of Document360"
        CONFLUENCE = "confluence", "an HTML export of a Confluence space"
        NOTION = "notion", "an export of Notion"
        WORD = "word", "a Word document"

    UNFINISHED = (Status.WAITING, Status.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="transfers")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    job = models.ForeignKey("versioning.Job", models.SET_NULL, null=True, related_name="+")
    started_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    # For a git bundle: the branch or tag, and the patterns of its files.
    ref = models.CharField(max_length=255, default="", blank=True)
    paths = models.JSONField(default=list, blank=True)
    # Patterns of pictures and attachments that are taken along although no text refers to them.
    files = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))
    # For a zip: what wrote it, or empty to recognize it, and what HTML in it becomes.
    product = models.CharField(max_length=11, choices=Product.choices, default="", db_default="", blank=True)
    content_type = models.CharField(
        max_length=8, choices=Version.ContentType.choices, default="markdown", db_default="markdown"
    )
    # {email address of an author, or user name in a project file: user name of the member who gets their versions}
    authors = models.JSONField(default=dict, blank=True)
    # How the texts lie in their folders, and the encoding of the names in a zip. Empty if the import finds out.
    layout = models.CharField(max_length=10, choices=Layout.choices, default=Layout.AUTO, db_default="", blank=True)
    name_encoding = models.CharField(max_length=40, default="", db_default="", blank=True)
    is_rehearsal = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    summary = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    # Sentences about the import as a whole, such as how it was read.
    notes = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))
    # What a rehearsal would do with each document, as `Foreseen` writes it.
    foreseen = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))
    waiting = models.JSONField(default=dict)
    fault = models.TextField(default="", blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            # The database holds it, so two uploads at once cannot both start.
            models.UniqueConstraint(
                fields=("project",), condition=Q(status__in=("waiting", "running")), name="one_transfer_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.file_name}"

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    @property
    def is_import(self) -> bool:
        return self.kind not in (self.Kind.BUNDLE_OUT, self.Kind.PROJECT_OUT)

    @property
    def outcome(self) -> str:
        """What its end is the end of. A rehearsal imports nothing, so it must not read like an import."""
        kind = self.get_kind_display()
        return f"preview of the {kind}" if self.is_rehearsal else kind

    @property
    def is_all_or_nothing(self) -> bool:
        """Whether nothing is imported unless it reaches its end."""
        return self.is_rehearsal or self.kind == self.Kind.PROJECT_IN

    @property
    def is_rehearsed(self) -> bool:
        """Whether it is a rehearsal that succeeded."""
        return self.is_rehearsal and self.status == self.Status.DONE

    @property
    def has_stopped(self) -> bool:
        """Whether it ended before it was done."""
        return self.status in (self.Status.FAILED, self.Status.CANCELLED)
