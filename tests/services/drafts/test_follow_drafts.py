import pytest

from tests.cast import Cast, make_cast
from versioning.models import Draft, DraftAddress, DraftWord, Version
from versioning.services.drafts import follow_drafts
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.versions.publish_version import publish_version


@pytest.fixture
def cast(live_cast: Cast) -> Cast:
    """Committed, because PostgreSQL's feed ends before the transaction of a test."""
    return live_cast


def found(asked: str) -> list[str]:
    rows = Draft.objects.all().matching(asked, languages=("en",))
    return list(rows.order_by("version__title").values_list("version__title", flat=True))


def test_an_open_draft_is_found_by_its_words(cast: Cast) -> None:
    cast.save(cast.fork(cast.document("Animals", body="About lions.")), body="Using tigers.", description="Zebras")

    run_due_jobs()

    assert [found(asked) for asked in ("tig", "zebra animals", "use", "lions", "tigers -zebras")] == [
        ["Animals"],
        ["Animals"],
        ["Animals"],
        [],
        [],
    ]


def test_an_open_draft_is_found_by_the_stems_of_its_title_and_description(cast: Cast) -> None:
    cast.draft("Using tigers", description="Caring")

    run_due_jobs()

    assert found("use") == found("cares") == ["Using tigers"]


def test_a_save_takes_words_away_and_adds_others(cast: Cast) -> None:
    draft = cast.draft("Animals", body="About lions.")
    run_due_jobs()
    cast.save(draft, body="About tigers.")

    run_due_jobs()

    assert [found(asked) for asked in ("lions", "tigers", "about")] == [[], ["Animals"], ["Animals"]]


def test_a_closed_draft_is_not_found(cast: Cast) -> None:
    published, discarded = cast.draft("Lions"), cast.draft("Tigers")
    run_due_jobs()
    publish_version(actor=cast.publisher, version=published.version)
    discard_draft(actor=cast.editor, draft=discarded)

    run_due_jobs()

    assert found("lions") == found("tigers") == []
    assert not DraftWord.objects.exists()


def test_drafts_of_other_projects_are_not_found(cast: Cast) -> None:
    make_cast("secrets").draft("Launch")

    run_due_jobs()

    assert found("launch") == ["Launch"]
    assert not Draft.objects.visible_to(cast.manager).matching("launch").exists()


def test_a_search_without_wanted_words_finds_no_draft(cast: Cast) -> None:
    cast.draft("Animals")

    run_due_jobs()

    assert found("-lions") == found("") == found("-") == []


def test_what_did_not_change_is_not_written_again(cast: Cast) -> None:
    cast.draft("Animals")
    run_due_jobs()
    before = set(DraftWord.objects.values_list("pk", flat=True))
    cast.draft("Other")

    run_due_jobs()

    assert before <= set(DraftWord.objects.values_list("pk", flat=True))


def test_the_address_of_a_draft_is_kept_when_it_is_closed(cast: Cast) -> None:
    draft = cast.draft("Animals")
    run_due_jobs()

    publish_version(actor=cast.publisher, version=draft.version)

    assert DraftAddress.objects.get(pk=draft.identifier).version == Version.objects.get(pk=draft.version_id)


def test_the_address_of_a_draft_is_kept_if_it_closes_before_the_first_run(cast: Cast) -> None:
    published, discarded = cast.draft("Animals"), cast.draft("Plants")
    publish_version(actor=cast.publisher, version=published.version)
    discard_draft(actor=cast.editor, draft=discarded)

    run_due_jobs()

    assert dict(DraftAddress.objects.values_list("identifier", "version")) == {
        published.identifier: published.version_id,
        discarded.identifier: discarded.version_id,
    }


def test_drafts_whose_texts_are_read_in_several_parts_are_all_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_drafts, "DRAFTS_AT_ONCE", 2)
    drafts = [cast.draft(f"Animals {number}") for number in range(5)]

    run_due_jobs()

    assert found("animals") == [f"Animals {number}" for number in range(5)]
    assert DraftAddress.objects.filter(pk__in=[draft.identifier for draft in drafts]).count() == 5
