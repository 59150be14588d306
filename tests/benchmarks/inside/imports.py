"""Imports to interrupt: `python -m tests.benchmarks.inside.imports start BUNDLE | resume | picture`."""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from tests.trials.people import PERSON
from versioning.models import (
    Actor,
    Document,
    Event,
    File,
    HistoryFile,
    ImportedCommit,
    Project,
    Transfer,
    User,
    Version,
)
from versioning.services.transfer.import_git import ImportOptions
from versioning.services.transfer.resume_transfer import resume_transfer
from versioning.services.transfer.start_import import start_import

PIECE = 1 << 20


def start(bundle: Path) -> str:
    """Upload the bundle as a person does in the desk."""
    with bundle.open("rb") as source:
        transfer = start_import(
            actor=_person(),
            project=Project.objects.get(slug=PROJECT),
            file_name=bundle.name,
            pieces=iter(lambda: source.read(PIECE), b""),
            options=ImportOptions(ref="main"),
        )
    return str(transfer.pk)


def resume() -> str:
    """Do what the button does that a person presses after a failure."""
    return str(resume_transfer(actor=_person(), transfer=Transfer.objects.get()).status)


def _person() -> Actor:
    return Actor(user=User.objects.get(username=PERSON))


def picture() -> dict[str, Any]:
    """Return what was imported, without what differs between two imports: keys and the moments of the import.

    Documents go by the commit and the path of their first version. `late` counts events that are older than the one
    before them in their document.
    """
    names = _names_of_documents()
    numbers = {
        str(pk): f"version {number} of {names[document]}"
        for pk, document, number in Version.objects.values_list("pk", "document", "number")
    }
    events, late = _events(numbers)
    documents = {
        names[document.pk]: _digest(
            [_facts(document, numbers), list(_versions(document, numbers)), events[document.pk]]
        )
        for document in Document.objects.select_related("parent").all()
    }
    order = [[verb, document and names[document]] for verb, document in _order()]
    return {
        "documents": documents,
        "versions": Version.objects.count(),
        "events": Event.objects.filter(document__isnull=False).count(),
        "late": late,
        "order": _digest(order),
        "commits": _digest(list(ImportedCommit.objects.order_by("position").values_list("position", "sha"))),
        "files": _digest([list(_files()), list(_history_files())]),
        "transfer": Transfer.objects.values_list("status", flat=True).get(),
    }


def _names_of_documents() -> dict[UUID, str]:
    firsts = Version.objects.filter(number=1).values_list("document", "fields")
    return {document: f"{fields['git']['commit']}:{fields['git']['path']}" for document, fields in firsts}


def _facts(document: Document, numbers: dict[str, str]) -> list[Any]:
    return [
        document.title,
        document.parent and document.parent.title,
        document.trashed_at is not None,
        document.last_number,
        document.current_id and numbers[str(document.current_id)],
    ]


def _versions(document: Document, numbers: dict[str, str]) -> Iterator[list[Any]]:
    for version in document.versions.order_by("number").select_related("body"):
        yield [
            version.number,
            version.name,
            version.status,
            version.source_id and numbers[str(version.source_id)],
            version.title,
            version.fields,
            version.text,
            [version.words, version.words_added, version.words_removed],
            [version.author_name, version.author_email, str(version.authored_at)],
        ]


def _events(numbers: dict[str, str]) -> tuple[dict[UUID | None, list[Any]], int]:
    """Return the events of each document, and how many are older than the one before."""
    rows: dict[UUID | None, list[Any]] = defaultdict(list)
    moments: dict[UUID | None, list[datetime]] = defaultdict(list)
    for event in Event.objects.filter(document__isnull=False).order_by("pk"):
        data = {name: numbers.get(str(value), value) for name, value in event.data.items()}
        version = event.version_id and numbers[str(event.version_id)]
        rows[event.document_id].append([event.verb, version, str(event.claimed_at), data])
        moments[event.document_id].append(event.at)
    late = sum(later < earlier for each in moments.values() for earlier, later in pairwise(each))
    return rows, late


def _order() -> Iterator[tuple[str, UUID | None]]:
    yield from Event.objects.filter(document__isnull=False).order_by("pk").values_list("verb", "document")


def _files() -> Iterator[list[Any]]:
    for name, sha256, size in File.objects.order_by("name", "sha256").values_list("name", "sha256", "size"):
        yield [name, bytes(sha256).hex(), size]


def _history_files() -> Iterator[list[Any]]:
    columns = ("position", "path", "executable", "file__name")
    yield from map(list, HistoryFile.objects.of_git().order_by("position", "path").values_list(*columns))


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["start", bundle]:
            say(start(Path(bundle)))
        case ["resume"]:
            say(resume())
        case _:
            say(picture())
