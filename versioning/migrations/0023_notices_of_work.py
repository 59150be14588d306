"""Notices of schedules, webhooks, imports, exports and maintenance, some of which no event tells."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0022_pictures_of_zips"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mailchoice",
            name="mail_choice_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_is_known",
        ),
        migrations.AddField(
            model_name="notice",
            name="data",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="mailchoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "somebody mentions you"),
                    ("outdated", "your draft becomes outdated"),
                    ("taken_over", "somebody else saves your draft"),
                    ("watched", "something you watch is published"),
                    ("schedule_failed", "a schedule of yours fails"),
                    ("webhook_disabled", "a webhook of a project that you manage stops"),
                    ("transfer_ended", "an import or export of yours ends"),
                    ("breach", "maintenance finds damaged data"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="document",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="versioning.document"
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="versioning.event",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "somebody mentions you"),
                    ("outdated", "your draft becomes outdated"),
                    ("taken_over", "somebody else saves your draft"),
                    ("watched", "something you watch is published"),
                    ("schedule_failed", "a schedule of yours fails"),
                    ("webhook_disabled", "a webhook of a project that you manage stops"),
                    ("transfer_ended", "an import or export of yours ends"),
                    ("breach", "maintenance finds damaged data"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="project",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="versioning.project"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "mention",
                            "outdated",
                            "taken_over",
                            "watched",
                            "schedule_failed",
                            "webhook_disabled",
                            "transfer_ended",
                            "breach",
                        ],
                    )
                ),
                name="mail_choice_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "mention",
                            "outdated",
                            "taken_over",
                            "watched",
                            "schedule_failed",
                            "webhook_disabled",
                            "transfer_ended",
                            "breach",
                        ],
                    )
                ),
                name="notice_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("document__isnull", False),
                        ("event__isnull", False),
                        ("kind__in", ("mention", "outdated", "taken_over", "watched")),
                        ("project__isnull", False),
                    ),
                    models.Q(
                        ("event__isnull", False),
                        ("kind__in", ("schedule_failed", "webhook_disabled")),
                        ("project__isnull", False),
                    ),
                    models.Q(
                        ("document", None), ("event", None), ("kind", "transfer_ended"), ("project__isnull", False)
                    ),
                    models.Q(("document", None), ("event", None), ("kind", "breach"), ("project", None)),
                    _connector="OR",
                ),
                name="notice_is_about_something",
            ),
        ),
    ]
