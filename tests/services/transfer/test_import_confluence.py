from pathlib import Path

import pytest

from tests.cast import Cast
from tests.exports.confluence import INDEX, SPACE, page
from tests.exports.importing import RICH, files, html_of, link_to, refused, run_files, text_of, tree
from tests.services.observing import everything_stored
from versioning.exceptions import InvalidValue
from versioning.models import Document, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer._sources.conversion import Conversion

REFUNDS = """\
## Rules

> [!WARNING]
> **Careful**
>
> Ask first.

**run.sh**

```bash
echo "a < b"

exit
```

- [x] done
- [ ] open

| Country | Days |
| --- | --- |
| Austria | 14 |

![start.png](../../HB/attachments/200/201.png)

<details>
<summary>More</summary>

Inside

</details>

## Attachments

- [terms.pdf](../../HB/attachments/200/202.pdf)
"""


def test_the_tree_of_the_space_becomes_categories_and_documents(cast: Cast, tmp_path: Path) -> None:
    summary = run_files(cast, tmp_path, SPACE)

    assert tree() == ["Handbook", "Handbook/Refunds", "Handbook/Refunds/Q&A", "Handbook/Übersicht / Plan"]
    assert (refused(summary), summary.skipped) == ([], [])
    assert files() == ["201.png", "202.pdf"]
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_macros_tables_and_attachments_become_markdown(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, SPACE)

    assert text_of("Refunds") == REFUNDS
    html = html_of("Refunds")
    assert ('src="/files/' in html, 'href="/files/' in html) == (True, True)


def test_links_between_pages_lead_to_their_documents(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, SPACE)

    html = html_of("Handbook")
    assert link_to("Refunds") in html
    assert link_to("Übersicht / Plan") in html
    assert link_to("Handbook") in html_of("Q&A")
    assert ("Ana" in html, "/people/" in html, "✅" in html, 'href="https://example.org/"' in html) == (
        True,
        False,
        True,
        True,
    )


def test_pages_stay_rich_text_if_that_is_chosen(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, SPACE, conversion=RICH)

    version = Version.objects.with_text().get(title="Refunds")
    assert version.content_type == "wysiwyg"
    assert '<code class="language-bash">echo "a &lt; b"' in version.text
    assert "confluence" not in version.text
    assert link_to("Refunds") in html_of("Handbook")


def test_a_page_that_was_renamed_and_moved_stays_the_same_document(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, SPACE)
    before = everything_stored()
    run_files(cast, tmp_path, SPACE)
    same = everything_stored()
    refunds = Document.objects.get(title="Refunds")
    index = INDEX.replace("Refunds_200.html", "Returns_200.html").replace('<ul><li><a href="Ret', '<li><a href="Ret')
    moved = {path: data for path, data in SPACE.items() if "Refunds" not in path}

    run_files(cast, tmp_path, moved | {"HB/index.html": index, "HB/Returns_200.html": page("Returns", "<p>New</p>")})

    assert same == before
    after = Document.objects.get(pk=refunds.pk)
    assert (after.title, after.last_number) == ("Returns", 2)


def test_a_page_that_the_tree_does_not_name_is_imported_at_the_top(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, SPACE | {"HB/Lost_400.html": page("Lost", "<p>Found</p>")})

    assert tree()[-1] == "Lost"


def test_a_page_that_is_missing_is_named_and_those_below_it_are_imported(cast: Cast, tmp_path: Path) -> None:
    summary = run_files(cast, tmp_path, {path: data for path, data in SPACE.items() if "Refunds" not in path})

    assert refused(summary) == [
        ("HB/Refunds_200.html", "The list of pages names this page, but the zip doesn't have it.")
    ]
    assert "Handbook/Refunds/Q&A" in tree()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<div>" * 1_000_000, "too many tags"),
        ("<div>" * 100_000, "nested too deeply"),
        ("<p>" * 300_000, "too many tags"),
        ("<b>" * 2_000 + "<p>x</p>" * 1_000, "nested too deeply"),
    ],
    ids=("deepest", "deep", "many", "reopened"),
)
def test_hostile_pages_are_refused_by_name(cast: Cast, tmp_path: Path, content: str, words: str) -> None:
    summary = run_files(cast, tmp_path, SPACE | {"HB/150.html": page("Plan", content)})

    (found,) = refused(summary)
    assert (found[0], words in found[1]) == ("Handbook/Plan.md", True)
    assert Document.objects.count() == 3


def test_a_list_of_pages_that_nests_too_deeply_is_refused(cast: Cast, tmp_path: Path) -> None:
    index = INDEX.replace("<div><ul>", "<div><ul>" + "<li><ul>" * 100_000)

    with pytest.raises(InvalidValue, match="list of pages cannot be read") as refusal:
        run_files(cast, tmp_path, SPACE | {"HB/index.html": index})

    assert refusal.value.data["field"] == "file"


def test_says_that_it_is_no_export_of_confluence(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="not the HTML export of a Confluence space"):
        run_files(cast, tmp_path, {"index.html": "<p>A</p>"}, conversion=Conversion(product="confluence"))


def test_a_site_of_html_files_is_not_taken_for_confluence(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, {"index.html": "<p>A</p>", "a.md": "# A\n"})

    assert tree() == ["A"]
