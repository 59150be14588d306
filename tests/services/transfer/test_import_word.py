from pathlib import Path

import pytest

from tests.cast import Cast
from tests.exports.importing import RICH, files, html_of, run, text_of
from tests.exports.word import paragraph, word_document, write_word
from tests.services.observing import everything_stored
from tests.zips import make_zip, zip_bytes
from versioning.exceptions import InvalidValue
from versioning.models import Document, Version
from versioning.services.transfer._sources.conversion import Conversion

MARKDOWN = """\
# Refund report

# Rules

Within 14 days **bold**[^1]

- receipt
  - card

1. first
2. second

## Countries

| Country | Days |
| --- | --- |
| Austria | 14 |

See [help](https://example.org/help)

![A blue square](word/media/image1.png)

[^1]: Since 2024.
"""


def test_a_document_becomes_markdown_with_its_picture_as_a_file(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, write_word(tmp_path))

    document = Document.objects.get()
    assert (document.title, document.slug, summary.refusals, summary.skipped) == ("Refund report", "report", [], [])
    assert text_of("Refund report") == MARKDOWN
    assert files() == ["image1.png"]
    html = html_of("Refund report")
    assert ("<table>" in html, 'class="footnotes"' in html, "/files/" in html) == (True, True, True)


def test_a_document_becomes_rich_text_if_that_is_chosen(cast: Cast, tmp_path: Path) -> None:
    run(cast, write_word(tmp_path), conversion=RICH)

    version = Version.objects.with_text().get()
    assert version.content_type == "wysiwyg"
    for part in ("<h2>Countries</h2>", "<td>", "<ul>", "<strong>bold</strong>", 'src="word/media/image1.png"'):
        assert part in version.text


def test_the_same_document_again_changes_nothing_and_an_edited_one_is_the_next_version(
    cast: Cast, tmp_path: Path
) -> None:
    source = write_word(tmp_path)
    run(cast, source)
    before = everything_stored()

    run(cast, source)
    same = everything_stored()
    run(cast, write_word(tmp_path, paragraph("Other.")))

    assert same == before
    assert Document.objects.get().last_number == 2


def test_a_document_without_headings_has_the_name_of_its_file(cast: Cast, tmp_path: Path) -> None:
    run(cast, write_word(tmp_path, paragraph("# Text that looks like a heading")))

    assert (Document.objects.get().title, text_of("report")) == ("report", "\\# Text that looks like a heading\n")


_ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (word_document(prolog=_ENTITIES), "declares a document type"),
        (word_document(prolog='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), "declares a document type"),
        (word_document("<w:p>" * 100_000), "nests them too deeply"),
        (word_document("<w:p/>" * 450_000), "too many parts"),
        (word_document(paragraph("a" * 21_000_000)), "too large"),
        (word_document("<w:p>"), "XML of the document is damaged"),
        (zip_bytes({"[Content_Types].xml": "", "word/document.xml": ""}), "XML of the document is damaged"),
    ],
    ids=("entities", "external", "deep", "many", "bomb", "unclosed", "empty"),
)
def test_hostile_documents_are_refused_with_a_reason(cast: Cast, tmp_path: Path, document: bytes, words: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(document)

    with pytest.raises(InvalidValue, match=words):
        run(cast, path)

    assert Document.objects.count() == 0


def test_says_that_it_is_no_word_document(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="not a Word document"):
        run(cast, make_zip(tmp_path, {"a.md": "A"}), conversion=Conversion(product="word"))
