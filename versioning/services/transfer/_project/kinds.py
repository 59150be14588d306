"""What a project file holds: one kind of rows a table, in the order of the file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, ForeignKey, Model, QuerySet

from versioning.models import (
    Attachment,
    Branch,
    Document,
    DocumentPath,
    Draft,
    Event,
    File,
    FileTag,
    Folder,
    HistoryFile,
    ImportedCommit,
    ImportedFile,
    Language,
    Membership,
    Presentation,
    Project,
    RetiredNumber,
    Schedule,
    Verb,
    Version,
    WorkflowStatus,
    Workspace,
)
from versioning.models.event import verbs_of

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Kind:
    """The rows of one table.

    `rows` selects those of a project in a stable order. `omitted` are columns that the file does not have: numbers of
    this server, and what belongs to its accounts and quotas. `links` are many-to-many relations, as lists of ids.
    """

    name: str
    model: type[Model]
    rows: Callable[[Project], Rows]
    omitted: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
    fields: tuple["Field[Any, Any]", ...] = field(init=False)

    def __post_init__(self) -> None:
        concrete = self.model._meta.concrete_fields
        kept = tuple(each for each in concrete if each.name not in self.omitted and not _is_number(each))
        object.__setattr__(self, "fields", kept)

    @property
    def has_ids(self) -> bool:
        """Whether the rows are named by UUIDs that other rows refer to."""
        return self.model._meta.pk in self.fields and not isinstance(self.model._meta.pk, ForeignKey)


def _is_number(column: "Field[Any, Any]") -> bool:
    """Return whether it is a key that a server counts, or the project, which is the same for all."""
    return column.get_internal_type() == "BigAutoField" or column.related_model is Project


def _of(model: type[Any], *order: str, path: str = "project") -> Callable[[Project], Rows]:
    return lambda project: model._default_manager.filter(**{path: project}).order_by(*order)


def _link_paths(project: Project) -> Rows:
    """Return the paths of imported files. A worker makes the other names of the texts again."""
    return DocumentPath.objects.imported().filter(project=project).order_by("origin", "position", "path")


def _project(project: Project) -> Rows:
    return Project.objects.filter(pk=project.pk)


def _events(project: Project) -> Rows:
    """Return what happened to what the file has. Events of tokens, webhooks and invitations stay on their server."""
    elsewhere = [*verbs_of("access"), Verb.INVITATION_SENT, Verb.INVITATION_WITHDRAWN, Verb.INVITATION_ACCEPTED]
    return Event.objects.filter(project=project).exclude(verb__in=elsewhere).order_by("pk")


PROJECT = Kind("project", Project, _project, omitted=frozenset({"bytes_limit", "versions_limit", "drafts_limit"}))
MEMBERS = Kind("members", Membership, _of(Membership, "pk"))
WORKSPACES = Kind("workspaces", Workspace, _of(Workspace, "pk"))
BRANCHES = Kind("branches", Branch, _of(Branch, "pk"))
LANGUAGES = Kind("languages", Language, _of(Language, "code"))
STATUSES = Kind("workflow_statuses", WorkflowStatus, _of(WorkflowStatus, "pk"), links=("following",))
FOLDERS = Kind("folders", Folder, _of(Folder, "depth", "pk"))
FILES = Kind("files", File, _of(File, "pk"))
DOCUMENTS = Kind("documents", Document, _of(Document, "pk"))
TAGS = Kind("file_tags", FileTag, _of(FileTag, "file", "tag", path="file__project"))
ATTACHMENTS = Kind("attachments", Attachment, _of(Attachment, "pk", path="document__project"))
VERSIONS = Kind("versions", Version, _of(Version, "document", "number", path="document__project"))
DRAFTS = Kind("drafts", Draft, _of(Draft, "version", path="document__project"))
RETIRED = Kind("retired_numbers", RetiredNumber, _of(RetiredNumber, "document", "number", path="document__project"))
PRESENTATIONS = Kind(
    "presentations", Presentation, _of(Presentation, "document", path="document__project"), links=("related",)
)
COMMITS = Kind("imported_commits", ImportedCommit, _of(ImportedCommit, "position"))
PLACES = Kind("history_files", HistoryFile, _of(HistoryFile, "origin", "position", "path"))
LINK_PATHS = Kind("document_paths", DocumentPath, _link_paths)
PATHS = Kind("imported_files", ImportedFile, _of(ImportedFile, "path"))
SCHEDULES = Kind("schedules", Schedule, _of(Schedule, "pk"))
EVENTS = Kind("events", Event, _events, omitted=frozenset({"txid", "token", "application"}))

# Texts, with their bytes, come between the documents and the versions.
BEFORE_TEXTS = (PROJECT, MEMBERS, WORKSPACES, BRANCHES, LANGUAGES, STATUSES, FOLDERS, FILES, DOCUMENTS)
AFTER_TEXTS = (
    *(TAGS, ATTACHMENTS, VERSIONS, DRAFTS, RETIRED, PRESENTATIONS),
    *(COMMITS, PLACES, LINK_PATHS, PATHS, SCHEDULES, EVENTS),
)
KINDS = {kind.name: kind for kind in (*BEFORE_TEXTS, *AFTER_TEXTS)}
TEXTS = "texts"
