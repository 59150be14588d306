"""The queries of the lists in the back office, for 5 and for 500 rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from versioning.models import Blob, Document, Draft, Event, Version

LISTS = ("document", "version", "draft", "event")
SEARCHES: dict[str, dict[str, str]] = {"a list": {}, "a search": {"q": "Refunds"}, "a page": {"p": "2"}}


def add_documents(cast: Cast, numbers: range) -> None:
    """Insert documents as rows, each with a draft."""
    person = cast.editor.user
    rows = [
        Document(
            identifier=f"{number:08x}",
            project=cast.project,
            workspace=cast.workspace,
            title=f"Refunds {number}",
            slug="refunds",
            language="en",
            created_by=person,
            updated_by=person,
        )
        for number in numbers
    ]
    Document.objects.bulk_create(rows)
    blobs = Blob.objects.bulk_create(Blob(document=row, sha256=b"", size=0, encoded=b"") for row in rows)
    versions = [
        Version(
            document=blob.document,
            number=1,
            key="draft_1",
            name="v1",
            title=blob.document.title,
            body=blob,
            created_by=person,
            modified_by=person,
        )
        for blob in blobs
    ]
    Version.objects.bulk_create(versions)
    Draft.objects.bulk_create(
        Draft(identifier=version.document.identifier, version=version, document=version.document, last_saved_by=person)
        for version in versions
    )
    Event.objects.bulk_create(
        Event(verb="document.created", actor=person, project=cast.project, document=row) for row in rows
    )


@pytest.mark.parametrize("asked", SEARCHES)
@pytest.mark.parametrize("model", LISTS)
def test_needs_as_many_queries_for_500_rows_as_for_5(cast: Cast, office: Client, model: str, asked: str) -> None:
    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            office.get(reverse(f"admin:versioning_{model}_changelist"), SEARCHES[asked])
        return [query["sql"] for query in captured]

    add_documents(cast, range(5))
    few = queries()
    add_documents(cast, range(5, 500))

    many = queries()

    assert len(many) <= len(few) + 1 <= 9
    assert not any("DISTINCT" in query and "versioning_language" not in query for query in many)


@pytest.mark.parametrize(
    ("model", "term", "found"),
    [
        ("document", "00000003", 1),
        ("document", "refunds", 4),
        ("document", "Refunds 3", 1),
        ("document", "handbook", 4),
        ("document", "hand", 0),
        ("version", "00000003", 1),
        ("version", "draft_1", 4),
        ("version", "v", 4),
        ("version", "w", 0),
        ("draft", "00000003", 1),
        ("draft", "refunds 3", 1),
        ("event", "00000003", 1),
        ("event", "edda.handbook", 4),
    ],
)
def test_finds_rows_by_what_the_term_looks_like(cast: Cast, office: Client, model: str, term: str, found: int) -> None:
    add_documents(cast, range(4))

    page = office.get(reverse(f"admin:versioning_{model}_changelist"), {"q": term})

    rows = page.context["cl"].result_list
    assert len([row for row in rows if not isinstance(row, Event) or row.verb == "document.created"]) == found
