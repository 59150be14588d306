"""Webhooks that a person paused keep their queue."""

from django.db import migrations, models
from django.db.models import Q

from versioning.migrations._operations import WithoutTriggers


class Migration(migrations.Migration):
    dependencies = [("versioning", "0045_counts_of_files")]

    operations = [
        WithoutTriggers(
            migrations.AddField("webhook", "paused_at", models.DateTimeField(null=True)),
            migrations.AddConstraint(
                "webhook",
                models.CheckConstraint(
                    condition=Q(is_enabled=True) | Q(paused_at=None), name="webhook_paused_is_enabled"
                ),
            ),
        )
    ]
