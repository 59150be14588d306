"""The editor's page has a long text once. What was on it before is found by its revision."""

import gzip
import json
from typing import Any

import pytest

from tests.cast import Cast
from tests.damage import damage
from tests.reading import stored_draft
from tests.web.conftest import Desks
from versioning.models import Blob, Draft, Event

BASE = "First line.\nSecond line.\nThird line.\n"
GZIP = {"Accept-Encoding": "gzip"}


def sent(draft: Draft, **values: Any) -> dict[str, Any]:
    """Return what the form sends without scripts: no `base_body`."""
    version = draft.version
    fields = {"revision": draft.revision, "title": version.title, "description": version.description}
    base = {"base_title": version.title, "base_description": version.description}
    return {**fields, "body": version.text.replace("\n", "\r\n"), **base, **values}


def address(draft: Draft) -> str:
    return f"/drafts/{draft.identifier}/"


@pytest.mark.parametrize("body", ["Only *solitary*.\n", "Only\r\n*solitary*.\r\n"], ids=["LF", "CR LF"])
def test_the_page_has_the_text_once(cast: Cast, desks: Desks, body: str) -> None:
    page = desks.editor.get(address(cast.draft(body=body))).content.decode()

    assert page.count("solitary") == 1


def test_the_script_knows_the_line_ends_that_the_text_area_does_not_show(cast: Cast, desks: Desks) -> None:
    page = desks.editor.get(address(cast.draft(body="One.\r\nTwo.\r\n"))).content.decode()

    start = page.index('<script id="editor-data"')
    data = json.loads(page[page.index(">", start) + 1 : page.index("</script>", start)])
    assert (data["lineEnd"], "body" in data["base"]) == ("\r\n", False)


def test_a_form_with_nothing_changed_saves_nothing(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE)

    desks.editor.post(address(draft), sent(draft))

    assert stored_draft(draft).revision == 1


def test_a_form_keeps_line_ends_that_it_did_not_change(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\rTwo.\n")

    desks.editor.post(address(draft), sent(draft, title="Returns", body="One.\r\nTwo.\r\n"))

    assert (stored_draft(draft).version.title, stored_draft(draft).version.text) == ("Returns", "One.\rTwo.\n")


def test_a_form_that_is_behind_merges_with_the_text_of_its_revision(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE)
    form = sent(draft, title="Returns", body=BASE.replace("First", "My first"))
    cast.save(draft, body=BASE.replace("Third", "Their third"))

    answer = desks.editor.post(address(draft), form)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Your changes don’t conflict" in page
    assert "The base is the text of revision 1, which you started from." in page


def test_a_form_that_is_behind_and_invalid_still_saves_nothing_over_others(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE)
    form = sent(draft, title="", body="Mine.\n")
    cast.save(draft, body="Theirs.\n")

    page = desks.editor.post(address(draft), form).content.decode()

    start = page.index('<script id="editor-data"')
    data = json.loads(page[page.index(">", start) + 1 : page.index("</script>", start)])
    assert (data["base"]["revision"], data["base"]["body"], data["typed"]["body"]) == (1, BASE, "Mine.\n")


def test_a_base_that_was_purged_is_named(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE)
    form = sent(draft, body="Mine.\n")
    cast.save(draft, body="Theirs.\n")
    Blob.objects.filter(pk=Event.objects.saves_of(draft)[0].data["former_body"]).delete()

    page = desks.editor.post(address(draft), form).content.decode()

    assert "Revision 1, which you started from, is no longer kept." in page


def test_a_damaged_base_costs_nobody_what_they_typed(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE)
    form = sent(draft, body="Mine.\n")
    cast.save(draft, body="Theirs.\n")
    damage(Event.objects.saves_of(draft)[0].data["former_body"])

    answer = desks.editor.post(address(draft), form)

    assert answer.status_code == 409
    assert "Mine." in answer.content.decode()


def test_the_preview_of_the_stored_text_needs_no_text(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="# One\n\nTwo *three*.\n" * 40)

    answer = desks.editor.get(f"{address(draft)}preview", headers=GZIP)

    preview = json.loads(gzip.decompress(answer.content))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert (preview["revision"], preview["word_count"]) == (1, "120 words")
    assert "<em>three</em>" in preview["html"]


def test_without_scripts_the_page_leads_to_the_preview(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    page = desks.editor.get(address(draft)).content.decode()

    noscript = page[page.index("<noscript><a") :].split("</noscript>")[0]
    assert noscript.endswith(f'href="/d/{draft.document.identifier}/versions/1/">Preview what is saved</a>')
