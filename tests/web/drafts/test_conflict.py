import json
import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.services.drafts.test_sync_draft import CLASHING, outdated, stored
from tests.services.observing import everything_stored, text_at
from tests.web.conftest import Desks
from versioning.models import Blob, Draft
from versioning.services.lookups import find_draft
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.web.drafts.conflict import conflict_page
from versioning.web.drafts.form import DraftForm

BASE = "First.\n\nWithin 14 days.\n\nLast.\n"
THEIRS = BASE.replace("14", "30")
MINE = BASE.replace("14", "60")
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
KEYS = re.compile(r'name="choice-([0-9a-f]+-\d+)" value="theirs"')


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """Return a draft with BASE at revision 1. Somebody saved THEIRS since."""
    return cast.save(cast.draft(title="Refunds", body=BASE), body=THEIRS)


def typed(**changes: Any) -> dict[str, Any]:
    """Return what an editor sends that started from revision 1."""
    base = {"base_title": "Refunds", "base_description": "", "base_body": BASE}
    mine = {"title": "Refunds", "description": "", "body": MINE}
    return {"revision": 1, **base, **mine, **changes}


def post(client: Client, draft: Draft, sent: dict[str, Any]) -> HttpResponse:
    answer: Any = client.post(f"/drafts/{draft.identifier}/conflict/", sent)
    return answer  # type: ignore[no-any-return]


def form_of(answer: HttpResponse) -> dict[str, Any]:
    """Return what the page's form carries."""
    page = answer.content.decode()
    return {name: unescape(value) for name, value in INPUT.findall(page) if name not in ("csrfmiddlewaretoken", "next")}


def keys_of(answer: HttpResponse) -> list[str]:
    return KEYS.findall(answer.content.decode())


def decided(answer: HttpResponse, keep: str, *, step: str = "save", hand: str = "") -> dict[str, Any]:
    choices = {f"choice-{key}": keep for key in keys_of(answer)}
    hands = {f"hand-{key}": hand for key in keys_of(answer)}
    return {**form_of(answer), **choices, **hands, "step": step}


def test_a_colliding_save_is_shown_with_all_three_sides(draft: Draft, desks: Desks) -> None:
    before = everything_stored()

    answer = post(desks.publisher, draft, typed())

    page = answer.content.decode()
    assert (answer.status_code, everything_stored() == before) == (409, True)
    assert "Edda handbook also changed draft 1" in page
    assert "Within <del>14</del><ins>30</ins> days." in page
    assert "Within <del>14</del><ins>60</ins> days." in page


def test_a_save_in_another_tab_of_the_same_person_is_named_as_such(draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed()).content.decode()

    assert "You also changed draft 1 in another tab" in page
    assert "Edda handbook also" not in page


@pytest.mark.parametrize(
    ("keep", "text"),
    [
        ("theirs", THEIRS),
        ("mine", MINE),
        ("both", BASE.replace("Within 14 days.", "Within 30 days.\nWithin 60 days.")),
        ("hand", BASE.replace("14", "45")),
    ],
)
def test_what_is_chosen_is_saved(draft: Draft, desks: Desks, keep: str, text: str) -> None:
    page = post(desks.editor, draft, typed())

    answer = post(desks.editor, draft, decided(page, keep, hand="Within 45 days.\r\n"))

    assert (answer.status_code, answer["Location"]) == (303, f"/drafts/{draft.identifier}/")
    assert stored(draft).text == text


def test_the_number_of_keys_is_that_of_the_choices(draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed()).content.decode()

    choices = re.findall(r'type="radio" name="choice-([0-9a-f]+-\d+)"', page)
    assert len(set(choices)) == 1
    assert f"<kbd>1</kbd> to <kbd>{len(choices)}</kbd> choose" in page


def test_both_sides_can_be_recovered_afterwards(draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed())

    post(desks.editor, draft, decided(page, "hand", hand="Within 45 days."))

    saved = Draft.objects.with_everything().get(pk=draft.pk)
    assert [text_at(saved, revision=number) for number in (1, 2, 3)] == [BASE, THEIRS, MINE]


def test_the_result_is_shown_before_it_is_saved(draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed())
    before = everything_stored()

    answer = post(desks.editor, draft, decided(page, "mine", step="look"))

    assert (answer.status_code, everything_stored() == before) == (200, True)
    assert "Changes to the saved draft" in answer.content.decode()
    assert post(desks.editor, draft, decided(answer, "mine")).status_code == 303
    assert stored(draft).text == MINE


