"""Store the paths that imported documents had, and the links between documents.

The paths of earlier imports are filled in from their commits and zips. The links are written by a job later.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import django.db.models.deletion
from django.db import migrations, models

GIT, ZIP = 0, 1
CHUNK = 400
LONGEST = 650
EXTENSION = re.compile(r"\.(?:md|mdx|markdown|mdown|html?)\Z")
INDEXES = frozenset({"index", "_index", "readme"})


def key_of(path: str) -> str:
    parts = unicodedata.normalize("NFC", path).casefold().strip("/").split("/")
    parts[-1] = EXTENSION.sub("", parts[-1])
    return "/".join(parts[:-1] if parts[-1] in INDEXES else parts)[:LONGEST]


def fill_paths(apps: Any, schema_editor: Any) -> None:
    paths = apps.get_model("versioning", "DocumentPath")
    chunk: list[Any] = []
    for row in (*_of_commits(apps), *_of_zips(apps)):
        key = key_of(row["path"])
        chunk.append(paths(**row, key=key, name=key.rpartition("/")[2]))
        if len(chunk) == CHUNK:
            paths.objects.bulk_create(chunk)
            chunk = []
    paths.objects.bulk_create(chunk)


def _of_commits(apps: Any) -> Iterator[dict[str, Any]]:
    commits = apps.get_model("versioning", "ImportedCommit").objects.order_by("project_id", "position")
    versions = apps.get_model("versioning", "Version").objects
    held: dict[tuple[UUID, str], UUID] = {}
    for commit in commits.only("project_id", "position", "versions").iterator(chunk_size=CHUNK):
        written = {path: UUID(pk) for path, pk in commit.versions.items()}
        keys = list(written.values())
        document_of: dict[UUID, UUID] = {}
        for start in range(0, len(keys), CHUNK):
            rows = versions.filter(pk__in=keys[start : start + CHUNK]).values_list("pk", "document_id")
            document_of.update(rows)
        for path, pk in written.items():
            document_id = document_of.get(pk)
            if document_id is not None and held.get((commit.project_id, path)) != document_id:
                held[commit.project_id, path] = document_id
                place = {"project_id": commit.project_id, "document_id": document_id, "path": path}
                yield {**place, "origin": GIT, "position": commit.position}


def _of_zips(apps: Any) -> Iterator[dict[str, Any]]:
    files = apps.get_model("versioning", "ImportedFile").objects.order_by("pk")
    for project_id, document_id, path in files.values_list("project_id", "document_id", "path").iterator(CHUNK):
        place = {"project_id": project_id, "document_id": document_id, "path": path}
        yield {**place, "origin": ZIP, "position": 0}


def _reference(related_name: str, to: str, **options: Any) -> Any:
    options.setdefault("on_delete", django.db.models.deletion.CASCADE)
    return models.ForeignKey(related_name=related_name, to=to, **options)


class Migration(migrations.Migration):
    dependencies = [("versioning", "0036_markdown_extensions")]

    operations = [
        migrations.CreateModel(
            name="DocumentLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                ("project", _reference("+", "versioning.project", db_index=False)),
                ("source", _reference("links", "versioning.document", db_index=False)),
                (
                    "target",
                    _reference(
                        "links_here",
                        "versioning.document",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("project"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="document_link_project",
                    ),
                    models.Index(
                        condition=models.Q(("target", None)),
                        fields=["project", "name"],
                        name="document_link_broken_name",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "address"), name="one_link_per_document_and_address")
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentPath",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.PositiveSmallIntegerField(choices=[(0, "Git"), (1, "Zip")])),
                ("position", models.PositiveIntegerField()),
                ("path", models.TextField()),
                ("key", models.TextField()),
                ("name", models.TextField()),
                ("document", _reference("paths", "versioning.document")),
                ("project", _reference("+", "versioning.project", db_index=False)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("project"), models.F("key"), name="document_path_key"),
                    models.Index(models.F("project"), models.F("name"), name="document_path_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "origin", "position", "path"), name="one_document_per_commit_and_path"
                    )
                ],
            },
        ),
        migrations.RunPython(fill_paths, migrations.RunPython.noop),
    ]
