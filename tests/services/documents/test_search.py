"""What searches know of documents, whatever is done to these."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_cast
from tests.damage import damage
from tests.git_repos import Repo
from tests.reading import current_of
from versioning.models import Document, Draft, SearchEntry
from versioning.models.search import document_search
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


def distances(asked: str) -> dict[str, float]:
    """How far each document that is found is from what was asked for, by its title."""
    return {document.title: getattr(document, "distance") for document in Document.objects.best_matching(asked)}  # noqa: B009


def _found(asked: str) -> list[str]:
    return list(Document.objects.matching(asked).order_by("title").values_list("title", flat=True))


def test_readers_words_are_found_and_a_drafts_are_not(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    draft = cast.save(cast.fork(document), body="About tigers.", description="Zebras")
    before = [_found(word) for word in ("lions", "tigers", "zebras")]

    version = publish_version(actor=cast.publisher, version=draft.version)
    published = [_found(word) for word in ("lions", "tigers", "zebras")]
    promote_version(actor=cast.publisher, version=version)

    assert before == published == [["Animals"], [], []]
    assert [_found(word) for word in ("lions", "tigers", "zebras")] == [[], ["Animals"], ["Animals"]]


def test_what_is_saved_last_is_published_even_where_the_caller_read_another_text(cast: Cast) -> None:
    draft = cast.fork(cast.document("Animals", body="About lions."))
    cast.save(draft, body="About tigers.")

    publish_and_promote(actor=cast.publisher, draft=draft)

    assert [_found(word) for word in ("lions", "tigers")] == [[], ["Animals"]]


def test_what_readers_know_already_is_found_under_its_new_title(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.", description="Roaring")
    draft = cast.save(cast.fork(document), title="Beasts")

    version = publish_and_promote(actor=cast.publisher, draft=draft)

    assert [_found(word) for word in ("animals", "lions", "beasts", "roaring")] == [
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

    assert [_found(word) for word in ("lions", "tigers")] == [["Animals"], []]


def test_an_entry_that_was_not_kept_up_is_written_anew(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    draft = cast.fork(document)
    SearchEntry.objects.update(version_id=None, text="")

    publish_and_promote(actor=cast.publisher, draft=draft)

    assert _found("lions") == ["Animals"]


def test_what_readers_get_no_more_is_not_found_by_its_text(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")

    archive_version(actor=cast.publisher, version=current_of(document))

    assert [_found(word) for word in ("lions", "animals")] == [[], ["Animals"]]


def test_a_draft_that_was_never_published_is_found_by_its_names(cast: Cast) -> None:
    draft = cast.draft("Animals", body="About lions.")
    cast.save(draft, title="Beasts")

    asked = ("animals", "beasts", "lions", draft.document.identifier)

    assert [_found(word) for word in asked] == [["Beasts"], ["Beasts"], [], ["Beasts"]]
    assert draft.document.slug == "animals"


def test_a_new_title_and_a_new_slug_are_found(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")

    rename_document(actor=cast.publisher, document=document, title="Beasts")
    update_document(actor=cast.manager, document=document, changes={"slug": "menagerie"})

    assert [_found(word) for word in ("animals", "beasts", "menagerie", "lions")] == [
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

    assert [_found(word) for word in ("lions", "tigers", "animals")] == [[], [], ["Animals"]]


def test_a_document_whose_entry_was_lost_gets_one_with_its_next_text(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    SearchEntry.objects.filter(document=document).delete()

    publish_and_promote(actor=cast.publisher, draft=cast.save(cast.fork(document), body="About tigers."))

    assert [_found(word) for word in ("lions", "tigers", "animals")] == [[], ["Animals"], ["Animals"]]


def test_an_imported_document_is_found_by_its_last_text(cast: Cast, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "source.git")
    for beast in ("lions", "tigers"):
        repo.write("lions.md", f"# Animals\n\nAbout {beast}.\n")
        repo.commit(beast)

    import_git(actor=cast.manager, project=cast.project, source=str(repo.folder), report=lambda *_: None)

    assert [_found(word) for word in ("tigers", "lions")] == [["Animals"], ["Animals"]]
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
    assert _found("lions 1") == ["Animals 1"]


def test_a_job_gives_texts_from_before_the_update_their_stems(cast: Cast) -> None:
    document = cast.document("Animals", body="Sharing lions.")
    SearchEntry.objects.filter(document=document).update(text="Sharing lions.")
    enqueue(REINDEX, {})

    run_due_jobs()

    assert Document.objects.matching("share", languages=("en",)).get() == document


def test_a_title_counts_for_more_than_a_text(cast: Cast) -> None:
    cast.document("Animals", body="tigers and tigers and tigers")
    cast.document("Tigers", body="animals")
    cast.document("Others", body="no such thing")

    found = distances("tigers")

    assert sorted(found, key=found.__getitem__) == ["Tigers", "Animals"]


def test_a_search_for_nothing_is_no_search(cast: Cast) -> None:
    cast.document("Animals")

    assert [Document.objects.matching(asked).count() for asked in ("", '"', "-", "_", "-lions")] == [1, 1, 1, 1, 1]
    assert not Document.objects.matching("-animals").exists()
    assert distances("-lions") == {"Animals": 0.0}


def test_an_index_of_a_million_words_is_not_too_large(cast: Cast) -> None:
    letters = [chr(code) for code in (*range(0x12000, 0x12399), *range(0x13000, 0x1342F))]
    words = " ".join(first + second for first in letters[:500] for second in letters[:500])

    cast.document("Animals", body=words)

    assert _found("animals") == ["Animals"]
    assert connection.is_usable()


def test_only_the_newest_matches_are_ranked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_search, "RANKED", 3)
    cast.document("Tigers", body="The oldest.")
    for number in range(4):
        cast.document(f"Animals {number}", body="About tigers.")

    assert distances("tigers").keys() == {"Animals 3", "Animals 2", "Animals 1"}


def test_the_newest_matches_are_those_of_the_documents_that_filters_leave(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_search, "RANKED", 2)
    for title in ("Tigers of ours", "Lions of ours"):
        cast.document(title, body="tigers")
    other = make_cast("other")
    for number in range(3):
        other.document(f"Tigers {number}")

    found = Document.objects.visible_to(cast.viewer).best_matching("tigers")

    assert {document.title for document in found} == {"Tigers of ours", "Lions of ours"}


@pytest.mark.parametrize(
    ("language", "body", "asked"),
    [
        ("en", "Using the studies that were published.", "use study publishing"),
        ("en", "We use one study.", "using studies"),
        ("de", "Die Häuser der Veröffentlichungen.", "Haus Veröffentlichung"),
        ("de", "Ein Haus.", "hauser"),
        ("fr", "Les documents publiés.", "document publiées"),
        ("ru", "Это документы.", "документами"),
    ],
)
def test_words_are_found_in_all_forms_of_the_documents_language(
    cast: Cast, language: str, body: str, asked: str
) -> None:
    cast.version(cast.document("Animals", body="Nothing.", language=language), body)

    assert Document.objects.matching(asked, languages=(language,)).count() == 1
    assert Document.objects.best_matching(asked, languages=(language,)).count() == 1


def test_every_word_of_a_search_may_be_unfinished(cast: Cast) -> None:
    cast.document("Animals", body="About lions and tigers.")

    assert [_found(asked) for asked in ("lio tig ani", "lio bears", "li tigers")] == [["Animals"], [], []]


def test_a_phrase_and_an_excluded_word_are_taken_as_they_are_written(cast: Cast) -> None:
    cast.document("Animals", body="We use lions.")

    found = [Document.objects.matching(asked, languages=("en",)).count() for asked in ('"using"', "animals -using")]

    assert found == [0, 1]


def test_a_document_is_found_by_the_forms_of_its_new_language(cast: Cast) -> None:
    document = cast.document("Using cages", body="Sharing lions.", language="de")

    update_document(actor=cast.editor, document=document, changes={"language": "en"})

    found = [Document.objects.matching(asked, languages=("en",)).count() for asked in ("use", "share")]
    assert found == [1, 1]
    assert SearchEntry.objects.get(document=document).is_up_to_date(Document.objects.get(pk=document.pk))


def test_a_draft_that_was_never_published_takes_another_language(cast: Cast) -> None:
    document = cast.draft("Using cages").document

    update_document(actor=cast.editor, document=document, changes={"language": "de"})

    assert SearchEntry.objects.get(document=document).is_up_to_date(Document.objects.get(pk=document.pk))


def test_a_text_that_was_read_before_the_language_changed_is_read_again(cast: Cast) -> None:
    document = cast.document("Lions", body="Nothing.", language="de")
    draft = Draft.objects.with_everything().get(pk=cast.save(cast.fork(document), body="Sharing lions.").pk)
    draft.version.document = Document.objects.get(pk=document.pk)
    update_document(actor=cast.editor, document=document, changes={"language": "en"})

    publish_and_promote(actor=cast.publisher, draft=draft)

    assert Document.objects.matching("share", languages=("en",)).get() == document


def test_a_new_title_is_found_in_its_other_forms(cast: Cast) -> None:
    document = cast.document("Animals", body="About lions.")
    publish_and_promote(actor=cast.publisher, draft=cast.save(cast.fork(document), title="Using cages"))

    assert Document.objects.matching("use", languages=("en",)).get() == document
