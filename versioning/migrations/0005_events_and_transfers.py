"""The tables of events, of imports and exports, and of answers kept for repeated requests."""

import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("versioning", "0010_draft_synced"),
        ("versioning", "0012_account_verbs"),
        ("versioning", "0015_transfers"),
    ]

    dependencies = [("versioning", "0004_versions_and_drafts")]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "verb",
                    models.CharField(
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
                            ("sign_in.ended", "Sign In Ended"),
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
                ("actor", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "token",
                    models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="versioning.token"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=models.DO_NOTHING,
                        related_name="events",
                        to="versioning.project",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=models.DO_NOTHING,
                        related_name="events",
                        to="versioning.document",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=models.DO_NOTHING,
                        related_name="events",
                        to="versioning.version",
                    ),
                ),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["document", "-id"], name="event_document_id"),
                    models.Index(fields=["project", "-id"], name="event_project_id"),
                    models.Index(
                        condition=models.Q(("verb__in", ("version.promoted", "version.unpromoted"))),
                        fields=["document", "-at", "-id"],
                        name="event_pointer_moves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedCommit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="imported_commits", to="versioning.project"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("sha", models.CharField(max_length=64)),
                ("author", models.BinaryField()),
                ("committer", models.BinaryField()),
                ("encoding", models.BinaryField(default=b"")),
                ("message", models.BinaryField()),
                ("versions", models.JSONField(default=dict)),
                ("deleted_paths", models.JSONField(default=list)),
            ],
            options={
                "ordering": ("project_id", "position"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "position"), name="one_commit_per_project_and_position"),
                    models.UniqueConstraint(fields=("project", "sha"), name="one_imported_commit_per_project_and_sha"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name="imported_files", to="versioning.project"
                    ),
                ),
                ("path", models.CharField(max_length=500)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="imported_files", to="versioning.document"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=models.SET_NULL, related_name="+", to="versioning.version"
                    ),
                ),
                ("sha256", models.BinaryField(max_length=32)),
            ],
            options={
                "ordering": ("project_id", "path"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "path"), name="one_imported_file_per_project_and_path")
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "project",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="transfers", to="versioning.project"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("zip_in", "import of a zip"),
                            ("bundle_in", "import of a git bundle"),
                            ("bundle_out", "export as a git bundle"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("attempt", models.PositiveIntegerField(default=0)),
                (
                    "started_by",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("ref", models.CharField(blank=True, default="", max_length=255)),
                ("paths", models.JSONField(blank=True, default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heard_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("summary", models.JSONField(default=dict)),
                ("refusals", models.JSONField(default=list)),
                ("fault", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("waiting", "running"))),
                        fields=("project",),
                        name="one_transfer_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("headers", models.JSONField(default=dict)),
                ("answer", models.BinaryField(default=b"")),
                ("created_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "key"), name="one_answer_per_owner_and_key")]
            },
        ),
    ]
