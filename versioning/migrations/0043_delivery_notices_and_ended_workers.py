"""Notices of deliveries that were given up, and the ends of workers, whose rows stay for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0042_stems_of_texts"),
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
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_is_about_something",
        ),
        migrations.AddField(
            model_name="jobworker",
            name="ended_at",
            field=models.DateTimeField(null=True),
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
                    ("delivery_failed", "a webhook of a project that you manage gives up a delivery"),
                    ("transfer_ended", "an import or export of yours ends"),
                    ("breach", "maintenance finds damaged data"),
                    ("new_device", "somebody signs in to your account from a new browser"),
                ],
                max_length=24,
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
                    ("delivery_failed", "a webhook of a project that you manage gives up a delivery"),
                    ("transfer_ended", "an import or export of yours ends"),
                    ("breach", "maintenance finds damaged data"),
                    ("new_device", "somebody signs in to your account from a new browser"),
                ],
                max_length=24,
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
                            "delivery_failed",
                            "transfer_ended",
                            "breach",
                            "new_device",
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
                            "delivery_failed",
                            "transfer_ended",
                            "breach",
                            "new_device",
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
                        ("document", None),
                        ("event", None),
                        ("kind__in", ("delivery_failed", "transfer_ended")),
                        ("project__isnull", False),
                    ),
                    models.Q(
                        ("document", None), ("event", None), ("kind__in", ("breach", "new_device")), ("project", None)
                    ),
                    _connector="OR",
                ),
                name="notice_is_about_something",
            ),
        ),
    ]
