"""What a search looks through, and the databases' indexes of it; filled some hundred documents at a time."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from versioning.models.history.blob_chains import shelved
from versioning.models.search.search_index import IndexedWords
from versioning.models.search.search_tables import install, remove
from versioning.text.delta.chain import BrokenText
from versioning.text.delta.delta_store import DeltaStore
from versioning.text.search.plain import as_one_line, plain_text

PAGE = 200
TOLD = ("pk", "title", "slug", "identifier", "current", "current__description", "current__content_type")


def fill(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    documents = apps.get_model("versioning", "Document").objects.filter(search_entry=None).order_by("pk")
    entries, blobs = (apps.get_model("versioning", name).objects for name in ("SearchEntry", "Blob"))
    while page := list(documents.values_list(*TOLD, "current__body")[:PAGE]):
        shelf = DeltaStore(shelved(blobs.all(), [row[-1] for row in page if row[-1] is not None]))
        entries.bulk_create([_entry(entries.model, row, shelf=shelf) for row in page])


def _entry(model: Any, row: tuple[Any, ...], *, shelf: DeltaStore) -> Any:
    pk, title, slug, identifier, current, description, content_type, body = row
    return model(
        document_id=pk,
        version_id=current,
        title=as_one_line(title),
        names=as_one_line(f"{slug} {identifier}"),
        description=as_one_line(description or ""),
        text="" if body is None else _text(shelf, body, content_type=content_type),
    )


def _text(shelf: DeltaStore, body: int, *, content_type: str) -> str:
    try:
        return plain_text(shelf.text(body).decode(), content_type=content_type)
    except (BrokenText, UnicodeDecodeError):
        # `verify` tells of it.
        return ""


class Migration(migrations.Migration):
    dependencies = (("versioning", "0013_version_counts"),)
    operations = (
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version_id", models.UUIDField(null=True)),
                ("title", models.TextField()),
                ("names", models.TextField()),
                ("description", models.TextField(default="")),
                ("text", models.TextField(default="")),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="versioning.document",
                    ),
                ),
            ],
            options={"verbose_name_plural": "search entries"},
        ),
        migrations.CreateModel(
            name="SearchIndex",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_column="rowid",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="index",
                        serialize=False,
                        to="versioning.searchentry",
                    ),
                ),
                ("words", IndexedWords(db_column="versioning_searchindex")),
                ("rank", models.FloatField()),
            ],
            options={"db_table": "versioning_searchindex", "managed": False},
        ),
        migrations.AddIndex(
            "document", models.Index(fields=["project", "-created_at", "-id"], name="document_created")
        ),
        migrations.AddIndex(
            "document",
            models.Index(
                condition=models.Q(current=None),
                fields=["project", "-updated_at", "-id"],
                name="document_not_published",
            ),
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
