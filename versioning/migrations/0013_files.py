"""Files of projects, and which texts use them."""

import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, DO_NOTHING, PROTECT, BigAutoField, F, ForeignKey, OrderBy, Q

from versioning.migrations._operations import WithoutTriggers


class Migration(migrations.Migration):
    dependencies = [("versioning", "0012_jobs")]

    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.BinaryField(max_length=32)),
                ("size", models.PositiveBigIntegerField(help_text="bytes")),
                ("media_type", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=255)),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("alt_text", models.CharField(blank=True, default="", max_length=1000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("created_by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, db_index=False, related_name="+")),
                ("project", ForeignKey("versioning.project", CASCADE, db_index=False, related_name="files")),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "sha256", "name"), name="one_file_per_project_bytes_and_name"
                    ),
                    models.CheckConstraint(
                        condition=Q(width=None, height=None) | Q(width__gte=1, height__gte=1),
                        name="picture_has_both_sides",
                    ),
                    models.CheckConstraint(condition=~Q(name=""), name="file_has_a_name"),
                ],
                "indexes": [models.Index(F("project"), OrderBy(F("id"), descending=True), name="file_project_id")],
            },
        ),
        migrations.CreateModel(
            name="FileSet",
            fields=[
                ("id", BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("project", ForeignKey("versioning.project", CASCADE, db_index=False, related_name="+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "digest"), name="one_file_set_per_project_and_digest")
                ],
            },
        ),
        migrations.CreateModel(
            name="FileUse",
            fields=[
                ("id", BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", ForeignKey("versioning.file", DO_NOTHING, related_name="uses")),
                ("file_set", ForeignKey("versioning.fileset", DO_NOTHING, db_index=False, related_name="uses")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file_set", "file"), name="one_use_per_file_set_and_file")
                ],
            },
        ),
        WithoutTriggers(
            migrations.AddField(
                model_name="blob",
                name="file_set",
                field=ForeignKey("versioning.fileset", DO_NOTHING, db_index=False, null=True, related_name="texts"),
            ),
            migrations.AddIndex(
                model_name="blob",
                index=models.Index(condition=Q(file_set__isnull=False), fields=["file_set"], name="blob_file_set"),
            ),
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
                    ("file.uploaded", "File Uploaded"),
                    ("file.described", "File Described"),
                    ("file.trashed", "File Trashed"),
                    ("file.restored", "File Restored"),
                ],
                max_length=32,
            ),
        ),
    ]
