"""Which texts the pool takes, while the server answers requests."""

from collections.abc import Iterator

import pytest

from versioning.ops.load import costly
from versioning.ops.load.costly import LONG, render_long, run
from versioning.ops.load.pool import Pool, PoolBusy
from versioning.text.search.prose import prose


@pytest.fixture(autouse=True)
def _pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A pool that takes no calls, so that they are refused."""
    pool = Pool(processes=1, callers=0, share=1, seconds=1)
    monkeypatch.setattr(costly, "_pool", pool)
    yield
    pool.end()


@pytest.mark.parametrize("text", ["a " * (LONG // 2), "[" * 20_000, "|a" * 15_000, "a\n" * 20_000, "&" * 20_000])
def test_a_text_that_is_long_or_has_many_marks_is_rendered_in_the_pool(text: str) -> None:
    with pytest.raises(PoolBusy):
        render_long(text, content_type="markdown")


@pytest.mark.parametrize("text", ["[" * 10_000, "word " * 15_000, "A *word*, and a [link](/to/it).\n" * 1_000])
def test_an_ordinary_text_is_rendered_at_once(text: str) -> None:
    assert render_long(text, content_type="markdown").plain_because == ""


def test_marks_count_only_for_parsers() -> None:
    assert run(prose, "[" * LONG, content_type="markdown") == "[" * LONG
