"""The server defers the text of the search entry of a new current version to a worker."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.races import run_together
from tests.services.documents.searching import titles_matching
from versioning.models import Document, FeedCursor, Job, SearchEntry
from versioning.ops.load import deferral
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.highlights import highlights
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.search import search_entries
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.trash_version import trash_version


@pytest.fixture
def cast(live_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Committed, because PostgreSQL's feed ends before the transaction of a test. This process acts as the server."""
    monkeypatch.setattr(deferral, "_are_deferred", True)
    return live_cast


def breaches() -> list[str]:
    return [breach.code for breach in verify_database(actor=system_actor(), tell=lambda title: None)]


def lions_and_tigers() -> list[list[str]]:
    return [titles_matching(word) for word in ("lions", "tigers")]


def test_readers_find_the_new_text_once_the_worker_came(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    cast.version(document, "About tigers.")
    before = lions_and_tigers()

    run_due_jobs()

    assert before == [["Animals"], []]
    assert lions_and_tigers() == [[], ["Animals"]]


def test_a_new_title_is_found_at_once(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    draft = cast.save(cast.fork(document), title="Beasts", body="About tigers.")

    publish_and_promote(actor=cast.publisher, draft=draft)

    assert [titles_matching(word) for word in ("beasts", "lions", "tigers")] == [["Beasts"], ["Beasts"], []]


def test_the_entry_of_an_unchanged_text_is_not_written_again(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    SearchEntry.objects.update(text="About tigers.")
    version = publish_and_promote(actor=cast.publisher, draft=cast.fork(document))

    run_due_jobs()

    assert lions_and_tigers() == [[], ["Animals"]]
    assert SearchEntry.objects.get().version_id == version.pk


def test_no_text_is_read_or_written_for_searches_while_somebody_waits(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document("Animals", body="About lions.")), body="About tigers.")

    with CaptureQueriesContext(connection) as captured:
        publish_and_promote(actor=cast.publisher, draft=draft)

    assert not [query for query in captured if "versioning_searchentry" in query["sql"]]


def test_of_two_promotions_the_later_one_is_found(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    first = Document.objects.get(pk=document.pk).current
    assert first is not None
    run_due_jobs()
    cast.version(document, "About tigers.")
    promote_version(actor=cast.publisher, version=first)

    run_due_jobs()

    assert lions_and_tigers() == [["Animals"], []]
    assert SearchEntry.objects.get().version_id == first.pk


def test_a_worker_beside_promotions_never_leaves_a_former_text(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    tigers = cast.version(document, "About tigers.")
    lions = document.versions.get(number=1)

    def promote_in_turn() -> None:
        for version in (lions, tigers) * 10:
            promote_version(actor=cast.publisher, version=version)

    def work() -> int:
        return sum(run_due_jobs() for _ in range(20))

    results = run_together(promote_in_turn, work, work)
    run_due_jobs()

    assert not [result for result in results if isinstance(result, Exception)]
    assert lions_and_tigers() == [[], ["Animals"]]
    assert breaches() == []


def test_a_version_that_was_archived_meanwhile_is_not_found(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    archive_version(actor=cast.publisher, version=cast.version(document, "About tigers."))

    run_due_jobs()

    assert lions_and_tigers() == [[], []]


def test_a_document_that_was_trashed_meanwhile_is_found_by_its_last_text_when_it_is_restored(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    cast.version(document, "About tigers.")
    trash_document(actor=cast.manager, document=document)
    run_due_jobs()

    restore_document(actor=cast.manager, document=Document.objects.get(pk=document.pk))

    assert lions_and_tigers() == [[], ["Animals"]]


def test_a_worker_that_is_killed_before_it_notes_what_it_did_writes_the_same_again(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    cast.version(document, "About tigers.")
    run_due_jobs()
    FeedCursor.objects.filter(pk="search").delete()

    run_due_jobs()

    assert lions_and_tigers() == [[], ["Animals"]]


def test_a_text_that_could_not_be_written_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    cast.version(document, "About tigers.")
    with monkeypatch.context() as without_memory:
        without_memory.setattr(search_entries, "plain_words", _run_out_of_memory)
        run_due_jobs()
    before = lions_and_tigers()
    Job.objects.filter(kind="search.renew").update(due_at=timezone.now())

    run_due_jobs()

    assert before == [["Animals"], []]
    assert lions_and_tigers() == [[], ["Animals"]]


def _run_out_of_memory(*given: object, **options: object) -> str:
    raise MemoryError


def test_a_former_version_in_the_trash_is_not_found_while_its_successor_waits(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    former = document.versions.get(number=1)
    run_due_jobs()
    cast.version(document, "About tigers.")

    trash_version(actor=cast.manager, version=former)

    assert lions_and_tigers() == [[], []]
    run_due_jobs()
    assert lions_and_tigers() == [[], ["Animals"]]


def test_a_former_version_is_not_quoted_while_its_successor_waits(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    cast.version(document, "About tigers.")

    quoted = highlights(Document.objects.select_related("search_entry"), asked="lions")

    assert quoted[document.pk].excerpt == ()


def test_a_text_that_waits_for_too_long_is_wrong(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    cast.version(document, "About tigers.")
    monkeypatch.setattr(search_entries, "MOST_AWAITED", timedelta(0))

    wrong = breaches()

    assert wrong == ["search_entry_outdated"]


def test_a_text_that_waits_for_the_worker_is_late_and_not_wrong(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    cast.version(document, "About tigers.")

    late = breaches()

    assert late == []


def test_a_text_that_the_worker_passed_over_is_wrong(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    former = SearchEntry.objects.get().version_id
    cast.version(document, "About tigers.")
    run_due_jobs()
    SearchEntry.objects.update(version_id=former)

    wrong = breaches()

    assert wrong == ["search_entry_outdated"]


def test_a_wrong_name_is_never_taken_for_a_late_text(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    run_due_jobs()
    cast.version(document, "About tigers.")
    SearchEntry.objects.update(names="another")

    wrong = breaches()

    assert wrong == ["search_entry_outdated"]
