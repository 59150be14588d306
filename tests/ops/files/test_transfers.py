"""Imports and exports of a deployment with several machines, whose folders of temporary files differ."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.zips import zip_bytes
from versioning.models import Document
from versioning.ops.files.store import FileStore
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import


@pytest.fixture
def on_another_machine(settings: Settings, tmp_path: Path) -> Any:
    """Return a function that goes on with a folder of its own for everything but the file store."""

    def go(name: str) -> None:
        settings.DATA_DIR = tmp_path / name
        settings.DATA_DIR.mkdir()

    go("web-1")
    return go


def test_a_worker_on_another_machine_runs_an_import(cast: Cast, store: FileStore, on_another_machine: Any) -> None:
    data = zip_bytes({"a.md": "One.\n"})
    transfer = start_import(actor=cast.manager, project=cast.project, file_name="texts.zip", pieces=[data])

    on_another_machine("web-2")
    run_due_jobs()

    transfer.refresh_from_db()
    assert (transfer.status, transfer.fault, Document.objects.count()) == ("done", "", 1)


def test_an_export_is_downloaded_from_another_machine(
    cast: Cast, store: FileStore, on_another_machine: Any, tmp_path: Path
) -> None:
    cast.document("Refunds", "Text.\n")
    transfer = start_export(actor=cast.manager, project=cast.project)
    run_due_jobs()

    on_another_machine("web-2")
    client = Client()
    client.force_login(cast.manager.user)
    answer: Any = client.get(reverse("desk:transfer-file", args=(cast.project.slug, transfer.pk)))

    bundle = tmp_path / "got.bundle"
    bundle.write_bytes(b"".join(answer.streaming_content))
    assert int(answer["Content-Length"]) == bundle.stat().st_size
    assert answer["Content-Disposition"] == f'attachment; filename="{cast.project.slug}.bundle"'
    # Fails unless it is a whole bundle.
    subprocess.run(["git", "bundle", "list-heads", bundle], check=True, capture_output=True)


def test_the_file_of_an_import_is_deleted_after_it(cast: Cast, store: FileStore, on_another_machine: Any) -> None:
    start_import(actor=cast.manager, project=cast.project, file_name="a.zip", pieces=[zip_bytes({"a.md": "A"})])

    on_another_machine("web-2")
    run_due_jobs()

    assert [key for key, _ in store.entries()] == []
