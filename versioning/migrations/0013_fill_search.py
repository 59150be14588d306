"""Every document that was there before can be found: some hundred at a time; where it is stopped, the next run goes on."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from versioning.models.blob_chains import shelved
from versioning.text.chain import BrokenText
from versioning.text.plain import as_one_line, plain_text
from versioning.text.shelf import Shelf

PAGE = 200
TOLD = ("pk", "title", "slug", "identifier", "current", "current__description", "current__content_type")


def fill(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    documents = apps.get_model("versioning", "Document").objects.filter(search_entry=None).order_by("pk")
    entries, blobs = (apps.get_model("versioning", name).objects for name in ("SearchEntry", "Blob"))
    while page := list(documents.values_list(*TOLD, "current__body")[:PAGE]):
        shelf = Shelf(shelved(blobs.all(), [row[-1] for row in page if row[-1] is not None]))
        entries.bulk_create([_entry(entries.model, row, shelf=shelf) for row in page])


def _entry(model: Any, row: tuple[Any, ...], *, shelf: Shelf) -> Any:
    pk, title, slug, identifier, current, description, content_type, body = row
    return model(
        document_id=pk,
        version_id=current,
        title=as_one_line(title),
        names=as_one_line(f"{slug} {identifier}"),
        description=as_one_line(description or ""),
        text="" if body is None else _text(shelf, body, content_type=content_type),
    )


def _text(shelf: Shelf, body: int, *, content_type: str) -> str:
    try:
        return plain_text(shelf.text(body).decode(), content_type=content_type)
    except (BrokenText, UnicodeDecodeError):
        # `verify` tells of it.
        return ""


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("versioning", "0012_search"),)
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
