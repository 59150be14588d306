"""The tables of webhooks and of their deliveries, and a lane for jobs that wait for other servers."""

import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

from versioning.migrations._operations import WithoutTriggers, run_sql

IDENTITY = ("id", "webhook_id", "event_id", "txid", "type", "document")
SENTENCE = "a delivery is always of the same event to the same webhook"


def differs(operator: str) -> str:
    return " OR ".join(f'OLD."{column}" {operator} NEW."{column}"' for column in IDENTITY)


NAME = "stemma_delivery_frozen"
CREATE = {
    "sqlite": [
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON versioning_delivery FOR EACH ROW WHEN {differs('IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    ],
    "postgresql": [
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON versioning_delivery FOR EACH ROW "
        f"WHEN ({differs('IS DISTINCT FROM')}) EXECUTE FUNCTION {NAME}()",
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER {NAME}"],
    "postgresql": [f"DROP TRIGGER {NAME} ON versioning_delivery", f"DROP FUNCTION {NAME}()"],
}


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0014_file_triggers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("txid", models.BigIntegerField(default=0)),
                ("type", models.CharField(max_length=32)),
                ("document", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("delivered", "Delivered"), ("failed", "Failed")],
                        default="pending",
                        max_length=9,
                    ),
                ),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("first_tried_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("milliseconds", models.PositiveIntegerField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("problem", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="FeedCursor",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("txid", models.BigIntegerField(default=0)),
                ("event", models.BigIntegerField(default=0)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=2000)),
                ("description", models.CharField(blank=True, default="", max_length=255)),
                ("events", models.JSONField(default=list)),
                ("category", models.UUIDField(null=True)),
                ("is_enabled", models.BooleanField(default=True)),
                ("disabled_because", models.TextField(blank=True, default="")),
                ("since_txid", models.BigIntegerField(default=0)),
                ("since_id", models.BigIntegerField(default=0)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("resume_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="WebhookSecret",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("nonce", models.BinaryField(max_length=32)),
                ("digest", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="versioning.event",
            ),
        ),
        migrations.AddField(
            model_name="deliveryattempt",
            name="delivery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="versioning.delivery"
            ),
        ),
        migrations.AddField(
            model_name="webhook",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="webhook",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="webhooks", to="versioning.project"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="webhook",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="versioning.webhook",
            ),
        ),
        migrations.AddField(
            model_name="webhooksecret",
            name="webhook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="secrets", to="versioning.webhook"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_enabled", False), ("disabled_because", ""), _connector="OR"),
                name="webhook_enabled_has_no_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failing_since__isnull", True), ("failures", 0), ("resume_at__isnull", True)),
                    models.Q(("failing_since__isnull", False), ("failures__gt", 0)),
                    _connector="OR",
                ),
                name="webhook_failures_have_a_start",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["webhook", "-id"], name="delivery_webhook_id"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["webhook", "txid", "event", "id"],
                name="delivery_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["webhook", "document", "txid", "event"],
                name="delivery_document_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["created_at"], name="delivery_oldest_pending"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False)), fields=["finished_at"], name="delivery_finished_at"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("webhook", "event"), name="one_delivery_of_an_event"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("state", "pending")),
                    models.Q(("finished_at__isnull", False), ("state__in", ("delivered", "failed"))),
                    _connector="OR",
                ),
                name="delivery_finished_has_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhooksecret",
            constraint=models.UniqueConstraint(
                condition=models.Q(("expires_at__isnull", True)),
                fields=("webhook",),
                name="one_webhook_secret_without_end",
            ),
        ),
        WithoutTriggers(
            migrations.RemoveConstraint(
                model_name="job",
                name="job_lane_is_known",
            ),
            migrations.AlterField(
                model_name="job",
                name="lane",
                field=models.CharField(
                    choices=[("quick", "Quick"), ("long", "Long"), ("calls", "Calls")], default="quick", max_length=5
                ),
            ),
            migrations.AddConstraint(
                model_name="job",
                constraint=models.CheckConstraint(
                    condition=models.Q(("lane__in", ("quick", "long", "calls"))), name="job_lane_is_known"
                ),
            ),
        ),
        run_sql(forwards=CREATE, backwards=DROP),
    ]
