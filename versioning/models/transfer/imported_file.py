"""A file of a zip that became a document: what the next import of the same path needs to know."""

from django.db import models


class ImportedFile(models.Model):
    """`path` is the file's place in the zip; a folder's ends with a slash.

    `sha256` is of the file as it was last imported (of nothing, for a folder), `version` what it became: another
    current version than this means that somebody went on here.
    """

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="imported_files", db_index=False)
    path = models.CharField(max_length=500)
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="imported_files")
    version = models.ForeignKey("versioning.Version", models.SET_NULL, null=True, related_name="+", db_index=False)
    sha256 = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("project_id", "path")
        constraints = (
            # No index of the project's own: the constraint begins with it.
            models.UniqueConstraint(fields=("project", "path"), name="one_imported_file_per_project_and_path"),
        )

    def __str__(self) -> str:
        return self.path
