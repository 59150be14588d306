"""The entry of a document in the index of searches follows what is done to the document."""

from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.damage import damage
from tests.git_repos import Repo
from tests.reading import current_of
from tests.services.documents.searching import titles_matching
from versioning.models import Document, SearchEntry
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.rename_document import rename_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.maintenance._upkeep import REINDEX
from versioning.services.maintenance.reindex import reindex
from versioning.services.transfer.import_git import import_git
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version


def test_readers_words_are_found_and_a_drafts_are_not(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    draft = cast.save(cast.fork(document), body="About tigers.", description="Zebras")
    before = [titles_matching(word) for word in ("lions", "tigers", "zebras")]

    version = publish_version(actor=cast.publisher, version=draft.version)
    published = [titles_matching(word) for word in ("lions", "tigers", "zebras")]
    promote_version(actor=cast.publisher, version=version)

    assert before == published == [["Animals"], [], []]
    assert [titles_matching(word) for word in ("lions", "tigers", "zebras")] == [[], ["Animals"], ["Animals"]]


def test_what_is_saved_last_is_published_even_where_the_caller_read_another_text(cast: Cast) -> None:
    draft = cast.fork(cast.document("Animals", body="About lions."))
    cast.save(draft, body="About tigers.")

    publish_and_promote(actor=cast.publisher, draft=draft)

    assert [titles_matching(word) for word in ("lions", "tigers")] == [[], ["Animals"]]


def test_what_readers_know_already_is_found_under_its_new_title(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.", description="Roaring")
    draft = cast.save(cast.fork(document), title="Beasts")

    version = publish_and_promote(actor=cast.publisher, draft=draft)

    assert [titles_matching(word) for word in ("animals", "lions", "beasts", "roaring")] == [
        ["Beasts"],  # by its slug
        ["Beasts"],
        ["Beasts"],
        ["Beasts"],
    ]
    assert SearchEntry.objects.get().version_id == version.pk


def test_what_readers_know_already_is_not_read_again(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    version = publish_version(actor=cast.publisher, version=cast.fork(document).version)

    with CaptureQueriesContext(connection) as captured:
        promote_version(actor=cast.publisher, version=version)

    assert not [query for query in captured if "versioning_blob" in query["sql"]]
    assert SearchEntry.objects.get().version_id == version.pk


def test_a_fork_of_what_readers_get_no_more_is_found_by_its_own_text(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    draft = cast.fork(document)
    cast.version(document, "About tigers.")

    publish_and_promote(actor=cast.publisher, draft=draft, outdated=Outdated.OVERRIDE)

    assert [titles_matching(word) for word in ("lions", "tigers")] == [["Animals"], []]


def test_an_entry_that_was_not_kept_up_is_written_anew(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    draft = cast.fork(document)
    SearchEntry.objects.update(version_id=None, text="")

    publish_and_promote(actor=cast.publisher, draft=draft)

    assert titles_matching("lions") == ["Animals"]


def test_what_readers_get_no_more_is_not_found_by_its_text(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")

    archive_version(actor=cast.publisher, version=current_of(document))

    assert [titles_matching(word) for word in ("lions", "animals")] == [[], ["Animals"]]


def test_a_draft_that_was_never_published_is_found_by_its_names(cast: Cast) -> None:
    draft = cast.draft("Animals", body="About lions.")
    cast.save(draft, title="Beasts")

    asked = ("animals", "beasts", "lions", draft.document.identifier)

    assert [titles_matching(word) for word in asked] == [["Beasts"], ["Beasts"], [], ["Beasts"]]
    assert draft.document.slug == "animals"


def test_a_new_title_and_a_new_slug_are_found(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")

    rename_document(actor=cast.publisher, document=document, title="Beasts")
    update_document(actor=cast.manager, document=document, changes={"slug": "menagerie"})

    assert [titles_matching(word) for word in ("animals", "beasts", "menagerie", "lions")] == [
        [],
        ["Beasts"],
        ["Beasts"],
        ["Beasts"],
    ]


def test_the_trash_is_found_by_nobody_who_reads(cast: Cast) -> None:
    document = cast.document("Animals")

    trash_document(actor=cast.manager, document=document)

    assert not Document.objects.visible_to(cast.viewer).matching("animals").exists()


def test_a_damaged_text_is_promoted_and_says_nothing(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    version = publish_version(
        actor=cast.publisher, version=cast.save(cast.fork(document), body="About tigers.").version
    )
    damage(version.body_id)

    promote_version(actor=cast.publisher, version=version)

    assert [titles_matching(word) for word in ("lions", "tigers", "animals")] == [[], [], ["Animals"]]


def test_a_document_whose_entry_was_lost_gets_one_with_its_next_text(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    SearchEntry.objects.filter(document=document).delete()

    publish_and_promote(actor=cast.publisher, draft=cast.save(cast.fork(document), body="About tigers."))

    assert [titles_matching(word) for word in ("lions", "tigers", "animals")] == [[], ["Animals"], ["Animals"]]


def test_an_imported_document_is_found_by_its_last_text(cast: Cast, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "source.git")
    for beast in ("lions", "tigers"):
        repo.write("lions.md", f"# Animals\n\nAbout {beast}.\n")
        repo.commit(beast)

    import_git(actor=cast.manager, project=cast.project, source=str(repo.folder), report=lambda *_: None)

    assert [titles_matching(word) for word in ("tigers", "lions")] == [["Animals"], ["Animals"]]
    assert [Document.objects.matching('"about lions"').count(), SearchEntry.objects.count()] == [0, 1]


def test_reindex_makes_anew_what_searches_know(cast: Cast) -> None:
    for number in range(3):
        cast.document(f"Animals {number}", body=f"About lions {number}.")
    draft = cast.draft("Animals 3")
    before = list(SearchEntry.objects.order_by("document").values("document", "version_id", "title", "names", "text"))
    SearchEntry.objects.filter(document=draft.document).delete()
    SearchEntry.objects.update(title="", names="", text="", description="", version_id=None)
    told: list[tuple[int, int]] = []

    done = reindex(actor=system_actor(), report=lambda *numbers: told.append(numbers))

    after = list(SearchEntry.objects.order_by("document").values("document", "version_id", "title", "names", "text"))
    assert after == before
    assert (done, told[-1]) == (4, (4, 4))
    assert titles_matching("lions 1") == ["Animals 1"]


def test_a_job_gives_texts_from_before_the_update_their_stems(cast: Cast) -> None:
    document = cast.document("Animals", body="Sharing lions.")
    SearchEntry.objects.filter(document=document).update(text="Sharing lions.")
    enqueue(REINDEX, {})

    run_due_jobs()

    assert Document.objects.matching("share", languages=("en",)).get() == document
