"""Files: pictures and attachments of a project, which never change."""

from collections.abc import Collection, Iterable
from typing import Any, Self
from urllib.parse import quote
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.document import Document
from versioning.models.files.attachment import Attachment
from versioning.models.files.file_set import FileUse
from versioning.models.files.file_tag import FileTag
from versioning.models.files.file_word import FileWord, words_of
from versioning.models.files.folder import Folder
from versioning.models.files.history_file import HistoryFile
from versioning.models.limits import NAME_LENGTH
from versioning.models.project import Project, role_in
from versioning.models.sql.list_index import ListIndex
from versioning.models.sql.prepared import Parameter, Prepared
from versioning.models.version import Version

ALT_TEXT_LENGTH = 1000
# So many files with a word are looked up by their keys. More are tried one after the other, the newest first.
FEW = 1000


class _MediaKind(Func):
    """What comes before the slash of a media type. An index of the database has this expression to the letter."""

    output_field = models.TextField()
    template = "split_part(%(expressions)s, '/', 1)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "substr(%(expressions)s, 1, instr(%(expressions)s, '/') - 1)"
        return self.as_sql(compiler, connection, template=template, **context)


class FileQuerySet(models.QuerySet["File"]):
    def of_project(self, projects: models.QuerySet[Project]) -> Self:
        """Return the files of the first of these projects. The database reads its key once, in the same statement."""
        return self.filter(project=Subquery(projects.order_by().values("pk")[:1]))

    def present(self) -> Self:
        """Return the files that are not in the trash."""
        return self.filter(trashed_at=None)

    def trashed(self) -> Self:
        return self.filter(trashed_at__isnull=False)

    def named_like(self, words: str) -> Self:
        """Return the files that have, for each of these words, one that begins so in their name or alternative text."""
        files = self
        for found in FileWord.objects.files_with(words):
            if found[FEW:].exists():
                # Too many to read them all. A page of the newest files is found sooner.
                files = files.filter(Exists(found.filter(file=OuterRef("pk"))))
            else:
                files = files.filter(pk__in=found)
        return files

    def of_media_type(self, media_type: str) -> Self:
        """Return the files of a media type such as `image/png`, or of a whole kind of them: `image/*`."""
        if media_type.endswith("/*"):
            return self.alias(kind=_MediaKind("media_type")).filter(kind=media_type.removesuffix("/*"))
        return self.filter(media_type=media_type)

    def used(self) -> Self:
        """Return the files that a version or document uses which is not in the trash, or an imported history."""
        return self.filter(Exists(_kept_uses()) | Exists(_attached()) | Exists(_places()))

    def unused(self) -> Self:
        """Return the files that no version or document uses but those in the trash, and no imported history."""
        return self.filter(~Exists(_kept_uses()), ~Exists(_attached()), ~Exists(_places()))

    def deletable(self) -> Self:
        """Return the files that nothing uses, not even a text that only the trash or a discarded draft keeps."""
        sets, attached = (rows.objects.filter(file=OuterRef("pk")) for rows in (FileUse, Attachment))
        return self.filter(~Exists(sets), ~Exists(attached), ~Exists(_places()))

    def in_folder(self, folder: Folder | None, *, project_id: UUID) -> Self:
        """Return the files in this folder, or those of the project that are in none."""
        return self.filter(project=project_id, folder=folder)

    def tagged(self, tags: Collection[UUID]) -> Self:
        """Return the files that have one of these tags."""
        return self.filter(Exists(FileTag.objects.filter(file=OuterRef("pk"), tag__in=tags)))

    def of_document(self, document: Document) -> Self:
        """Return the files that the document's newest version uses, or that the document attaches."""
        newest = Version.objects.filter(document=document, trashed_at=None).order_by("-number")[:1]
        uses = FileUse.objects.filter(file_set__in=newest.values("body__file_set"))
        attached = Attachment.objects.filter(document=document, file__isnull=False)
        return self.filter(Q(pk__in=uses.values("file")) | Q(pk__in=attached.values("file")))

    def with_digest(self, sha256: bytes, *, project_id: UUID) -> Self:
        """Return the files of a project with these bytes, each under another name."""
        return self.filter(project=project_id, sha256=sha256)

    def stored_bytes_of(self, user_id: UUID, *, project_id: UUID) -> int:
        """Return how many bytes the files take that a person uploaded to a project. Equal bytes are stored once."""
        different = self.filter(project=project_id, created_by=user_id).order_by().values("sha256", "size").distinct()
        return int(different.aggregate(total=Sum("size"))["total"] or 0)

    def find(self, pk: UUID, *, user: UUID) -> "File | None":
        """Return the file, or None if there is none. Annotated with `actor_role`, the user's role in its project."""
        return _FOUND.one(pk=pk, user=user)


