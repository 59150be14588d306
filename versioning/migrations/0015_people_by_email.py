"""Add invitations, addresses that wait to be confirmed, and the verbs of both."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("versioning", "0014_file_triggers"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="email_confirmed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="pending_email",
            field=models.EmailField(blank=True, default="", editable=False, max_length=254),
        ),
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
                    ("invitation.sent", "Invitation Sent"),
                    ("invitation.withdrawn", "Invitation Withdrawn"),
                    ("invitation.accepted", "Invitation Accepted"),
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
                    ("user.email_changed", "User Email Changed"),
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
                    ("file.uploaded", "File Uploaded"),
                    ("file.described", "File Described"),
                    ("file.trashed", "File Trashed"),
                    ("file.restored", "File Restored"),
                ],
                max_length=32,
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "viewer"), (20, "editor"), (30, "publisher"), (40, "manager")]
                    ),
                ),
                ("is_mailed", models.BooleanField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="versioning.project"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("accepted_at", None)),
                        name="one_open_invitation_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", [10, 20, 30, 40])), name="invitation_role_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_accepted_by_somebody",
                    ),
                ],
            },
        ),
    ]
