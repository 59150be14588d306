"""Notices, watches, and when their mail is sent."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0016_people_by_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mention", "somebody mentions you"),
                            ("outdated", "your draft becomes outdated"),
                            ("taken_over", "somebody else saves your draft"),
                            ("watched", "something you watch is published"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "timing",
                    models.CharField(
                        choices=[("at_once", "At once"), ("daily", "In a daily summary"), ("never", "Never")],
                        max_length=7,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="one_mail_choice_per_person_and_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["mention", "outdated", "taken_over", "watched"])),
                        name="mail_choice_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("timing__in", ["at_once", "daily", "never"])), name="mail_choice_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mention", "somebody mentions you"),
                            ("outdated", "your draft becomes outdated"),
                            ("taken_over", "somebody else saves your draft"),
                            ("watched", "something you watch is published"),
                        ],
                        max_length=24,
                    ),
                ),
                ("key", models.CharField(max_length=128)),
                (
                    "mail",
                    models.CharField(
                        choices=[("at_once", "At once"), ("daily", "In a daily summary"), ("never", "Never")],
                        max_length=7,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="versioning.document"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="versioning.event",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="versioning.project"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["user", "-id"], name="notice_user"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["user"], name="notice_unread"),
                    models.Index(
                        condition=models.Q(("read_at", None), ("sent_at", None)),
                        fields=["mail", "id"],
                        name="notice_unsent",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "key"), name="one_notice_per_person_and_key"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["mention", "outdated", "taken_over", "watched"])),
                        name="notice_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mail__in", ["at_once", "daily", "never"])), name="notice_mail_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watches",
                        to="versioning.document",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watches",
                        to="versioning.project",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watches", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "document"), name="one_watch_per_document"),
                    models.UniqueConstraint(fields=("user", "project"), name="one_watch_per_project"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", None), ("project__isnull", False)),
                            models.Q(("document__isnull", False), ("project", None)),
                            _connector="OR",
                        ),
                        name="watch_is_of_one_thing",
                    ),
                ],
            },
        ),
    ]
