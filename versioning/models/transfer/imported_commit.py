"""A commit whose files became versions: what an export needs to write it again as it was."""

from django.db import models


class ImportedCommit(models.Model):
    """`position` counts a project's imported commits from 1, oldest first.

    `author` and `committer` are git's own lines (`Name <email> seconds zone`), `message` is byte for byte git's and
    `encoding` the header that names its encoding, empty where there is none.
    """

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="imported_commits")
    position = models.PositiveIntegerField()
    sha = models.CharField(max_length=64)
    author = models.BinaryField()
    committer = models.BinaryField()
    encoding = models.BinaryField(default=b"")
    message = models.BinaryField()
    # {path: id of the version that it became}; both lists are empty where every file of the commit was refused.
    versions = models.JSONField(default=dict)
    deleted_paths = models.JSONField(default=list)

    class Meta:
        ordering = ("project_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("project", "position"), name="one_commit_per_project_and_position"),
            models.UniqueConstraint(fields=("project", "sha"), name="one_imported_commit_per_project_and_sha"),
        )

    def __str__(self) -> str:
        return self.sha[:12]
