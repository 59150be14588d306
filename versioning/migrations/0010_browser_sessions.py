"""Sessions of browsers as rows of our own, and a table for the limits of sign-in while the cache does not answer.

`django_session` stays as it is, for servers of the former version that run beside this one for a while.
"""

import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

from versioning.migrations._operations import run_sql

# The table of django.core.cache.backends.db, as `createcachetable` makes it.
COUNTS = """
    CREATE TABLE versioning_signincount (
        cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires {moment} NOT NULL
    )
"""
EXPIRES = "CREATE INDEX sign_in_count_expires ON versioning_signincount (expires)"
NO_COUNTS = "DROP TABLE versioning_signincount"


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0009_sign_in_verbs"),
    ]

    operations = [
        # createsuperuser checks its password now. Migrations need no such manager.
        migrations.AlterModelManagers(name="user", managers=[]),
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("project.created", "Project Created"),
                    ("project.updated", "Project Updated"),
                    ("language.added", "Language Added"),
                    ("language.removed", "Language Removed"),
                    ("workflow_status.created", "Workflow Status Created"),
                    ("workflow_status.updated", "Workflow Status Updated"),
                    ("workflow_status.removed", "Workflow Status Removed"),
                    ("workspace.created", "Workspace Created"),
                    ("workspace.updated", "Workspace Updated"),
                    ("branch.created", "Branch Created"),
                    ("branch.renamed", "Branch Renamed"),
                    ("branch.closed", "Branch Closed"),
                    ("member.added", "Member Added"),
                    ("member.changed", "Member Changed"),
                    ("member.removed", "Member Removed"),
                    ("token.created", "Token Created"),
                    ("token.revoked", "Token Revoked"),
                    ("application.registered", "Application Registered"),
                    ("application.retired", "Application Retired"),
                    ("application.allowed", "Application Allowed"),
                    ("session.ended", "Session Ended"),
                    ("sign_in.ended", "Sign In Ended"),
                    ("sign_in.succeeded", "Sign In Succeeded"),
                    ("sign_in.failed", "Sign In Failed"),
                    ("user.created", "User Created"),
                    ("user.changed", "User Changed"),
                    ("user.password_reset", "User Password Reset"),
                    ("user.updated", "User Updated"),
                    ("user.password_changed", "User Password Changed"),
                    ("document.created", "Document Created"),
                    ("document.updated", "Document Updated"),
                    ("document.presented", "Document Presented"),
                    ("document.moved_on", "Document Moved On"),
                    ("document.translation_stated", "Document Translation Stated"),
                    ("document.trashed", "Document Trashed"),
                    ("document.restored", "Document Restored"),
                    ("draft.forked", "Draft Forked"),
                    ("draft.saved", "Draft Saved"),
                    ("draft.synced", "Draft Synced"),
                    ("draft.discarded", "Draft Discarded"),
                    ("draft.reopened", "Draft Reopened"),
                    ("version.published", "Version Published"),
                    ("version.promoted", "Version Promoted"),
                    ("version.unpromoted", "Version Unpromoted"),
                    ("version.archived", "Version Archived"),
                    ("version.restored", "Version Restored"),
                    ("version.trashed", "Version Trashed"),
                    ("version.untrashed", "Version Untrashed"),
                ],
                max_length=32,
            ),
        ),
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(editable=False, max_length=64, unique=True)),
                ("data", models.TextField()),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("address", models.CharField(max_length=45)),
                ("browser", models.CharField(max_length=300)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="browser_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        run_sql(
            forwards={
                "sqlite": [COUNTS.format(moment="datetime"), EXPIRES],
                "postgresql": [COUNTS.format(moment="timestamp with time zone"), EXPIRES],
            },
            backwards={"sqlite": [NO_COUNTS], "postgresql": [NO_COUNTS]},
        ),
    ]
