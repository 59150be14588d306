"""Tags of files, by which people find them."""

from uuid import UUID, uuid5

from django.db import models

TAG_LENGTH, MOST_TAGS = 100, 50


def tag_id(name: str, *, project_id: UUID) -> UUID:
    """Return the ID of the tag with this name. It is the same for all files of a project."""
    return uuid5(project_id, name)


class FileTag(models.Model):
    """A tag that a file has. The project's tags are those of its files."""

    file = models.ForeignKey("versioning.File", models.CASCADE, related_name="tags", db_index=False)
    tag = models.UUIDField()
    name = models.CharField(max_length=TAG_LENGTH)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("file", "tag"), name="one_tag_per_file_and_name"),)
        indexes = (models.Index(fields=("tag",), name="file_tag"),)

    def __str__(self) -> str:
        return self.name
