"""The tables of documents, with their workflow, their presentation and the version numbers that are gone."""

import functools
import secrets

import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("versioning", "0017_whole_shelf"), ("versioning", "0019_lists_of_all_documents")]

    dependencies = [("versioning", "0002_applications")]

    operations = [
        migrations.CreateModel(
            name="WorkflowStatus",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="workflow_statuses", to="versioning.project"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("description", models.TextField(blank=True, default="")),
                ("order", models.PositiveIntegerField(default=0)),
                ("colour", models.CharField(default="#6b6b6b", max_length=7)),
                ("read_only", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "following",
                    models.ManyToManyField(blank=True, related_name="preceding", to="versioning.workflowstatus"),
                ),
            ],
            options={
                "verbose_name_plural": "workflow statuses",
                "ordering": ("project_id", "order", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "name"), name="one_workflow_status_per_project_and_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "identifier",
                    models.CharField(
                        default=functools.partial(secrets.token_hex, 4), editable=False, max_length=8, unique=True
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="documents", to="versioning.project"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="documents", to="versioning.workspace"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "Document"), ("article", "Article"), ("category", "Category")],
                        default="document",
                        max_length=8,
                    ),
                ),
                ("slug", models.CharField(max_length=255)),
                ("title", models.CharField(max_length=255)),
                ("language", models.CharField(max_length=5)),
                ("translation_key", models.UUIDField(default=uuid6.uuid7, editable=False)),
                (
                    "stated_translation",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("needed", "Needed"),
                            ("in_progress", "In Progress"),
                            ("translated", "Translated"),
                        ],
                        default="none",
                        max_length=11,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="children",
                        to="versioning.document",
                    ),
                ),
                ("order", models.IntegerField(default=0)),
                ("hidden", models.BooleanField(default=False)),
                ("last_number", models.PositiveIntegerField(default=0, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("trashed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "workflow_status",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="documents",
                        to="versioning.workflowstatus",
                    ),
                ),
                ("due_at", models.DateTimeField(editable=False, null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("workflow_comment", models.TextField(default="", editable=False)),
            ],
            options={
                "ordering": ("-updated_at", "-id"),
                "indexes": [
                    models.Index(fields=["project", "-updated_at", "-id"], name="document_updated"),
                    models.Index(fields=["project", "-created_at", "-id"], name="document_created"),
                    models.Index(fields=["project", "title", "id"], name="document_title"),
                    models.Index(
                        condition=models.Q(("trashed_at", None)),
                        fields=["-updated_at", "-id"],
                        name="document_all_updated",
                    ),
                    models.Index(
                        condition=models.Q(("trashed_at", None)),
                        fields=["-created_at", "-id"],
                        name="document_all_created",
                    ),
                    models.Index(
                        condition=models.Q(("trashed_at", None)), fields=["title", "id"], name="document_all_title"
                    ),
                    models.Index(fields=["parent", "workspace", "order", "id"], name="document_tree"),
                    models.Index(
                        condition=models.Q(("trashed_at", None)),
                        fields=["workspace", "language", "order", "id"],
                        name="document_shelf",
                    ),
                    models.Index(
                        condition=models.Q(("trashed_at", None)),
                        fields=["workspace", "order", "id"],
                        name="document_whole_shelf",
                    ),
                    models.Index(
                        condition=models.Q(("kind", "category"), ("trashed_at", None)),
                        fields=["workspace", "language", "order", "id"],
                        name="document_category_shelf",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("translation_key", "language", "project"), name="one_document_per_translation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="document_is_not_its_own_parent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presentation",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="stored_presentation",
                        serialize=False,
                        to="versioning.document",
                    ),
                ),
                ("seo_title", models.CharField(blank=True, default="", max_length=255)),
                ("description", models.TextField(blank=True, default="")),
                ("allow_comments", models.BooleanField(default=True)),
                ("show_table_of_contents", models.BooleanField(default=True)),
                ("featured_image_url", models.CharField(blank=True, default="", max_length=2000)),
                ("tags", models.JSONField(blank=True, default=list)),
                (
                    "status_indicator",
                    models.CharField(
                        choices=[("none", "None"), ("new", "New"), ("updated", "Updated"), ("custom", "Custom")],
                        default="none",
                        max_length=7,
                    ),
                ),
                ("status_indicator_expires_at", models.DateTimeField(blank=True, null=True)),
                ("exclude_from_search", models.BooleanField(default=False)),
                ("exclude_from_ai_search", models.BooleanField(default=False)),
                ("exclude_from_external_search", models.BooleanField(default=False)),
                ("requires_acknowledgement", models.BooleanField(default=False)),
                ("icon", models.CharField(blank=True, default="", max_length=255)),
                (
                    "category_type",
                    models.CharField(
                        choices=[("folder", "Folder"), ("page", "Page"), ("index", "Index")],
                        default="folder",
                        max_length=6,
                    ),
                ),
                ("related", models.ManyToManyField(blank=True, related_name="+", to="versioning.document")),
            ],
        ),
        migrations.CreateModel(
            name="RetiredNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="retired_numbers", to="versioning.document"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "number"), name="one_retired_number_per_document_and_number"
                    )
                ]
            },
        ),
    ]
