"""The permission to replace the encodings of a document's blobs."""

from django.db import models


class Reencoding(models.Model):
    """While a transaction has this row, it may replace the encodings of the document's blobs, never their identity.

    Without the row, the database refuses, whatever a bug or a script sends. The row is deleted before the transaction
    ends, so that no other transaction sees it. A trigger on the deletion checks the document's blobs: the base of each
    delta must belong to the document and be nearer to a whole text. Take the document's lock first.
    """

    document = models.OneToOneField("versioning.Document", models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"reencoding of document {self.document_id}"