def test_what_does_not_collide_goes_together_and_is_saved_when_one_says_so(draft: Draft, desks: Desks) -> None:
    mine = BASE.replace("Last.", "At last.")
    page = post(desks.editor, draft, typed(body=mine))
    assert "Your changes don’t conflict" in page.content.decode()
    assert stored(draft).text == THEIRS

    post(desks.editor, draft, {**form_of(page), "step": "save"})

    assert stored(draft).text == THEIRS.replace("Last.", "At last.")


def test_words_that_go_together_are_proposed(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.draft(body=BASE), body=BASE.replace("14", "30"))
    mine = BASE.replace("days", "working days")

    page = post(desks.editor, draft, typed(body=mine))

    assert "Within 30 working days." in page.content.decode()
    post(desks.editor, draft, decided(page, "merged"))
    assert "Within 30 working days." in stored(draft).text


def test_titles_collide_apart_from_the_text(cast: Cast, draft: Draft, desks: Desks) -> None:
    cast.save(draft, title="Returns")
    page = post(desks.editor, draft, typed(title="Money back", body=BASE))

    post(desks.editor, draft, decided(page, "mine"))

    assert (stored(draft).title, stored(draft).text) == ("Money back", THEIRS)


def test_who_saves_in_between_brings_the_page_again_with_nothing_lost(cast: Cast, draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed())
    sent = decided(page, "hand", hand="Written by hand.\r\nAt length.")
    cast.save(draft, body=BASE.replace("14", "90"))
    before = everything_stored()

    answer = post(desks.editor, draft, sent)

    text = answer.content.decode()
    assert (answer.status_code, everything_stored() == before) == (409, True)
    assert "The draft changed in the meantime." in text
    assert "<ins>90</ins>" in text
    assert "<ins>60</ins>" in text
    assert "Written by hand.\nAt length." in text
    assert post(desks.editor, draft, decided(answer, "mine")).status_code == 303
    assert stored(draft).text == MINE


def test_choices_stand_where_the_conflict_is_the_same(cast: Cast, draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed())
    sent = decided(page, "hand", hand="Within 45 days.")
    cast.save(draft, body=THEIRS.replace("Last.", "At last."))

    answer = post(desks.editor, draft, sent)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="hand" checked' in text
    assert "Within 45 days.</textarea>" in text


def test_what_is_left_undecided_is_asked_again(draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed())

    for sent in ({**form_of(page), "step": "save"}, decided(page, "nonsense")):
        answer = post(desks.editor, draft, sent)

        assert answer.status_code == 422
        assert "Choose a resolution for each conflict." in answer.content.decode()
    assert stored(draft).text == THEIRS


def test_what_cannot_be_saved_is_told_and_kept_on_the_page(draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed())
    title = post(desks.editor, draft, typed(title="x" * 300))

    answer = post(desks.editor, draft, decided(title, "mine"))

    assert answer.status_code == 422
    assert "title" in answer.content.decode()
    assert form_of(answer)["carried"] == form_of(title)["carried"] != form_of(page)["carried"]


def test_a_base_that_nobody_sent_is_taken_from_the_history_of_the_draft(draft: Draft, desks: Desks) -> None:
    sent = {name: value for name, value in typed().items() if not name.startswith("base_")}

    answer = post(desks.editor, draft, sent)

    assert "The base is the text of revision 1" in answer.content.decode()
    assert "Within <del>14</del><ins>60</ins> days." in answer.content.decode()


def test_a_base_that_nobody_sent_has_the_title_of_its_time(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.save(cast.draft(title="Refunds", body=BASE), title="Returns"), title="Money back")
    sent = {name: value for name, value in typed(revision=2, title="Returns").items() if not name.startswith("base_")}

    post(desks.editor, draft, sent)

    assert Draft.objects.select_related("version").get(pk=draft.pk).version.title == "Money back"


def test_a_base_that_is_kept_no_more_is_the_version_that_was_forked(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.save(cast.fork(cast.document(body=BASE)), body="Purged."), body=THEIRS)
    Blob.objects.unreferenced().delete()
    sent = {name: value for name, value in typed(revision=2).items() if not name.startswith("base_")}

    answer = post(desks.editor, draft, sent)

    text = answer.content.decode()
    assert "Revision 2, which you started from, is no longer kept. The base is version 1." in text
    assert "Within <del>14</del><ins>60</ins> days." in text


