"""Schedules: versions that are published, promoted or archived at a moment. And the verbs of their events."""

import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

from versioning.migrations._operations import run_sql

WHAT = ("id", "project_id", "document_id", "version_id", "action", "sha256", "created_at")
END = ("state", "at", "finished_at")


def differs(columns: tuple[str, ...], *, operator: str) -> str:
    return " OR ".join(f'OLD."{column}" {operator} NEW."{column}"' for column in columns)


# name: (what must not change, when, what the refusal says)
TRIGGERS = {
    "stemma_schedule_frozen": (WHAT, "TRUE", "a schedule keeps what it was made for"),
    "stemma_schedule_end_frozen": (
        END,
        "OLD.finished_at IS NOT NULL AND OLD.state <> 'failed'",
        "a schedule that was run or canceled never runs again",
    ),
}
CREATE = {
    "sqlite": [
        f"CREATE TRIGGER {name} BEFORE UPDATE ON versioning_schedule FOR EACH ROW "
        f"WHEN ({condition} AND ({differs(columns, operator='IS NOT')})) "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        for name, (columns, condition, sentence) in TRIGGERS.items()
    ],
    "postgresql": [
        statement
        for name, (columns, condition, sentence) in TRIGGERS.items()
        for statement in (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON versioning_schedule FOR EACH ROW "
            f"WHEN ({condition} AND ({differs(columns, operator='IS DISTINCT FROM')})) "
            f"EXECUTE FUNCTION {name}()",
        )
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER {name}" for name in TRIGGERS],
    "postgresql": [
        statement
        for name in TRIGGERS
        for statement in (f"DROP TRIGGER {name} ON versioning_schedule", f"DROP FUNCTION {name}()")
    ],
}


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0020_history_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(max_length=32),
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("publish", "publish and make current"),
                            ("promote", "make current"),
                            ("archive", "Archive"),
                        ],
                        max_length=7,
                    ),
                ),
                ("sha256", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
                ("timezone", models.CharField(default="UTC", max_length=64)),
                (
                    "if_missed",
                    models.CharField(
                        choices=[
                            ("run", "run it as soon as possible"),
                            ("report", "do not run it, and report a failure"),
                        ],
                        default="run",
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "canceled"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("problem", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schedules", to="versioning.document"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schedules", to="versioning.project"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schedules", to="versioning.version"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "indexes": [models.Index(fields=["project", "at"], name="schedule_project_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ("publish", "promote", "archive"))),
                        name="schedule_action_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("if_missed__in", ("run", "report"))), name="schedule_if_missed_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state", "waiting")),
                            models.Q(("finished_at__isnull", False), ("state__in", ("done", "failed", "cancelled"))),
                            _connector="OR",
                        ),
                        name="schedule_finished_has_end",
                    ),
                ],
            },
        ),
        run_sql(forwards=CREATE, backwards=DROP),
    ]
