"""What searches find, and in which order."""

import pytest
from django.db import connection
from django.db.models import F

from tests.cast import Cast, make_cast
from tests.services.documents.searching import distances, titles_matching
from versioning.models import Document, Draft, Membership, Role, SearchEntry
from versioning.models.search import document_search
from versioning.services.documents.update_document import update_document
from versioning.services.versions.publish_and_promote import publish_and_promote


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

    assert titles_matching("animals") == ["Animals"]
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


SEARCHES = ("tigers", "tig", "tigers lions", '"lions and tigers"', "tigers -lions", "tigers bears", "unicorns")


# Few matches, many matches among few documents, and many of both are read by statements of their own.
@pytest.mark.parametrize(("few", "few_rows"), [(500, 500), (0, 500), (0, 1), (0, 0)])
def test_a_search_finds_the_same_documents_in_the_same_order_however_many_match(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, few: int, few_rows: int
) -> None:
    monkeypatch.setattr(document_search, "FEW", few)
    for title, body in (("A", "tigers"), ("B", "lions and tigers"), ("Tigers", "lions"), ("D", "tigers, lions, bears")):
        cast.document(title, body=body)
    make_cast("other").document("Tigers of others")
    rows = Document.objects.searchable_by(cast.viewer)

    ranked = {
        asked: [each.title for each in rows.best_matching(asked, few_rows=few_rows).order_by(F("distance"), "id")]
        for asked in SEARCHES
    }
    listed = {
        asked: [each.title for each in rows.matching(asked, few_rows=few_rows).order_by("title")] for asked in SEARCHES
    }

    assert listed == {
        "tigers": ["A", "B", "D", "Tigers"],
        "tig": ["A", "B", "D", "Tigers"],
        "tigers lions": ["B", "D", "Tigers"],
        '"lions and tigers"': ["B"],
        "tigers -lions": ["A"],
        "tigers bears": ["D"],
        "unicorns": [],
    }
    assert {asked: sorted(titles) for asked, titles in ranked.items()} == listed
    assert [ranked[asked][0] for asked in ("tigers", "tig", "tigers lions")] == ["Tigers"] * 3


@pytest.mark.parametrize("count", [1, 3, 11])
def test_a_member_finds_the_documents_of_all_own_projects_and_no_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(document_search, "FEW", 1)
    for number in range(count):
        own = make_cast(f"own{number}")
        own.document(f"Tigers {number}")
        own.document(f"Lions {number}", body="tigers")
        Membership.objects.create(project=own.project, user=cast.stranger.user, role=Role.VIEWER)
    make_cast("others").document("Tigers of others")

    rows = Document.objects.searchable_by(cast.stranger)

    found = [set(search("tigers").values_list("title", flat=True)) for search in (rows.matching, rows.best_matching)]
    assert found == [{f"{name} {number}" for name in ("Tigers", "Lions") for number in range(count)}] * 2


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

    assert [titles_matching(asked) for asked in ("lio tig ani", "lio bears", "li tigers")] == [["Animals"], [], []]


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
