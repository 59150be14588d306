"""What imports read of the beginning of a page, in texts that take hours if a pattern looks for their end anew."""

import pytest

from versioning.services.transfer._sources.document360_texts import parse_variants
from versioning.text.convert.confluence import title_of_page

SIZE = 500_000


def test_reads_the_lines_above_a_text_of_document360() -> None:
    text = "## Metadata_Start\n## code: en\n## title: \t A title \t\n## Metadata_End\nText.\n"

    (variant,) = parse_variants("a.md", text)

    assert (variant.language, variant.title, variant.content) == ("en", "A title", "Text.\n")


@pytest.mark.parametrize(
    "line", [f"## slug: a{' ' * SIZE}b", f"## slug{chr(10) * SIZE}", "## slug: a\n" * (SIZE // 11)]
)
def test_reads_hostile_lines_above_a_text_of_document360(line: str) -> None:
    (variant,) = parse_variants("a.md", f"## Metadata_Start\n{line}\n## title: A title\n## Metadata_End\nText.\n")

    assert (variant.title, variant.content) == ("A title", "Text.\n")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<html><title>Handbook : A &amp; B <i>C</i></title><title>No</title>", "A & B <i>C</i>"),
        ("<html><TITLE>Handbook :\nA</TITLE>", "A"),
        ("<html><title>Unfinished", ""),
        ("<title>" * (SIZE // 7), ""),
        ("<title></title" * (SIZE // 14), ""),
    ],
)
def test_reads_the_title_of_a_page_of_confluence(head: str, title: str) -> None:
    assert title_of_page(head, space="Handbook") == title
