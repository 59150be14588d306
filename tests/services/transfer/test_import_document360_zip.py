import copy
import json
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.exports.document360 import INSTALL, TREE, export
from tests.exports.importing import RICH, files, html_of, link_to, refused, run_files, text_of, tree
from tests.services.observing import everything_stored
from versioning.exceptions import InvalidValue
from versioning.models import Document, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer._sources.conversion import Conversion
from versioning.services.transfer._zip.documents import Outcome

ARTICLES = "Docs-2026-Mar-26/v1/articles"


def test_categories_and_articles_keep_their_order_slugs_languages_and_visibility(cast: Cast, tmp_path: Path) -> None:
    summary = run_files(cast, tmp_path, export())

    assert tree(language="en") == [
        "Start",
        "Guides",
        "Guides/More",
        "Guides/Upgrade: the short way",
        "Guides/Install & set up",
    ]
    install, spanish = Document.objects.get(slug="install"), Document.objects.get(slug="instalar")
    assert (spanish.language, spanish.translation_key) == ("es-MX", install.translation_key)
    assert (install.current and install.current.description, install.hidden) == ("How to install", False)
    assert Document.objects.get(slug="upgrade").hidden
    assert refused(summary) == [
        (f"{ARTICLES}/gone.json", "The list of categories names this file, but the zip doesn't have it.")
    ]
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_html_becomes_markdown_with_boxes_pictures_and_links(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, export())

    assert text_of("Install & set up") == (
        "## Before\n\nSee [how to upgrade](/docs/upgrade).\n\n> [!NOTE]\n> Takes a minute.\n\n"
        "![Start](../Docs-2026-Mar-26/Media/Images/start%20page.png)\n"
    )
    html = html_of("Install & set up")
    assert link_to("Upgrade: the short way") in html
    assert "markdown-alert-note" in html
    assert html.count('<img src="/files/') == 1 or 'src="/files/' in html
    assert files() == ["start page.png", "stop.png"]


def test_html_stays_rich_text_if_that_is_chosen(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, export(), conversion=RICH)

    version = Version.objects.with_text().get(title="Install & set up")
    assert version.content_type == "wysiwyg"
    assert "<script" not in version.text
    assert 'class="markdown-alert markdown-alert-note"' in version.text
    # What was written in Markdown stays Markdown.
    assert Version.objects.get(title="Upgrade: the short way").content_type == "markdown"


def test_the_same_export_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, export())
    before = everything_stored()

    summary = run_files(cast, tmp_path, export())

    assert set(summary.outcomes) == {Outcome.UNCHANGED}
    assert everything_stored() == before


def test_an_article_that_was_renamed_moved_and_edited_stays_the_same_document(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, export())
    install = Document.objects.get(slug="install")
    tree_after = copy.deepcopy(TREE)
    tree_after["Categories"][1]["Articles"] = [{"Id": "a1", "Path": "install.json", "Order": 2}]
    tree_after["Categories"][0]["Articles"] = []
    changed = [{**INSTALL[0], "Title": "Set up", "Slug": "set-up", "Content": "<p>Other</p>"}, INSTALL[1]]

    run_files(cast, tmp_path, export(tree_after, **{f"{ARTICLES}/install.json": json.dumps(changed)}))

    after = Document.objects.get(pk=install.pk)
    assert (after.title, after.parent and after.parent.title, after.last_number) == ("Set up", "Start", 2)
    assert Document.objects.filter(translation_key=install.translation_key).count() == 2


def test_several_versions_of_the_documentation_get_a_folder_each(cast: Cast, tmp_path: Path) -> None:
    later = {
        "Docs-2026-Mar-26/v2/v2_categories_articles.json": json.dumps(
            {"Categories": [{"Id": "c9", "Title": "Guides", "Order": 0}]}
        )
    }

    run_files(cast, tmp_path, export(**later))

    assert [path for path in tree(language="en") if "/" not in path] == ["v1", "v2"]
    assert "v2/Guides" in tree(language="en")


@pytest.mark.parametrize(
    "index",
    [
        "not json",
        "[" * 100_000,
        json.dumps([1]),
        json.dumps({"Categories": {"a": 1}}),
        json.dumps(
            {"Categories": [None, 3, {"Title": {}, "Languages": "x", "Articles": [{"Path": 5, "Order": True}]}]}
        ),
        json.dumps({"Categories": [{"Title": "../../etc", "Articles": [{"Path": "../../../x"}]}]}),
    ],
)
def test_a_list_of_categories_that_is_not_what_it_should_be_harms_nobody(
    cast: Cast, tmp_path: Path, index: str
) -> None:
    run_files(cast, tmp_path, export(**{"Docs-2026-Mar-26/v1/v1_categories_articles.json": index}))

    assert Document.objects.filter(title__in=["Install & set up"]).count() == 0


def test_categories_that_nest_too_deeply_are_refused_by_name(cast: Cast, tmp_path: Path) -> None:
    row: dict[str, object] = {"Title": "deepest"}
    for number in range(60):
        row = {"Title": f"t{number}", "SubCategories": [row]}

    summary = run_files(cast, tmp_path, export({"Categories": [row]}))

    assert [reason for _, reason in refused(summary)] == ["the path is too long."]


def test_says_that_it_is_no_export_of_document360(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="not an export of Document360") as refusal:
        run_files(cast, tmp_path, {"a.md": "A"}, conversion=Conversion(product="document360"))

    assert refusal.value.data["field"] == "product"


def test_an_export_is_read_as_plain_files_if_that_is_chosen(cast: Cast, tmp_path: Path) -> None:
    run_files(cast, tmp_path, export(), conversion=Conversion(product="files"))

    assert Document.objects.filter(title="Upgrade: the short way").count() == 0
    assert Document.objects.filter(slug="upgrade").count() == 1
