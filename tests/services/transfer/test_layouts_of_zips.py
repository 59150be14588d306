"""Zips of the sites of other tools: order, titles, categories and workspaces, and what is left out."""

from contextlib import suppress
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.pictures import picture
from tests.reading import current_of
from tests.services.observing import everything_stored
from tests.services.transfer.importing_sites import Files, html_of, reasons, run
from tests.services.transfer.sites import (
    DOCUSAURUS,
    GITBOOK,
    HUGO,
    MDBOOK,
    MKDOCS,
    OBSIDIAN,
    languages_of,
    tree_of,
    without,
)
from tests.services.transfer.test_import_zip import counts
from tests.zips import make_zip
from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Document
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.update_document import update_document
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer._layouts.placing import Placing
from versioning.services.transfer.import_zip import import_zip


def test_docusaurus_has_the_order_of_its_sidebars_and_a_workspace_for_each_version(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, tmp_path, DOCUSAURUS)

    assert tree_of(cast.project) == [
        "Introduction",
        "Guides",
        "Guides/Second",
        "Guides/Third",
        "Reference",
        "Reference/Zeta",
        "Reference/Alpha",
        "(Unlisted)",
    ]
    assert tree_of(cast.project, workspace="1-0") == ["Guides", "Guides/First", "Old introduction"]
    assert summary.notes == [
        "Read as a site of Docusaurus.",
        "Left out “Forum”, an item of the sidebar that is no page.",
    ]
    assert summary.refusals == []
    assert reasons(summary)["website/docs/guides/_part.md"] == "It is a part that other pages insert, not a page."
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_docusaurus_orders_by_position_if_the_sidebars_have_code(cast: Cast, tmp_path: Path) -> None:
    code = "module.exports = {docs: require('./more')};\n"

    summary = run(cast, tmp_path, {**DOCUSAURUS, "website/sidebars.js": code})

    assert tree_of(cast.project)[:4] == ["Guides", "Guides/Second", "Guides/All guides", "Guides/Third"]
    assert "sidebars.js has code, which Stemma doesn't run. The order is that of the files." in summary.notes


def test_docusaurus_reads_the_plain_parts_of_sidebars_with_code(cast: Cast, tmp_path: Path) -> None:
    code = """
        import type {SidebarsConfig} from '@docusaurus/plugin-content-docs';
        import reference from './menus/reference';
        const sidebars: SidebarsConfig = {
            docs: [
                {type: 'doc', id: 'plain', label: 'Named in the menu'},
                {type: 'category', label: 'All guides', items: [...guides(), 'guides/second']},
                reference,
            ],
        };
        export default sidebars;
    """
    files = {
        "docusaurus.config.js": "",
        "sidebars.ts": code,
        "menus/reference.js": "module.exports = {type: 'category', label: 'Reference', items: require('./p.json')};",
        "menus/p.json": '["reference/zeta", "reference/alpha"]',
        "docs/plain.md": "No heading.\n",
        "docs/other.md": "# Other\n",
        "docs/guides/second.md": "# Second\n",
        "docs/reference/alpha.md": "# Alpha\n",
        "docs/reference/zeta.md": "# Zeta\n",
    }

    summary = run(cast, tmp_path, files)

    assert tree_of(cast.project) == [
        "Named in the menu",
        "All guides",
        "All guides/Second",
        "Reference",
        "Reference/Zeta",
        "Reference/Alpha",
        "Other",
    ]
    note = "sidebars.ts has code, which Stemma doesn't run. Pages that only the code names are at the end."
    assert note in summary.notes


def test_mkdocs_has_the_order_and_the_titles_of_its_nav(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, tmp_path, MKDOCS)

    assert tree_of(cast.project) == ["Home", "Guide", "Guide/Set up", "Guide/Use it", "(Other)"]
    assert current_of(Document.objects.get(title="Guide")).text == "# The guide\n"
    assert summary.notes == [
        "Read as a site of MkDocs.",
        "Left out the link “Forum” to https://forum.example.org.",
        "The navigation names gone.md, but there is no such file.",
    ]
    assert reasons(summary) == {
        "README.md": "It lies outside the folders of the documentation. The layout plain imports it.",
        "docs/css/extra.css": "It belongs to the theme of the site. Stemma has its own pages.",
        "mkdocs.yml": "It has settings of MkDocs, which Stemma doesn't need.",
    }


