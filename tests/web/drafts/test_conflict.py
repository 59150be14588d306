import json
import re
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.services.drafts.syncing import stored
from tests.services.observing import everything_stored, text_at
from tests.web.conftest import Desks
from tests.web.drafts.conflict_forms import BASE, MINE, THEIRS, decided, form_of, keys_of, post, typed
from versioning.models import Blob, Draft
from versioning.services.lookups import find_draft
from versioning.web.drafts.conflict import conflict_page
from versioning.web.drafts.form import DraftForm


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


def test_the_form_of_the_editor_leads_here_where_its_revision_is_stale(draft: Draft, desks: Desks) -> None:
    answer: Any = desks.editor.post(f"/drafts/{draft.identifier}/", typed())

    assert answer.status_code == 409
    assert post(desks.editor, draft, decided(answer, "mine")).status_code == 303
    assert stored(draft).text == MINE


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
