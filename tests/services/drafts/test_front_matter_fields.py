"""A title or description that a save changes in the front matter of the text only."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.damage import damage
from tests.services.observing import recorded
from versioning.exceptions import DraftChanged
from versioning.models import Document, Draft
from versioning.models.front_matter import KEPT_LINES
from versioning.models.limits import DESCRIPTION_LENGTH
from versioning.services.drafts.save_draft import save_draft

BEFORE = "---\ntitle: Refunds\ndescription: Money back.\n---\n\nText.\n"


def saved(cast: Cast, draft: Draft, **changes: Any) -> tuple[str, str]:
    """Return the title and the description after a save that follows the front matter."""
    after = save_draft(actor=cast.editor, draft=draft, changes=changes, follow_front_matter=True)
    return after.version.title, after.version.description


def described(cast: Cast, **values: Any) -> Draft:
    return cast.draft(**{"title": "Refunds", "description": "Money back.", "body": BEFORE, **values})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BEFORE.replace("Refunds", "Returns"), ("Returns", "Money back.")),
        (BEFORE.replace("Money", "Goods"), ("Refunds", "Goods back.")),
        (BEFORE.replace("description: Money back.", "description:"), ("Refunds", "")),
        ('+++\ntitle = "Returns"\n+++\n\nText.\n', ("Returns", "Money back.")),
    ],
)
def test_follow_the_front_matter_that_the_save_changes(cast: Cast, body: str, expected: tuple[str, str]) -> None:
    assert saved(cast, described(cast), body=body) == expected


def test_follow_the_front_matter_that_the_save_adds(cast: Cast) -> None:
    draft = described(cast, body="Text.\n")

    assert saved(cast, draft, body="---\ntitle: Returns\n---\n\nText.\n") == ("Returns", "Money back.")


@pytest.mark.parametrize(
    "body",
    [
        BEFORE.replace("Text.", "Another text."),
        BEFORE.replace("title: Refunds\n", ""),
        BEFORE.replace("title: Refunds", "title:"),
        BEFORE.replace("Refunds", "x" * 256),
        BEFORE.replace("Money back.", "x" * (DESCRIPTION_LENGTH + 1)),
        "Text.\n",
    ],
)
def test_stay_unless_the_save_gives_them_another_value(cast: Cast, body: str) -> None:
    draft = described(cast, title="Own title", description="Own words.")

    assert saved(cast, draft, body=body) == ("Own title", "Own words.")


def test_are_as_the_save_names_them(cast: Cast) -> None:
    body = BEFORE.replace("Refunds", "Returns").replace("Money", "Goods")

    assert saved(cast, described(cast), body=body, title="Refunds") == ("Refunds", "Goods back.")


def test_stay_in_a_save_that_does_not_follow(cast: Cast) -> None:
    draft = described(cast)

    assert cast.save(draft, body=BEFORE.replace("Refunds", "Returns")).version.title == "Refunds"


def test_stay_if_the_text_is_no_markdown(cast: Cast) -> None:
    draft = described(cast, content_type="wysiwyg")

    assert saved(cast, draft, body=BEFORE.replace("Refunds", "Returns")) == ("Refunds", "Money back.")


def test_stay_if_lines_that_were_kept_beside_the_text_are_written_into_it(cast: Cast) -> None:
    draft = described(cast, title="Own title", body="Text.\n", fields={KEPT_LINES: "title: Refunds\n"})

    assert saved(cast, draft, body=BEFORE, fields={}) == ("Own title", "Money back.")


def test_stay_if_the_save_repairs_a_damaged_text(cast: Cast) -> None:
    draft = described(cast, title="Own title")
    damage(draft.version.body_id)
    damaged = Draft.objects.with_everything().get(pk=draft.pk)

    assert saved(cast, damaged, body=BEFORE) == ("Own title", "Money back.")


def test_are_recorded_and_found_as_any_title_is(cast: Cast) -> None:
    draft = described(cast)

    with recorded() as events:
        saved(cast, draft, body=BEFORE.replace("Refunds", "Returns"))

    assert events[0].data["fields"] == ["body", "title"]
    assert events[0].data["former"] == {"title": "Refunds"}
    assert Document.objects.get(pk=draft.document_id).title == "Returns"


def test_are_no_part_of_a_refusal_that_names_the_body_alone(cast: Cast) -> None:
    draft = cast.save(described(cast), body="Meanwhile.\n")
    body = BEFORE.replace("Refunds", "Returns")

    with pytest.raises(DraftChanged) as refusal:
        save_draft(
            actor=cast.editor, draft=draft, changes={"body": body}, expected_revision=1, follow_front_matter=True
        )

    assert refusal.value.data["mine"] == {"body": body}
