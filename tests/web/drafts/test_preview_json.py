"""The view that renders the preview of the editor."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.reading import stored_draft
from tests.web.conftest import Desks
from tests.web.drafts.editor_calls import call
from versioning.ops.load import costly
from versioning.ops.load.pool import Pool


def test_the_preview_shows_what_readers_would_see_and_stores_nothing(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    told = call(desks.editor, draft, "preview", {"body": "# One\n\nTwo *three*.\n"}).json()  # type: ignore[attr-defined]

    assert "<em>three</em>" in told["html"]
    assert told["word_count"] == "3 words"
    assert stored_draft(draft).revision == 1


def test_a_preview_that_takes_too_long_shows_the_text_as_it_is(
    cast: Cast, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = cast.draft()
    pool = Pool(processes=1, callers=1, share=1, seconds=0.0)
    monkeypatch.setattr(costly, "_pool", pool)

    answer = call(desks.editor, draft, "preview", {"body": "&" * costly.HUGE})
    pool.end()

    assert answer.status_code == 200
    assert answer.json()["word_count"] == "too long to count words"  # type: ignore[attr-defined]


def test_nothing_runs_in_a_preview(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(content_type="wysiwyg", body="")
    evil = '<p onclick="x()">a</p><script>x()</script><img src=x onerror=x()><a href="javascript:x()">b</a>'

    told = call(desks.editor, draft, "preview", {"body": evil}).json()  # type: ignore[attr-defined]

    assert not any(sign in told["html"] for sign in ("onclick", "<script", "onerror", "javascript:"))


def test_a_text_that_cannot_be_rendered_is_shown_as_it_is(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(content_type="block", body="")

    told = call(desks.editor, draft, "preview", {"body": "<b>{"}).json()  # type: ignore[attr-defined]

    assert told["html"] == '<pre class="plain-text">\n&lt;b&gt;{</pre>'


@pytest.mark.parametrize("data", [{}, {"body": None}, {"body": "a\0b"}])
def test_a_preview_needs_a_text(cast: Cast, desks: Desks, data: dict[str, Any]) -> None:
    draft = cast.draft()

    answer = call(desks.editor, draft, "preview", data)

    assert answer.status_code == 422
