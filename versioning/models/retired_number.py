"""Numbers of versions that were deleted for good."""

from django.db import models


class RetiredNumber(models.Model):
    """A number that `purge` freed. It is never used again.

    Because the gaps are known, page N of a history is found by number, without counting rows.
    """

    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="retired_numbers", db_index=False)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="one_retired_number_per_document_and_number"),
        )

    def __str__(self) -> str:
        return f"{self.number} of {self.document_id}"