def test_the_editor_can_show_the_page_in_answer_to_its_own_save(cast: Cast, draft: Draft) -> None:
    request = RequestFactory().post("/")
    request.user = cast.editor.user
    found = find_draft(actor=cast.editor, identifier=draft.identifier)

    answer = conflict_page(request, actor=cast.editor, draft=found, typed=DraftForm(typed()))

    assert answer.status_code == 409
    assert json.loads(form_of(answer)["carried"])["mine"]["body"] == MINE


def test_newlines_of_the_stored_text_are_kept(cast: Cast, desks: Desks) -> None:
    crlf = THEIRS.replace("\n", "\r\n")
    draft = cast.save(cast.draft(body=BASE.replace("\n", "\r\n")), body=crlf)

    page = post(desks.editor, draft, typed())
    assert len(keys_of(page)) == 1
    post(desks.editor, draft, decided(page, "mine"))

    assert stored(draft).text == MINE.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "save"},
        {"step": "save", "cause": "save", "seen": 2},
        {"step": "save", "cause": "save", "seen": 2, "carried": "{"},
        {"step": "save", "cause": "save", "seen": 2, "carried": '{"base": {}, "mine": []}'},
        {"step": "later", "cause": "sync", "seen": 2},
    ],
)
def test_what_cannot_be_read_is_refused(draft: Draft, desks: Desks, sent: dict[str, Any]) -> None:
    before = everything_stored()

    answer = post(desks.editor, draft, sent)

    assert (answer.status_code, everything_stored() == before) == (422, True)


@pytest.mark.parametrize("wrong", [{"revision": "x"}, {"body": f"{MINE}\0"}, {"title": ""}])
def test_whatever_is_wrong_with_what_was_typed_it_stands_on_the_page(
    draft: Draft, desks: Desks, wrong: dict[str, str]
) -> None:
    answer = post(desks.editor, draft, typed(**wrong))

    assert answer.status_code == 409
    assert MINE in json.loads(form_of(answer)["carried"])["mine"]["body"]


def test_the_form_of_the_editor_leads_here_where_its_revision_is_stale(draft: Draft, desks: Desks) -> None:
    answer: Any = desks.editor.post(f"/drafts/{draft.identifier}/", typed())

    assert answer.status_code == 409
    assert post(desks.editor, draft, decided(answer, "mine")).status_code == 303
    assert stored(draft).text == MINE


def test_a_viewer_may_not(draft: Draft, desks: Desks) -> None:
    assert post(desks.viewer, draft, typed()).status_code == 403


def test_a_draft_that_was_closed_is_not_here(cast: Cast, draft: Draft, desks: Desks) -> None:
    publish_and_promote(actor=cast.publisher, draft=draft)

    assert post(desks.editor, draft, typed()).status_code == 404


def conflicts_of(client: Client, draft: Draft) -> HttpResponse:
    answer: Any = client.get(f"/drafts/{draft.identifier}/conflict/")
    return answer  # type: ignore[no-any-return]


def test_conflicts_of_a_sync_are_shown_and_decided(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast, theirs=CLASHING)
    page = conflicts_of(desks.editor, draft)
    assert "Draft 2 conflicts with version 3" in page.content.decode()
    assert "version 3, current" in page.content.decode()

    answer = post(desks.editor, draft, decided(page, "both"))

    row = Draft.objects.select_related("base", "document").get(pk=draft.pk)
    assert answer.status_code == 303
    assert (row.is_outdated, row.base and row.base.number) == (False, 3)
    assert "Their line.\nMy line.\n" in stored(draft).text


def test_a_version_that_became_current_meanwhile_comes_onto_the_page(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast, theirs=CLASHING)
    sent = decided(conflicts_of(desks.editor, draft), "hand", hand="By hand.")
    cast.version(draft.document, CLASHING.replace("Their line", "Another line"))
    before = everything_stored()

    answer = post(desks.editor, draft, sent)

    text = answer.content.decode()
    assert (answer.status_code, everything_stored() == before) == (409, True)
    assert "Another version became current in the meantime." in text
    assert "<ins>Another" in text
    assert "By hand.</textarea>" in text


def test_a_sync_without_conflicts_has_another_page(cast: Cast, desks: Desks) -> None:
    for draft in (outdated(cast), cast.draft()):
        answer = conflicts_of(desks.editor, draft)

        assert (answer.status_code, answer["Location"]) == (303, f"/drafts/{draft.identifier}/sync/")


