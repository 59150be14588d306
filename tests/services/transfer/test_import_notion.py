from pathlib import Path

import pytest

from tests.cast import Cast
from tests.exports.importing import RICH, files, html_of, link_to, refused, run_files, text_of, tree
from tests.exports.notion import HTML, MARKDOWN, NOTES, PLAN, WIKI, page
from tests.services.observing import everything_stored
from tests.zips import zip_bytes
from versioning.exceptions import InvalidValue
from versioning.models import Document, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer._sources.conversion import Conversion


def test_pages_become_documents_with_plain_names_in_the_order_of_their_links(cast: Cast, tmp_path: Path) -> None:
    summary = run_files(cast, tmp_path, MARKDOWN)

    assert tree() == [
        "Team wiki?",
        "Team wiki?/Plan",
        "Team wiki?/Notes",
        "Team wiki?/Tasks",
        "Team wiki?/Tasks/Buy milk",
    ]
    assert Document.objects.get(title="Notes").slug == "notes"
    assert (refused(summary), summary.skipped, files()) == ([], [], ["Image_(1).png"])
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_links_and_pictures_of_markdown_lead_where_they_should_and_the_rest_stays(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, MARKDOWN)

    text = text_of("Team wiki?")
    assert text.startswith("# Team wiki?\n\nOwner: Ana\n\n[Plan](Plan.md)\n\n[Notes](Notes.md) and [site](https://")
    html = html_of("Team wiki?")
    assert all(link_to(title) in html for title in ("Plan", "Notes", "Tasks"))
    assert 'src="/files/' in html
    assert link_to("Team wiki?") in html_of("Plan")


def test_a_database_becomes_a_table_with_links_to_its_rows(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, MARKDOWN)

    assert text_of("Tasks") == (
        "| Name | Done | Note |\n| --- | --- | --- |\n"
        "| [Buy milk](Buy%20milk.md) | No | a\\|b<br>c |\n| Sleep | Yes |  |\n"
    )
    assert link_to("Buy milk") in html_of("Tasks")


def test_pages_in_html_become_markdown(cast: Cast, tmp_path: Path) -> None:
    summary = run_files(cast, tmp_path, HTML)

    assert tree() == ["Team wiki", "Team wiki/Plan"]
    assert refused(summary) == []
    assert text_of("Team wiki") == (
        "| Owner | Ana |\n| --- | --- |\n\n[Plan](Plan.md)\n\n> [!NOTE]\n> Remember\n\n- [x] done\n\n- one\n- two\n\n"
        "<details>\n<summary>More</summary>\n\nInside\n\n</details>\n\n```javascript\nlet a = 1\n```\n\n"
        f"![](../Private/Team%20wiki%20{WIKI}/a.png)\n"
    )
    assert files() == ["a.png"]


def test_pages_in_html_stay_rich_text_if_that_is_chosen(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, HTML, conversion=RICH)

    version = Version.objects.with_text().get(title="Team wiki")
    assert version.content_type == "wysiwyg"
    assert "<li>one</li><li>two</li>" in version.text
    assert link_to("Plan") in html_of("Team wiki")


def test_a_page_that_was_renamed_and_moved_stays_the_same_document(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, MARKDOWN)
    before = everything_stored()
    run_files(cast, tmp_path, MARKDOWN)
    same = everything_stored()
    plan = Document.objects.get(title="Plan")
    moved = {path: data for path, data in MARKDOWN.items() if PLAN not in path}

    run_files(cast, tmp_path, moved | {f"Export-1/Roadmap {PLAN}.md": "# Roadmap\n\nNew\n"})

    assert same == before
    after = Document.objects.get(pk=plan.pk)
    assert (after.title, after.parent, after.last_number) == ("Roadmap", None, 2)


def test_folders_without_identifiers_belong_to_their_pages(cast: Cast, tmp_path: Path) -> None:
    run_files(
        cast,
        tmp_path,
        {f"Wiki {WIKI}.md": f"# Wiki\n\n[Plan](Wiki/Plan%20{PLAN}.md)\n", f"Wiki/Plan {PLAN}.md": "# Plan\n"},
    )

    assert tree() == ["Wiki", "Wiki/Plan"]
    assert link_to("Plan") in html_of("Wiki")


def test_a_zip_inside_the_zip_is_named_with_what_to_do(cast: Cast, tmp_path: Path) -> None:
    summary = run_files(cast, tmp_path, MARKDOWN | {"Export-1/Part-2.zip": zip_bytes({"a.md": "A"})})

    assert refused(summary) == [
        ("Export-1/Part-2.zip", "This is a zip inside the zip. Unpack it, and import it on its own.")
    ]


def test_two_pages_of_one_name_are_two_documents(cast: Cast, tmp_path: Path) -> None:
    run_files(
        cast, tmp_path, {f"Export-1/Plan {PLAN}.md": "# Plan\n\nA\n", f"Export-1/Plan {NOTES}.md": "# Plan\n\nB\n"}
    )

    assert Document.objects.filter(title="Plan").count() == 2


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        (f"T {PLAN}.csv", "a\n" * 6_000, "more than 5,000 rows"),
        (f"T {PLAN}.csv", "a," * 200_000, "100,000 cells"),
        (f"T {PLAN}.csv", b"\xff\xfe", "not UTF-8"),
        (f"T {PLAN}.html", page("T", "<ul><li>" * 50_000), "nested too deeply"),
        (f"T {PLAN}.html", "<p>Not a page</p>", "not a page of Notion"),
    ],
)
def test_hostile_and_foreign_files_are_refused_by_name(
    cast: Cast, tmp_path: Path, path: str, data: str | bytes, words: str
) -> None:
    summary = run_files(cast, tmp_path, MARKDOWN | {f"Export-1/{path}": data})

    (found,) = refused(summary)
    assert words in found[1]


def test_says_that_it_is_no_export_of_notion(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="not an export of Notion"):
        run_files(cast, tmp_path, {"a.md": "A"}, conversion=Conversion(product="notion"))


def test_a_repository_with_one_such_name_is_not_taken_for_notion(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, {f"a {PLAN}.md": "# A\n", "b.md": "# B\n"})

    assert Document.objects.get(title="A").slug == f"a-{PLAN}"


def test_an_export_that_is_a_zip_of_zips_is_read_as_one(cast: Cast, tmp_path: Path) -> None:
    parts = [
        zip_bytes({path: data for path, data in MARKDOWN.items() if path.endswith(".png") == second})
        for second in (False, True)
    ]
    outer = {f"Export-1-Part-{number}.zip": data for number, data in enumerate(parts, start=1)}

    summary = run_files(cast, tmp_path, outer)

    assert tree()[:2] == ["Team wiki?", "Team wiki?/Plan"]
    assert (refused(summary), summary.skipped, files()) == ([], [], ["Image_(1).png"])
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_an_export_of_one_zip_in_a_zip_is_the_same_again(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, MARKDOWN)
    before = everything_stored()

    run_files(cast, tmp_path, {"Export-1-Part-1.zip": zip_bytes(MARKDOWN)})

    assert everything_stored() == before
