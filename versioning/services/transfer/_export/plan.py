"""Plan an export: the imported commits unchanged, and the versions published here between them."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from versioning.models import Document, Event, ImportedCommit, Project, Verb, Version
from versioning.models.history.blob import text_digest
from versioning.services.kernel.names import slug_of
from versioning.services.transfer._export.origins import file_path, origins_of

_SUFFIXES = {
    Version.ContentType.MARKDOWN.value: ".md",
    Version.ContentType.WYSIWYG.value: ".html",
    Version.ContentType.BLOCK.value: ".json",
}
# In bytes. Most file systems take names of 255 bytes.
_STEM_LENGTH = 200


def file_stem(slug: str) -> str:
    """Return a name for a file, or an empty string if the slug has no letters and digits."""
    # The cut may split a character in two. Its first bytes are dropped.
    return slug_of(slug).encode()[:_STEM_LENGTH].decode(errors="ignore")


@dataclass
class ExportPlan:
    """What an export writes, in its order.

    `before` holds the versions published here that an imported commit replaced, by the index of that commit. `after`
    holds the other ones. A version published here comes right before the imported commit that next wrote its document,
    so that each imported commit has exactly the files that it had. `paths` belong to documents that were never
    imported. `taken` are the paths of all texts.
    """

    commits: list[int] = field(default_factory=list)
    before: dict[int, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    after: list[UUID] = field(default_factory=list)
    document_of: dict[UUID, UUID] = field(default_factory=dict)
    paths: dict[UUID, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """Return the number of commits."""
        return len(self.commits) + sum(map(len, self.before.values())) + len(self.after)


def plan_export(project: Project) -> ExportPlan:
    """Return the plan for the project.

    A version counts as imported if an imported commit names it. A fork that copied its `fields.git` does not count.
    Categories that never had a text are left out.
    """
    versions = Version.objects.filter(document__project=project).ever_published().filter(trashed_at=None)
    plan = ExportPlan(document_of=dict(versions.values_list("pk", "document")))
    written_by: dict[UUID, int] = {}
    commits = ImportedCommit.objects.filter(project=project).order_by("position")
    for index, (pk, written) in enumerate(commits.values_list("pk", "versions").iterator()):
        plan.commits.append(pk)
        plan.taken.update(written)
        written_by.update({UUID(version_id): index for version_id in written.values()})
    known = {plan.document_of[pk] for pk in written_by if pk in plan.document_of}
    silent = set(_without_text(project).values_list("pk", flat=True)) - known
    own = [pk for pk, document in plan.document_of.items() if pk not in written_by and document not in silent]
    published = _published(project=project, documents={plan.document_of[pk] for pk in own})
    _place(plan=plan, own=own, published=published, written_by=written_by)
    _name_files(plan=plan, project=project, documents={plan.document_of[pk] for pk in own} - known)
    return plan


def _without_text(project: Project) -> QuerySet[Document]:
    """Return the categories that never had a text, such as the parts of a book. A file would say nothing of them."""
    texts = Version.objects.filter(document=OuterRef("pk")).exclude(body__sha256=text_digest(b""))
    return Document.objects.filter(~Exists(texts), project=project, kind=Document.Kind.CATEGORY)


def _published(*, project: Project, documents: set[UUID]) -> dict[UUID, int]:
    """Return the position in time of each publication in these documents.

    Dates do not serve, because those of imported versions come from git.
    """
    events = Event.objects.filter(project=project, verb=Verb.VERSION_PUBLISHED).order_by()
    rows = events.values_list("version", "document", "pk").iterator()
    return {version: event for version, document, event in rows if document in documents}


def _place(*, plan: ExportPlan, own: list[UUID], published: dict[UUID, int], written_by: dict[UUID, int]) -> None:
    """Put each version published here before the imported commit that next wrote its document."""
    later: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for version_id, event in published.items():
        if version_id in written_by:
            later[plan.document_of[version_id]].append((event, written_by[version_id]))
    for version_id in sorted(own, key=lambda pk: published.get(pk, 0)):
        # Imported versions of the same document, each with the place of its publication and its commit.
        imported = later[plan.document_of[version_id]]
        following = min((place for place in imported if place[0] > published.get(version_id, 0)), default=None)
        (plan.after if following is None else plan.before[following[1]]).append(version_id)


def _name_files(*, plan: ExportPlan, project: Project, documents: set[UUID]) -> None:
    """Give each file the path that its document was imported from, or `<slug>.md` (.html, .json) if there is none.

    A number is added if another file or folder has the name.
    """
    names = _Names.of(plan.taken)
    origins = origins_of(project) if documents else {}
    rows = Document.objects.filter(project=project).order_by("created_at", "pk").select_related("current")
    for document in rows.iterator():
        if document.pk not in documents:
            continue
        suffix = _SUFFIXES[document.current.content_type] if document.current else ".md"
        path = file_path(origins.get(document.pk, ""), suffix=suffix)
        if not path or not names.are_free(path):
            path = names.free(file_stem(document.slug) or document.identifier, suffix=suffix)
        names.take(path)
        plan.paths[document.pk] = path


@dataclass
class _Names:
    """The paths of all files, and of the folders around them."""

    files: set[str]
    folders: set[str]

    @classmethod
    def of(cls, files: set[str]) -> "_Names":
        return cls(files, {folder for path in files for folder in _above(path)})

    def are_free(self, path: str) -> bool:
        return path not in self.files and path not in self.folders and self.files.isdisjoint(_above(path))

    def free(self, stem: str, *, suffix: str) -> str:
        """Return a path at the top that is free."""
        path, count = stem + suffix, 1
        while not self.are_free(path):
            count += 1
            path = f"{stem}-{count}{suffix}"
        return path

    def take(self, path: str) -> None:
        self.files.add(path)
        self.folders.update(_above(path))


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]
