"""How far those inside this server that follow the change feed have come."""

from django.db import models


class FeedCursor(models.Model):
    """The position of one follower: everything up to it was handled, in the transactions that moved it."""

    name = models.CharField(max_length=32, primary_key=True)
    txid = models.BigIntegerField(default=0)
    event = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