def test_mkdocs_without_a_nav_lists_the_index_first_and_then_folders_by_name(cast: Cast, tmp_path: Path) -> None:
    run(cast, tmp_path, {**MKDOCS, "mkdocs.yml": "site_name: Site\n", "docs/guide/.pages": "arrange: [use.md, ...]\n"})

    assert tree_of(cast.project) == ["Welcome", "Other", "The guide", "The guide/Use it", "The guide/Installation"]


def test_mdbook_has_parts_and_chapters_with_chapters_below(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, tmp_path, MDBOOK)

    assert tree_of(cast.project) == [
        "Preface",
        "Part one",
        "Part one/First",
        "Part one/First/Inside",
        "Part two",
        "Part two/Second",
    ]
    assert "Left out “Not written”, which has no text yet." in summary.notes
    first = Document.objects.get(title="First")
    assert (first.kind, current_of(first).text) == ("category", "# The first chapter\n")
    assert f'href="/d/{first.identifier}/"' in html_of("Inside")


def test_hugo_orders_by_weight_and_keeps_sections_and_bundles(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, tmp_path, {**HUGO, "static/plan.svg": picture()})

    assert tree_of(cast.project) == [
        "Home",
        "About",
        "About/(Draft)",
        "Documentation",
        "Documentation/B",
        "Documentation/A",
        "Documentation/A en français",
        "Documentation/Bundle",
        "Documentation/Unweighted",
    ]
    assert reasons(summary)["layouts/index.html"] == "It belongs to the theme of the site. Stemma has its own pages."
    assert languages_of("A") == {"en": "Documentation/A", "fr": "Documentation/A en français"}


def test_gitbook_has_its_groups_and_its_assets(cast: Cast, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**without(GITBOOK, "docs/.gitbook/assets/plan.svg")}
    files |= {"docs/.gitbook/assets/plan.png": picture(), "docs/README.md": "![Plan](.gitbook/assets/plan.png)\n"}

    summary = run(cast, tmp_path, files)

    assert tree_of(cast.project) == ["Welcome", "Guides", "Guides/Start", "Guides/Start/Deeper"]
    assert (summary.files, summary.refusals) == (1, [])
    assert 'src="/files/' in html_of("Welcome")


def test_spaces_of_gitbook_become_workspaces(cast: Cast, tmp_path: Path) -> None:
    files = {
        f"{space}/{name}": text
        for space in ("Users", "Developers")
        for name, text in {"SUMMARY.md": "* [Start](README.md)\n", "README.md": f"# {space}\n"}.items()
    }

    run(cast, tmp_path, files)

    assert tree_of(cast.project, workspace="users") == ["Start"]
    assert tree_of(cast.project, workspace="developers") == ["Start"]