class File(models.Model):
    """A picture or an attachment. A changed picture is another file, so a text shows for ever what it showed once.

    The bytes are in the file store, once for each project and SHA-256. `media_type` was read from the bytes. `width`
    and `height` are those of a picture as it is shown. Only `alt_text`, `folder` and `trashed_at` may change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No index of its own: the constraint and the index below begin with it.
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="files", db_index=False)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveBigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=NAME_LENGTH)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    alt_text = models.CharField(max_length=ALT_TEXT_LENGTH, default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", db_index=False)
    # An index below begins with it.
    folder = models.ForeignKey(Folder, models.DO_NOTHING, null=True, related_name="files", db_index=False)
    trashed_at = models.DateTimeField(null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("project", "sha256", "name"), name="one_file_per_project_bytes_and_name"),
            models.CheckConstraint(
                condition=Q(width=None, height=None) | Q(width__gte=1, height__gte=1), name="picture_has_both_sides"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="file_has_a_name"),
        )
        indexes = (
            ListIndex(F("project"), F("id").desc(), condition=Q(trashed_at=None), name="file_present"),
            ListIndex(F("project"), F("id").desc(), condition=Q(trashed_at__isnull=False), name="file_trashed"),
            ListIndex(F("project"), F("id").desc(), condition=Q(trashed_at=None, folder=None), name="file_at_top"),
            ListIndex(F("project"), F("media_type"), F("id").desc(), condition=Q(trashed_at=None), name="file_of_type"),
            models.Index(F("project"), F("size").desc(), name="file_size"),
            # With all columns of the sum of a person's bytes, so that it reads no rows.
            models.Index(fields=("project", "created_by", "sha256", "size"), name="file_of_person"),
            ListIndex(F("folder"), F("id").desc(), condition=Q(folder__isnull=False), name="file_folder_id"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        """The SHA-256 in hexadecimal digits."""
        return bytes(self.sha256).hex()

    @property
    def url(self) -> str:
        """The address for texts. It never changes."""
        return f"/files/{self.pk}/{quote(self.name, safe='')}"

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    @property
    def is_trashed(self) -> bool:
        return self.trashed_at is not None


_DOCUMENT_COLUMNS = ("document__identifier", "document__title")


def uses_of(file: File, *, or_among: Collection[UUID] = ()) -> models.QuerySet[Version]:
    """Return the versions that use a file by its address, newest first, with their documents, for a list.

    Those of `or_among` are known to use it. Versions in the trash, and those of documents in the trash, do not count.
    """
    sets = FileUse.objects.filter(file=file).values("file_set")
    by_address = Q(body__file_set__in=sets)
    uses = by_address | Q(pk__in=or_among) if or_among else by_address
    versions = Version.objects.filter(uses, trashed_at=None, document__trashed_at=None)
    return versions.select_related("document").only("number", "status", *_DOCUMENT_COLUMNS).order_by("-id")


def word_rows(files: Iterable[File]) -> list[FileWord]:
    """Return the rows of the words by which these files are found, not stored yet."""
    return [
        FileWord(file=file, word=word) for file in files for word in words_of(name=file.name, alt_text=file.alt_text)
    ]


class _ZipPosition(Func):
    """The position in the metadata of a version, as text. An index of the database has this expression to the letter.

    It is cut, because anybody can write metadata, and an index of PostgreSQL takes no long value.
    """

    output_field = models.TextField()
    template = "left(%(expressions)s #>> '{zip,position}', 20)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "substr(json_extract(%(expressions)s, '$.zip.position'), 1, 20)"
        return self.as_sql(compiler, connection, template=template, **context)


def texts_of_zips(project_id: UUID, *, positions: Iterable[int]) -> models.QuerySet[Version]:
    """Return the versions of a project that came with a zip and its files, or continue such a version."""
    versions = Version.objects.alias(position=_ZipPosition("fields"))
    return versions.filter(position__in=[str(each) for each in positions], document__project=project_id)


def documents_showing(file: File) -> models.QuerySet[Document]:
    """Return the documents whose current version uses a file by its address. Those in the trash do not count."""
    sets = FileUse.objects.filter(file=file).values("file_set")
    documents = Document.objects.filter(project=file.project_id, trashed_at=None, current__body__file_set__in=sets)
    return documents.order_by("pk")


def _kept_uses() -> models.QuerySet[FileUse]:
    kept = {"file_set__texts__versions__trashed_at": None, "file_set__texts__document__trashed_at": None}
    return FileUse.objects.filter(file=OuterRef("pk"), file_set__texts__versions__isnull=False, **kept)


def _attached() -> models.QuerySet[Attachment]:
    return Attachment.objects.present().filter(file=OuterRef("pk"))


def _places() -> models.QuerySet[HistoryFile]:
    return HistoryFile.objects.filter(file=OuterRef("pk"))


_FOUND = Prepared(
    lambda: File.objects.filter(pk=Parameter("pk", models.UUIDField())).annotate(actor_role=role_in("project"))
)
