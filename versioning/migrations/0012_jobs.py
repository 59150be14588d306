"""The tables of jobs and of the worker processes that run them. Imports and exports become jobs.

Those that wait or run when the server is upgraded get a job, so that the worker goes on with them.
"""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from versioning.migrations._operations import run_sql

REQUEST = ("id", "kind", "payload", "lane", "project_id", "created_by_id", "created_at")
END = ("state", "finished_at", "result", "problem")


def differs(columns: tuple[str, ...], *, operator: str) -> str:
    return " OR ".join(f'OLD."{column}" {operator} NEW."{column}"' for column in columns)


# name: (what must not change, when, what the refusal says)
TRIGGERS = {
    "stemma_job_request_frozen": (REQUEST, "TRUE", "a job keeps what it was asked to do"),
    "stemma_job_end_frozen": (END, "OLD.finished_at IS NOT NULL", "a job that ended never runs again"),
}
CREATE = {
    "sqlite": [
        f"CREATE TRIGGER {name} BEFORE UPDATE ON versioning_job FOR EACH ROW "
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
            f"CREATE TRIGGER {name} BEFORE UPDATE ON versioning_job FOR EACH ROW "
            f"WHEN ({condition} AND ({differs(columns, operator='IS DISTINCT FROM')})) EXECUTE FUNCTION {name}()",
        )
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER {name}" for name in TRIGGERS],
    "postgresql": [
        statement
        for name in TRIGGERS
        for statement in (f"DROP TRIGGER {name} ON versioning_job", f"DROP FUNCTION {name}()")
    ],
}


def give_jobs(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    transfers = apps.get_model("versioning", "Transfer").objects
    jobs = apps.get_model("versioning", "Job").objects
    for transfer in transfers.filter(status__in=("waiting", "running")):
        transfer.job = jobs.create(
            kind="transfer",
            payload={"transfer": str(transfer.pk)},
            lane="long",
            max_attempts=50,
            project_id=transfer.project_id,
            created_by_id=transfer.started_by_id,
        )
        transfer.save(update_fields=("job",))
    if schema_editor.connection.vendor == "postgresql":
        # It alters no table whose foreign keys it still has to check.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0011_change_feed"),
    ]

    operations = [
        migrations.CreateModel(
            name="JobWorker",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("host", models.CharField(max_length=255)),
                ("pid", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ("started_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=64)),
                ("payload", models.JSONField(default=dict)),
                (
                    "lane",
                    models.CharField(choices=[("quick", "Quick"), ("long", "Long")], default="quick", max_length=5),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "canceled"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("max_attempts", models.PositiveIntegerField()),
                ("lease", models.UUIDField(null=True)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                ("progress", models.JSONField(default=dict)),
                ("problem", models.TextField(default="")),
                ("result", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=200, null=True, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="versioning.project",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=["lane", "due_at", "id"],
                        name="job_due",
                    ),
                    models.Index(fields=["kind", "-created_at"], name="job_kind_created_at"),
                    models.Index(
                        condition=models.Q(("finished_at__isnull", False)),
                        fields=["finished_at"],
                        name="job_finished_at",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "running", "done", "failed", "cancelled"))),
                        name="job_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lane__in", ("quick", "long"))), name="job_lane_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease__isnull", False), ("state", "running")),
                            models.Q(models.Q(("state", "running"), _negated=True), ("lease__isnull", True)),
                            _connector="OR",
                        ),
                        name="job_running_has_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state__in", ("waiting", "running"))),
                            models.Q(
                                models.Q(("state__in", ("waiting", "running")), _negated=True),
                                ("finished_at__isnull", False),
                                ("key__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="job_finished_has_end",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="transfer",
            name="job",
            field=models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="versioning.job"),
        ),
        migrations.AddField(model_name="transfer", name="waiting", field=models.JSONField(default=dict)),
        migrations.AlterField(
            model_name="transfer",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("running", "Running"),
                    ("done", "Done"),
                    ("failed", "Failed"),
                    ("cancelled", "canceled"),
                ],
                default="waiting",
                max_length=9,
            ),
        ),
        migrations.RunPython(give_jobs, migrations.RunPython.noop),
        *[migrations.RemoveField("transfer", name) for name in ("attempt", "heard_at", "done", "total")],
        run_sql(forwards=CREATE, backwards=DROP),
    ]
