"""Folders and tags of files, and attachments of documents."""

from typing import NamedTuple

import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, DO_NOTHING, PROTECT, BigAutoField, F, ForeignKey, OrderBy, Q

from versioning.migrations._operations import WithoutTriggers, run_sql


class Refusal(NamedTuple):
    """Refuse an `event` on a row of `table` if it changes a `frozen` column, or if `where` holds."""

    name: str
    table: str
    sentence: str
    event: str = "UPDATE"
    frozen: tuple[str, ...] = ()
    condition: str = "TRUE"
    where: str = "TRUE"


OTHER_FOLDER = """NOT EXISTS (SELECT 1 FROM versioning_folder folder
    WHERE folder.id = NEW.folder_id AND folder.project_id = NEW.project_id)"""
REFUSALS = (
    Refusal(
        "stemma_file_placed_in_its_project",
        "versioning_file",
        "a file is in a folder of its own project",
        event="INSERT",
        condition="NEW.folder_id IS NOT NULL",
        where=OTHER_FOLDER,
    ),
    Refusal(
        "stemma_file_moved_in_its_project",
        "versioning_file",
        "a file is in a folder of its own project",
        event="UPDATE OF folder_id",
        condition="NEW.folder_id IS NOT NULL",
        where=OTHER_FOLDER,
    ),
    Refusal(
        "stemma_folder_frozen",
        "versioning_folder",
        "a folder stays in its place",
        frozen=("id", "project_id", "parent_id", "depth", "created_at", "created_by_id"),
    ),
    Refusal(
        "stemma_folder_below_its_parent",
        "versioning_folder",
        "a folder is one level below its parent, in the same project",
        event="INSERT",
        condition="NEW.parent_id IS NOT NULL",
        where="""NOT EXISTS (SELECT 1 FROM versioning_folder parent WHERE parent.id = NEW.parent_id
            AND parent.project_id = NEW.project_id AND parent.depth = NEW.depth - 1)""",
    ),
    Refusal(
        "stemma_attachment_frozen",
        "versioning_attachment",
        "an attachment never changes",
        frozen=(
            *("id", "document_id", "file_id", "address", "name", "size", "file_type"),
            *("created_at", "created_by_id"),
        ),
    ),
    Refusal(
        "stemma_attachment_of_its_project",
        "versioning_attachment",
        "a document attaches files of its own project",
        event="INSERT",
        condition="NEW.file_id IS NOT NULL",
        where="""NOT EXISTS (SELECT 1 FROM versioning_file attached, versioning_document document
            WHERE attached.id = NEW.file_id AND document.id = NEW.document_id
            AND attached.project_id = document.project_id)""",
    ),
)
FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {where} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END $$
"""


def head(refusal: Refusal, *, differs: str) -> str:
    """Return the statement up to its action. `differs` compares two values that may be NULL."""
    moment = "BEFORE" if refusal.frozen else "AFTER"
    changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in refusal.frozen) or "TRUE"
    return (
        f"CREATE TRIGGER {refusal.name} {moment} {refusal.event} ON {refusal.table} FOR EACH ROW "
        f"WHEN ({refusal.condition} AND ({changed}))"
    )


def on_sqlite(refusal: Refusal) -> str:
    action = f"BEGIN SELECT RAISE(ABORT, '{refusal.sentence}') WHERE {refusal.where}; END"
    return f"{head(refusal, differs='IS NOT')} {action}"


def on_postgresql(refusal: Refusal) -> str:
    return f"{head(refusal, differs='IS DISTINCT FROM')} EXECUTE FUNCTION {refusal.name}()"


class Migration(migrations.Migration):
    dependencies = [("versioning", "0032_files_taken_along")]

    operations = [
        migrations.CreateModel(
            name="Folder",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("depth", models.PositiveSmallIntegerField(default=1)),
                ("name", models.CharField(max_length=255)),
                ("order", models.IntegerField(default=0)),
                ("color", models.CharField(blank=True, default="", max_length=7)),
                ("is_starred", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("modified_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("created_by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, db_index=False, related_name="+")),
                ("modified_by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, db_index=False, related_name="+")),
                (
                    "parent",
                    ForeignKey("versioning.folder", DO_NOTHING, db_index=False, null=True, related_name="children"),
                ),
                ("project", ForeignKey("versioning.project", CASCADE, related_name="folders")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("parent", "name"), name="one_folder_per_parent_and_name"),
                    models.UniqueConstraint(
                        condition=Q(parent=None), fields=("project", "name"), name="one_folder_per_project_and_name"
                    ),
                    models.CheckConstraint(
                        condition=Q(parent=None, depth=1) | Q(parent__isnull=False, depth__gte=2, depth__lte=20),
                        name="folder_depth_of_its_place",
                    ),
                    models.CheckConstraint(condition=~Q(name=""), name="folder_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileTag",
            fields=[
                ("id", BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.UUIDField()),
                ("name", models.CharField(max_length=100)),
                ("file", ForeignKey("versioning.file", CASCADE, db_index=False, related_name="tags")),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=("tag",), name="file_tag")],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "tag"), name="one_tag_per_file_and_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("address", models.CharField(blank=True, default="", max_length=2000)),
                ("name", models.CharField(max_length=255)),
                ("size", models.CharField(blank=True, default="", max_length=50)),
                ("file_type", models.CharField(blank=True, default="", max_length=100)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("created_by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, db_index=False, related_name="+")),
                ("document", ForeignKey("versioning.document", CASCADE, db_index=False, related_name="attachments")),
                ("file", ForeignKey("versioning.file", DO_NOTHING, null=True, related_name="attachments")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document", "file"), name="one_attachment_per_document_and_file"),
                    models.CheckConstraint(
                        condition=Q(file__isnull=False, address="") | Q(file=None) & ~Q(address=""),
                        name="attachment_has_file_or_address",
                    ),
                ],
            },
        ),
        WithoutTriggers(
            migrations.AddField(
                model_name="file",
                name="folder",
                field=ForeignKey("versioning.folder", DO_NOTHING, db_index=False, null=True, related_name="files"),
            ),
            migrations.AddIndex(
                model_name="file",
                index=models.Index(
                    F("folder"),
                    OrderBy(F("id"), descending=True),
                    condition=Q(folder__isnull=False),
                    name="file_folder_id",
                ),
            ),
        ),
        run_sql(
            forwards={
                "sqlite": [on_sqlite(refusal) for refusal in REFUSALS],
                "postgresql": [
                    *(FUNCTION.format(**refusal._asdict()) for refusal in REFUSALS),
                    *(on_postgresql(refusal) for refusal in REFUSALS),
                ],
            },
            backwards={
                "sqlite": [f"DROP TRIGGER {refusal.name}" for refusal in REFUSALS],
                "postgresql": [
                    *(f"DROP TRIGGER {refusal.name} ON {refusal.table}" for refusal in REFUSALS),
                    *(f"DROP FUNCTION {refusal.name}()" for refusal in REFUSALS),
                ],
            },
        ),
    ]
