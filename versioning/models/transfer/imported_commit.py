"""Imported commits: what an export needs to write a commit again exactly as it was."""

from django.db import models


class ImportedCommit(models.Model):
    """A commit whose files became versions. `position` counts a project's imported commits from 1, oldest first.

    `author` and `committer` are git's lines (`Name <email> seconds zone`). `message` has the exact bytes of the commit.
    `encoding` is the header that names its encoding, or empty if there is none.
    """

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="imported_commits", db_index=False)
    position = models.PositiveIntegerField()
    sha = models.CharField(max_length=64)
    author = models.BinaryField()
    committer = models.BinaryField()
    encoding = models.BinaryField(default=b"")
    message = models.BinaryField()
    # {path: id of its version}. Both are empty if every file of the commit was refused.
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
