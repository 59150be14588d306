"""A commit whose files became versions: what an export needs to write it again as it was."""

from django.db import models


class ImportedCommit(models.Model):
    """`position` counts a project's imported commits from 1, oldest first.

    `author` and `committer` are git's own lines (`Name <email> seconds zone`), `message` is byte for byte git's.
    """

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="imported_commits")
    position = models.PositiveIntegerField()
    sha = models.CharField(max_length=64)
    author = models.BinaryField()
    committer = models.BinaryField()
    message = models.BinaryField()
    # Paths that the commit took away; those that it wrote are in the versions' `fields.git`.
    deleted_paths = models.JSONField(default=list)

    class Meta:
        ordering = ("project", "position")
        constraints = (
            models.UniqueConstraint(fields=("project", "position"), name="one_commit_per_project_and_position"),
            models.UniqueConstraint(fields=("project", "sha"), name="one_imported_commit_per_project_and_sha"),
        )

    def __str__(self) -> str:
        return self.sha[:12]
