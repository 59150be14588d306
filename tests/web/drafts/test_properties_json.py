"""The front matter of a text as fields, for the editor."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.reading import stored_draft
from tests.web.conftest import Desks
from tests.web.drafts.editor_calls import call, save
from versioning.models import Draft

TEXT = "---\ntitle: Returns\nweight: 4\ncascade: {a: 1}\n---\n\nText.\n"


def ask(client: Client, draft: Draft, **values: Any) -> Any:
    answer: HttpResponse = call(client, draft, "properties", values)
    return answer


def test_shows_the_fields_of_the_text_on_the_page(cast: Cast, desks: Desks) -> None:
    answer = ask(desks.editor, cast.draft(body="Stored.\n"), body=TEXT).json()

    assert (answer["values"]["title"], answer["values"]["order"], answer["others"]) == ("Returns", "4", ["cascade"])
    assert answer["body"] == TEXT


def test_changes_the_text_and_stores_nothing(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=TEXT)

    answer = ask(desks.editor, draft, body=TEXT, changes={"order": "5", "tags": ["a"]})

    assert answer.json()["body"] == TEXT.replace("weight: 4", "weight: 5").replace("1}\n", "1}\ntags: [a]\n")
    assert stored_draft(draft).version.text == TEXT


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"order": "x"}, "order"), ({"title": "\0"}, "title"), ({"tags": ["\ud800"]}, "tags"), ({"tags": [{}]}, "tags")]
    + [([1], "changes"), ({"slug": None}, "slug")],
)
def test_names_the_field_that_is_wrong(cast: Cast, desks: Desks, changes: Any, field: str) -> None:
    answer = ask(desks.editor, cast.draft(body=TEXT), body=TEXT, changes=changes)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_says_that_broken_front_matter_is_changed_in_the_text(cast: Cast, desks: Desks) -> None:
    body = "---\ntitle: A: b\n---\n"

    answer = ask(desks.editor, cast.draft(body=body), body=body, changes={"slug": "c"})

    assert (answer.status_code, answer.json()["field"]) == (422, "body")


def test_lines_that_a_zip_import_kept_come_into_the_text_when_they_are_changed(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="Text.\n", fields={"front_matter": "weight: 4\n", "key": 1})

    body = ask(desks.editor, draft, body="Text.\n", changes={"order": "5"}).json()["body"]
    save(desks.editor, draft, body=body)

    version = stored_draft(draft).version
    assert (version.text, version.fields) == ("---\nweight: 5\n---\n\nText.\n", {"key": 1})


def test_a_save_without_front_matter_keeps_the_lines_beside_it(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="Text.\n", fields={"front_matter": "weight: 4\n"})

    save(desks.editor, draft, body="Other.\n")

    assert stored_draft(draft).version.fields == {"front_matter": "weight: 4\n"}
