"""Leave to replace how the blobs of one document are kept."""

from django.db import models


class Reencoding(models.Model):
    """While a transaction holds this row, it may replace the encodings of the document's blobs, never their identity.

    Without it the database refuses, whatever a bug or a script may send. The row is deleted before the transaction
    ends, so that no other one ever sees it; deleting it makes the database look over the document's blobs: each delta
    must rest on a blob of the document that is nearer to a whole text. Take the document's lock first.
    """

    document = models.OneToOneField("versioning.Document", models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"reencoding of document {self.document_id}"
