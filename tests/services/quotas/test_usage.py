"""What counts, for whom, and how usage is counted."""

import pytest
from django.db import connection

from tests.cast import Cast, make_cast
from tests.models.raw import execute
from tests.services.quotas.conftest import LATER, random_text, used, used_by
from versioning.models import Blob, Document, Usage, Version
from versioning.models.quotas.usage import Amounts
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.save_draft import save_draft
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.repack import repack
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.trash_version import trash_version
from versioning.services.versions.untrash_version import untrash_version


def test_a_new_document_counts_for_its_project_and_its_author(cast: Cast) -> None:
    draft = cast.draft()

    stored = sum(len(blob.encoded) for blob in Blob.objects.all())
    beside = len(draft.version.description) + len("{}")
    assert used(cast) == used_by(cast, cast.editor) == Amounts(bytes=stored + beside, versions=1, drafts=1)
    assert used_by(cast, cast.publisher) == Amounts()


def test_a_text_counts_for_who_stored_it_and_a_version_for_who_began_it(cast: Cast) -> None:
    draft = cast.draft()
    before = used_by(cast, cast.editor)

    save_draft(actor=cast.publisher, draft=draft, changes={"body": random_text()})

    assert used_by(cast, cast.editor) == before
    assert used_by(cast, cast.publisher).bytes > 1000
    assert used_by(cast, cast.publisher)[1:] == (0, 0)


def test_a_fork_takes_no_bytes_of_text(cast: Cast) -> None:
    document = cast.document(body=random_text())
    before = used(cast)

    cast.fork(document)

    assert used(cast) == Amounts(before.bytes + len("{}"), before.versions + 1, before.drafts + 1)


def test_descriptions_and_metadata_count(cast: Cast) -> None:
    draft = cast.draft()
    before = used(cast)

    cast.save(draft, description="é" * 500, fields={"note": "x" * 1000})

    assert 2000 < used(cast).bytes - before.bytes < 2100


def test_published_and_discarded_drafts_are_no_open_drafts(cast: Cast) -> None:
    document = cast.document()
    published, discarded = cast.fork(document), cast.fork(document)

    publish_version(actor=cast.publisher, version=published.version)
    discard_draft(actor=cast.editor, draft=discarded)

    assert used(cast)[1:] == (3, 0)


def test_the_trash_has_no_versions_and_no_drafts_but_still_its_texts(cast: Cast) -> None:
    document = cast.document()
    cast.fork(document)
    before = used(cast)

    trash_document(actor=cast.manager, document=document)

    assert used(cast) == Amounts(before.bytes, 0, 0)
    restore_document(actor=cast.manager, document=document)
    assert used(cast) == before


def test_a_version_in_the_trash_does_not_count(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second.")
    first = Version.objects.get(document=document, number=1)

    trash_version(actor=cast.manager, version=first)
    trashed = used(cast).versions
    untrash_version(actor=cast.manager, version=first)

    assert (trashed, used(cast).versions) == (1, 2)


def test_purge_lowers_the_usage_to_nothing(cast: Cast) -> None:
    document = cast.document(body=random_text())
    cast.save(cast.fork(document), body="Other.")
    trash_document(actor=cast.manager, document=document)
    Blob.objects.update()

    purge(actor=system_actor(), now=LATER)

    assert not Document.objects.exists()
    assert used(cast) == used_by(cast, cast.editor) == Amounts()


def test_repack_lowers_the_usage_by_what_it_saves(cast: Cast) -> None:
    text, document = random_text(), cast.document(body="First.")
    for number in range(4):
        cast.version(document, f"{text}{number}")

    repack(actor=system_actor(), report=lambda done, total: None)

    assert used(cast).bytes == sum(len(blob.encoded) for blob in Blob.objects.all()) + sum(
        len("{}") for _ in Version.objects.all()
    )


def _scans_of_usage() -> int:
    """Return how often this transaction has read the whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'versioning_usage'")
        (scans,) = cursor.fetchone()
    return int(scans)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one plan, by the index")
def test_summing_up_usage_reads_nothing_of_others(cast: Cast) -> None:
    other = make_cast("other").project
    # Enough to make PostgreSQL read all of the table, if it has to look for more than a few rows.
    execute("SET LOCAL session_replication_role = replica")
    for project in (other, cast.project):
        Usage.objects.bulk_create(Usage(project=project, bytes=0, versions=0, drafts=0) for _ in range(3000))
    execute("SET LOCAL session_replication_role = origin")
    execute("ANALYZE versioning_usage")
    before = _scans_of_usage()

    Usage.objects.bulk_create(Usage(project=cast.project, bytes=0, versions=0, drafts=0) for _ in range(2000))

    assert _scans_of_usage() == before
    assert Usage.objects.filter(project=cast.project).count() < 3000


def test_many_changes_leave_few_rows_of_usage(cast: Cast) -> None:
    draft = cast.draft()
    for number in range(400):
        execute("UPDATE versioning_version SET description = %s WHERE id = %s", "x" * number, draft.version_id)

    # On average, 16 or 64 rows of each of the two sums are there. Six times as many would be a chance of one in 400.
    assert Usage.objects.count() < {"sqlite": 200, "postgresql": 800}[connection.vendor]
    assert used_by(cast, cast.editor).bytes == used(cast).bytes
