"""Which files a text uses. Texts that use the same files share one set."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from versioning.models.history.blob import Blob


class FileSetQuerySet(models.QuerySet["FileSet"]):
    def unused(self) -> Self:
        """Return the sets that no text refers to."""
        return self.filter(~Exists(Blob.objects.filter(file_set=OuterRef("pk"))))


class FileSet(models.Model):
    """The files that a text uses. A text never changes, so the set is fixed with it.

    A save of a text with 200 pictures refers to the set of the text before it, instead of writing 200 rows again. From
    then on, the database takes no file out of the set and puts none into it.

    `digest` is the SHA-256 of the sorted identifiers of the files.
    """

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="+", db_index=False)
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)

    objects = FileSetQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "digest"), name="one_file_set_per_project_and_digest"),
        )

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class FileUse(models.Model):
    """A file in a set. The database refuses to delete a file that is in one."""

    file_set = models.ForeignKey(FileSet, models.DO_NOTHING, related_name="uses", db_index=False)
    file = models.ForeignKey("versioning.File", models.DO_NOTHING, related_name="uses")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("file_set", "file"), name="one_use_per_file_set_and_file"),)

    def __str__(self) -> str:
        return f"file {self.file_id} in set {self.file_set_id}"
