"""Version numbers that were given and whose versions are gone for good."""

from django.db import models


class RetiredNumber(models.Model):
    """Written by `purge`. Numbers are never reused; knowing the gaps, page N of a history is found without counting."""

    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="retired_numbers")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="one_retired_number_per_document_and_number"),
        )

    def __str__(self) -> str:
        return f"{self.number} of {self.document_id}"