def test_a_viewer_reads_the_conflicts_and_why_deciding_is_off(cast: Cast, desks: Desks) -> None:
    text = conflicts_of(desks.viewer, outdated(cast, theirs=CLASHING)).content.decode()

    assert "You need the editor role to save drafts. Your role is viewer." in text
    assert "Save result</button>" not in text


def test_blocks_are_shown_as_they_look(cast: Cast, desks: Desks) -> None:
    def blocks(text: str) -> str:
        return json.dumps({"blocks": [{"id": "a", "type": "paragraph", "data": {"text": text}}]})

    draft = cast.save(cast.draft(body=blocks("One word."), content_type="block"), body=blocks("Two words."))

    page = post(desks.editor, draft, typed(base_body=blocks("One word."), body=blocks("Three words.")))

    assert "<p>Two words.</p>" in page.content.decode()
    assert 'value="both"' not in page.content.decode()
    post(desks.editor, draft, decided(page, "mine"))
    assert "Three words." in stored(draft).text


@pytest.mark.parametrize("step", ["look", "save"])
def test_what_was_decided_for_a_draft_that_was_published_is_on_the_page_that_says_so(
    cast: Cast, draft: Draft, desks: Desks, step: str
) -> None:
    page = post(desks.editor, draft, typed(description="Typed, too."))
    publish_and_promote(actor=cast.publisher, draft=draft)

    answer = post(desks.editor, draft, decided(page, "hand", step=step, hand="Within 45 days."))

    shown = unescape(answer.content.decode())
    assert answer.status_code == 404
    for text in (MINE, "Typed, too.", "Within 45 days."):
        assert text in shown


def test_a_colliding_save_of_a_draft_that_was_published_is_on_the_page_that_says_so(
    cast: Cast, draft: Draft, desks: Desks
) -> None:
    publish_and_promote(actor=cast.publisher, draft=draft)

    answer = post(desks.editor, draft, typed())

    assert (answer.status_code, MINE in unescape(answer.content.decode())) == (404, True)


@pytest.mark.parametrize(("sender", "status"), [("nobody", 401), ("viewer", 403), ("stranger", 404)])
def test_what_was_decided_by_who_may_not_save_any_more_is_on_the_page_that_says_so(
    draft: Draft, desks: Desks, sender: str, status: int
) -> None:
    page = post(desks.editor, draft, typed())

    answer = post(getattr(desks, sender), draft, decided(page, "hand", hand="Within 45 days."))

    shown = unescape(answer.content.decode())
    assert (answer.status_code, MINE in shown, "Within 45 days." in shown) == (status, True, True)


def test_what_was_decided_in_a_sync_of_a_draft_that_was_closed_is_on_the_page_that_says_so(
    cast: Cast, desks: Desks
) -> None:
    draft = outdated(cast, CLASHING)
    page: Any = desks.editor.get(f"/drafts/{draft.identifier}/conflict/")
    sent = decided(page, "hand", hand="By hand.")
    publish_and_promote(actor=cast.publisher, draft=draft, outdated=Outdated.OVERRIDE)

    answer = post(desks.editor, draft, sent)

    assert (answer.status_code, "By hand." in answer.content.decode()) == (404, True)


def test_a_long_text_in_any_script_comes_back_from_the_page(cast: Cast, desks: Desks, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500_000
    base = "Слово за слово.\n" * 5_000
    draft = cast.save(cast.draft(title="Refunds", body=base), body=f"Их.\n{base}")
    page = post(desks.editor, draft, typed(base_body=base, body=f"{base}Моё.\n"))

    answer = post(desks.editor, draft, {**form_of(page), "step": "save"})

    assert answer.status_code == 303
    assert stored(draft).text == f"Их.\n{base}Моё.\n"


def test_very_many_conflicts_can_be_settled(cast: Cast, desks: Desks) -> None:
    base = "".join(f"Line {number}.\n\nSame.\n\n" for number in range(600))
    theirs, mine = base.replace("Line", "Theirs"), base.replace("Line", "Mine")
    draft = cast.save(cast.draft(title="Refunds", body=base), body=theirs)
    page = post(desks.editor, draft, typed(base_body=base, body=mine))

    answer = post(desks.editor, draft, decided(page, "mine"))

    assert answer.status_code == 303
    assert stored(draft).text == mine
