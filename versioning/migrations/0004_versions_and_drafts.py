"""The tables of versions, drafts and texts, and the columns of documents that point at versions."""

import functools
import secrets

import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("versioning", "0006_room_for_compressed_texts"),
        ("versioning", "0007_compress_texts"),
        ("versioning", "0008_only_compressed_texts"),
        ("versioning", "0009_fewer_indexes_of_versions"),
        ("versioning", "0013_version_counts"),
        ("versioning", "0016_index_of_merges"),
    ]

    dependencies = [("versioning", "0003_documents")]

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name="blobs", to="versioning.document"
                    ),
                ),
                ("sha256", models.BinaryField(max_length=32)),
                ("size", models.PositiveIntegerField(help_text="bytes")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "base",
                    models.ForeignKey(
                        null=True, on_delete=models.DO_NOTHING, related_name="deltas", to="versioning.blob"
                    ),
                ),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                ("encoded", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document", "sha256"), name="one_blob_per_document_and_sha256"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("base", None), ("depth", 0)),
                            models.Q(("base__isnull", False), ("depth__gte", 1), ("depth__lte", 32)),
                            _connector="OR",
                        ),
                        name="blob_is_whole_or_a_few_steps_from_it",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Reencoding",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="versioning.document",
                    ),
                )
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name="versions", to="versioning.document"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=255)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("archived", "Archived")],
                        default="draft",
                        max_length=9,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="forks", to="versioning.version"
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=models.SET_NULL, related_name="+", to="versioning.version"
                    ),
                ),
                ("title", models.CharField(max_length=255)),
                ("description", models.TextField(blank=True, default="")),
                (
                    "content_type",
                    models.CharField(
                        choices=[("markdown", "Markdown"), ("wysiwyg", "Wysiwyg"), ("block", "Block")],
                        default="markdown",
                        max_length=8,
                    ),
                ),
                ("body", models.ForeignKey(on_delete=models.PROTECT, related_name="versions", to="versioning.blob")),
                ("fields", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("modified_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "modified_by",
                    models.ForeignKey(
                        db_index=False, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("archived_at", models.DateTimeField(null=True)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("words", models.PositiveIntegerField(editable=False, null=True)),
                ("words_added", models.PositiveIntegerField(editable=False, null=True)),
                ("words_removed", models.PositiveIntegerField(editable=False, null=True)),
            ],
            options={
                "ordering": ("document_id", "-number"),
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("trashed_at__isnull", False),
                            models.Q(("published_at", None), ("status", "archived")),
                            _connector="OR",
                        ),
                        fields=["document", "number"],
                        name="version_out_of_history",
                    ),
                    models.Index(
                        condition=models.Q(("merged__isnull", False)), fields=["merged"], name="version_merged"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="one_version_per_document_and_number"),
                    models.UniqueConstraint(fields=("document", "key"), name="one_version_per_document_and_key"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="version_numbers_start_at_1"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("published_at", None), ("status", "draft")),
                            models.Q(("archived_at", None), ("published_at__isnull", False), ("status", "published")),
                            models.Q(("archived_at__isnull", False), ("status", "archived")),
                            _connector="OR",
                        ),
                        name="version_status_fits_its_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("id")), _negated=True),
                        name="version_is_not_its_own_source",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="current",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=models.PROTECT, related_name="+", to="versioning.version"
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="translated_from",
            field=models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="versioning.version"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("current", None)),
                fields=["project", "-updated_at", "-id"],
                name="document_not_published",
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "identifier",
                    models.CharField(default=functools.partial(secrets.token_hex, 4), max_length=8, unique=True),
                ),
                (
                    "version",
                    models.OneToOneField(on_delete=models.CASCADE, related_name="draft", to="versioning.version"),
                ),
                (
                    "document",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="drafts", to="versioning.document"),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        null=True, on_delete=models.PROTECT, related_name="drafts", to="versioning.branch"
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="versioning.version"),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "last_saved_by",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ("-last_saved_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("document", "branch"), name="one_draft_per_document_and_branch")
                ],
            },
        ),
    ]