def test_obsidian_finds_attachments_by_name_and_calls_notes_by_their_files(cast: Cast, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = without(OBSIDIAN, "Vault/Attachments/plan.svg")
    files |= {"Vault/Attachments/plan.png": picture(), "Vault/Notes/Note 9.md": "![[plan.png|300]]\n"}

    summary = run(cast, tmp_path, files)

    assert tree_of(cast.project) == ["Notes", "Notes/Note 9", "Notes/Note 10", "Home"]
    assert "aliases:\n  - Ten\n" in current_of(Document.objects.get(title="Note 10")).text
    assert (summary.files, summary.refusals) == (1, [])
    assert 'src="/files/' in html_of("Note 9")
    assert reasons(summary) == {
        ".obsidian/app.json": "It has settings of Obsidian.",
        ".trash/old.md": "It is in the trash of the vault.",
        "Board.canvas": "It is a canvas, which Stemma doesn't show.",
    }


@pytest.mark.parametrize("files", [DOCUSAURUS, MKDOCS, MDBOOK, HUGO, GITBOOK, OBSIDIAN])
def test_the_same_site_again_changes_nothing(cast: Cast, tmp_path: Path, files: Files) -> None:
    run(cast, tmp_path, files)
    before = everything_stored()

    summary = run(cast, tmp_path, files)

    assert set(counts(summary)) == {"unchanged"}
    assert everything_stored() == before


def test_another_nav_moves_what_nobody_moved_here(cast: Cast, tmp_path: Path) -> None:
    run(cast, tmp_path, MKDOCS)
    use = Document.objects.get(title="Use it")
    update_document(actor=cast.manager, document=use, changes={"parent_id": None, "order": 7})
    nav = "nav:\n  - Guide:\n      - guide/index.md\n      - guide/use.md\n  - guide/install.md\n  - Home: index.md\n"

    summary = run(cast, tmp_path, {**MKDOCS, "mkdocs.yml": nav})

    assert tree_of(cast.project) == ["Guide", "Installation", "Home", "(Other)", "Use it"]
    assert counts(summary)["moved"] == 3


def test_what_somebody_moves_during_the_import_stays_there(cast: Cast, tmp_path: Path) -> None:
    run(cast, tmp_path, MKDOCS)
    use = Document.objects.get(title="Use it")
    nav = "nav:\n  - Home: index.md\n  - Guide:\n      - guide/index.md\n      - guide/install.md\n  - guide/use.md\n"

    def move(done: int, total: int) -> None:
        if not done:
            update_document(actor=cast.editor, document=use, changes={"parent_id": None, "order": 70})

    import_zip(
        actor=cast.manager, project=cast.project, source=make_zip(tmp_path, {**MKDOCS, "mkdocs.yml": nav}), report=move
    )

    use.refresh_from_db()
    assert (use.parent_id, use.order) == (None, 70)


def test_a_page_that_gets_pages_below_becomes_a_category(cast: Cast, tmp_path: Path) -> None:
    flat = {**MDBOOK, "src/SUMMARY.md": "- [First](first.md)\n- [Inside](first/inside.md)\n"}
    run(cast, tmp_path, flat)
    first = Document.objects.get(title="First")

    run(cast, tmp_path, {**flat, "src/SUMMARY.md": "- [First](first.md)\n    - [Inside](first/inside.md)\n"})

    assert tree_of(cast.project)[:2] == ["First", "First/Inside"]
    assert Document.objects.get(title="First").pk == first.pk


def test_a_folder_around_everything_is_no_part_of_the_paths(cast: Cast, tmp_path: Path) -> None:
    run(cast, tmp_path, {f"site-1.0/{path}": text for path, text in MKDOCS.items()})

    summary = run(cast, tmp_path, {f"site-1.1/{path}": text for path, text in MKDOCS.items()})

    assert set(counts(summary)) == {"unchanged"}


def test_plain_reads_a_site_as_folders(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, tmp_path, MKDOCS, layout="plain")

    assert tree_of(cast.project)[:2] == ["The repository", "Welcome"]
    assert summary.notes == []


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ("mkdocs", "This is not a site of MkDocs: it needs a file mkdocs.yml."),
        ("wiki", "layout must be one of docusaurus, mkdocs, mdbook, hugo, gitbook, obsidian, plain."),
    ],
)
def test_refuses_a_layout_that_the_files_do_not_have(cast: Cast, tmp_path: Path, layout: str, message: str) -> None:
    with pytest.raises(InvalidValue, match=message) as refused:
        run(cast, tmp_path, {"a.md": "A.\n"}, layout=layout)

    assert refused.value.field == "layout"


def test_a_text_that_is_refused_takes_back_its_new_workspace_and_the_next_one_gets_it(cast: Cast) -> None:
    placing = Placing.of(actor=cast.manager, project=cast.project, layout="docusaurus")
    with suppress(VersioningError), placing.together():
        placing.workspace("1.0")
        raise VersioningError

    with placing.together():
        workspace = placing.workspace("1.0")

    assert list(cast.project.workspaces.filter(slug="1-0")) == [workspace]
