"""Imported files: what the next import of the same path needs to know."""

from django.db import models


class ImportedFile(models.Model):
    """A file of a zip that became a document. `path` is its path in the zip. The path of a folder ends with a slash.

    `sha256` is the hash of the file at the last import, or of nothing for a folder. `version` is the version that the
    file became. If another version is current, somebody changed the document after the import.
    """

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="imported_files", db_index=False)
    path = models.CharField(max_length=500)
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="imported_files")
    version = models.ForeignKey("versioning.Version", models.SET_NULL, null=True, related_name="+", db_index=False)
    sha256 = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("project_id", "path")
        constraints = (
            # No index for the project alone: this constraint begins with it.
            models.UniqueConstraint(fields=("project", "path"), name="one_imported_file_per_project_and_path"),
        )

    def __str__(self) -> str:
        return self.path
