import pytest

from versioning.text.render.render import render
from versioning.text.search.read_words import count_read_words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", 0),
        ("<p>One two.</p>", 2),
        ("<p>One</p><p>two</p>", 2),
        ("<p>One<br>two</p>", 2),
        ("<p>un<em>believ</em>able</p>", 1),
        ('<p><img src="x" alt="a > b"> one</p>', 1),
        ("<p>R&amp;D, x&lt;y</p>", 4),
        ("<!-- one two --><p>three</p>", 1),
        ("<p>漢字</p>", 2),
    ],
)
def test_words_are_counted_as_they_are_read(html: str, words: int) -> None:
    assert count_read_words(html) == words


def test_the_signs_of_markdown_and_addresses_are_no_words() -> None:
    html = render("# One\n\n- [two](https://example.org/a/b)\n- `three`\n", content_type="markdown")

    assert count_read_words(html) == 3
