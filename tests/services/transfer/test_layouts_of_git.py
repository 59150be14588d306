"""Git histories of the sites of other tools: order, titles, categories and workspaces of the newest commit."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import Repo
from tests.pictures import picture
from tests.reading import current_of
from tests.services.observing import everything_stored
from tests.services.transfer.sites import (
    DOCUSAURUS,
    GITBOOK,
    HUGO,
    MDBOOK,
    MKDOCS,
    OBSIDIAN,
    TRANSLATED,
    languages_of,
    tree_of,
)
from versioning.models import Document
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.update_document import update_document
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer.import_git import DEFAULT_PATHS, ImportOptions, ImportSummary, import_git
from versioning.services.versions.render_version import render_version

Files = Mapping[str, str | bytes]


def run(cast: Cast, repo: Repo, *, layout: str = "") -> ImportSummary:
    return import_git(
        actor=cast.manager,
        project=cast.project,
        source=str(repo.folder),
        report=lambda done, total: None,
        options=ImportOptions(paths=DEFAULT_PATHS, layout=layout),
    )


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def commit(repo: Repo, files: Files) -> None:
    for path, data in files.items():
        repo.write(path, data)
    repo.commit()


def test_documents_have_the_order_titles_and_categories_of_the_site(cast: Cast, repo: Repo) -> None:
    commit(repo, {"docs/guide/use.md": "# Use it\n", "docs/index.md": "# Before\n"})
    commit(repo, MKDOCS)

    summary = run(cast, repo)

    assert tree_of(cast.project) == [
        "Home",
        "Guide",
        "Guide/Set up",
        "Guide/Use it",
        "(Other)",
        "(The repository)",
    ]
    assert summary.notes[0] == "Read as a site of MkDocs."
    assert summary.notes[-1] == "1 texts outside the documentation are at the end, hidden."
    assert current_of(Document.objects.get(title="Home")).text == MKDOCS["docs/index.md"]
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_versions_of_docusaurus_are_in_workspaces(cast: Cast, repo: Repo) -> None:
    commit(repo, DOCUSAURUS)

    run(cast, repo)

    assert tree_of(cast.project, workspace="1-0") == ["Guides", "Guides/First", "Old introduction"]
    assert tree_of(cast.project)[:3] == ["Introduction", "Guides", "Guides/Second"]


@pytest.mark.parametrize("files", [DOCUSAURUS, MKDOCS, MDBOOK, HUGO, GITBOOK, OBSIDIAN])
def test_the_same_history_again_changes_nothing(cast: Cast, repo: Repo, files: Files) -> None:
    commit(repo, files)
    run(cast, repo)
    before = everything_stored()

    summary = run(cast, repo)

    assert (summary.tally.versions, summary.tally.placed, summary.refusals) == (0, 0, ())
    assert everything_stored() == before


def test_another_nav_moves_what_nobody_moved_here(cast: Cast, repo: Repo) -> None:
    commit(repo, MKDOCS)
    run(cast, repo)
    use = Document.objects.get(title="Use it")
    update_document(actor=cast.manager, document=use, changes={"parent_id": None, "order": 7})
    nav = "nav:\n  - Guide:\n      - guide/index.md\n      - guide/use.md\n  - guide/install.md\n  - Home: index.md\n"
    commit(repo, {"mkdocs.yml": nav})

    run(cast, repo)

    assert tree_of(cast.project) == ["Guide", "Set up", "Home", "(Other)", "(The repository)", "Use it"]


def test_a_renamed_file_moves_to_the_place_of_its_new_path(cast: Cast, repo: Repo) -> None:
    commit(repo, {**OBSIDIAN, "Vault/Home.md": "Long enough to be found again.\n" * 9})
    run(cast, repo)
    home = Document.objects.get(title="Home")
    repo.rename("Vault/Home.md", "Vault/Notes/Home.md")
    repo.commit()

    run(cast, repo)

    assert "Notes/Home" in tree_of(cast.project)
    assert Document.objects.get(title="Home").pk == home.pk


def test_pictures_of_the_static_folder_are_shown(cast: Cast, repo: Repo) -> None:
    commit(repo, {**DOCUSAURUS, "website/static/img/logo.png": picture()})

    summary = run(cast, repo)

    assert (summary.tally.files, summary.refusals) == (1, ())
    assert 'src="/files/' in render_version(current_of(Document.objects.get(title="Introduction")))


def test_plain_leaves_the_documents_in_one_list(cast: Cast, repo: Repo) -> None:
    commit(repo, MKDOCS)

    summary = run(cast, repo, layout="plain")

    assert summary.notes == ()
    assert not Document.objects.exclude(parent=None).exists()


def test_translations_of_docusaurus_are_translations_of_the_same_documents(cast: Cast, repo: Repo) -> None:
    commit(repo, TRANSLATED)

    summary = run(cast, repo)

    assert languages_of("Introduction") == {"en": "Introduction", "fr": "Présentation", "zh-CN": "介绍"}
    assert languages_of("Second") == {"en": "Guides/Second", "fr": "Guides/Seconde"}
    assert languages_of("Guides") == {"en": "Guides", "fr": "Les guides"}
    assert languages_of("Reference") == {"en": "Reference", "fr": "Référence"}
    assert (summary.refusals, list(verify_database(actor=system_actor(), tell=lambda _: None))) == ((), [])


def test_translations_stay_when_the_history_is_imported_again(cast: Cast, repo: Repo) -> None:
    commit(repo, TRANSLATED)
    run(cast, repo)
    before = everything_stored()

    run(cast, repo)

    assert everything_stored() == before
