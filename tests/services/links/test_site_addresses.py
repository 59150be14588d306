"""Links by the addresses that the settings of a site give its pages."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import Repo
from tests.services.links.test_resolve_links import address, links
from tests.services.observing import everything_stored
from tests.services.transfer.importing_sites import run as run_zip
from tests.services.transfer.test_import_git import run as run_git
from versioning.models import DocumentPath, HistoryFile

SITE = {
    "website/docusaurus.config.js": """export default {
        presets: [['classic', {docs: {path: '../docs', routeBasePath: '/'}}]],
        plugins: [['@docusaurus/plugin-content-docs', {id: 'p', path: 'people-docs', routeBasePath: '/people'}]],
    };""",
    "docs/guide/start.md": "# Start\n\n[t](/people/team) [w](/people/who#we) [s](/guide/start) [r](./more.md)\n",
    "docs/guide/more.md": "# More\n",
    "website/people-docs/team.md": "# Team\n\n[o](./others.md)\n",
    "website/people-docs/others.md": "---\nslug: /who\n---\n# Others\n\n## We\n",
}


def wanted() -> list[str]:
    return [
        address("website/people-docs/team.md"),
        address("website/people-docs/others.md", "#user-content-we"),
        address("docs/guide/start.md"),
        address("docs/guide/more.md"),
    ]


def test_a_zip_has_the_addresses_of_its_site(cast: Cast, tmp_path: Path) -> None:
    run_zip(cast, tmp_path, SITE)

    assert links("docs/guide/start.md") == wanted()


def test_a_git_history_has_the_addresses_of_its_site(cast: Cast, repo: Repo) -> None:
    for path, text in SITE.items():
        repo.write(path, text)
    repo.commit()

    run_git(cast, repo)

    assert links("docs/guide/start.md") == wanted()


def test_another_import_adds_addresses_without_another_version(cast: Cast, tmp_path: Path) -> None:
    run_zip(cast, tmp_path, SITE)
    DocumentPath.objects.filter(path__startswith="/").delete()

    run_zip(cast, tmp_path, SITE)

    assert links("docs/guide/start.md") == wanted()
    # The address is newer than the path, but relative links lead from the path.
    assert links("website/people-docs/team.md") == [address("website/people-docs/others.md")]


def test_the_same_zip_again_stores_nothing(cast: Cast, tmp_path: Path) -> None:
    run_zip(cast, tmp_path, SITE)
    before = everything_stored()

    run_zip(cast, tmp_path, SITE)

    assert everything_stored() == before
    assert DocumentPath.objects.filter(origin=HistoryFile.Origin.ZIP, path__startswith="/").count() == 4


def test_an_address_follows_the_page_that_has_it_now(cast: Cast, tmp_path: Path) -> None:
    run_zip(cast, tmp_path, SITE)
    moved = {**SITE, "website/people-docs/group.md": "---\nslug: /team\n---\n# The group\n"}
    moved["website/people-docs/team.md"] = "---\nslug: /former\n---\n# Team\n"

    run_zip(cast, tmp_path, moved)

    assert links("docs/guide/start.md")[0] == address("website/people-docs/group.md")


def test_a_former_address_leads_nowhere(cast: Cast, tmp_path: Path) -> None:
    run_zip(cast, tmp_path, SITE)

    run_zip(cast, tmp_path, {**SITE, "website/people-docs/team.md": "---\nslug: /former\n---\n# Team\n"})

    assert not DocumentPath.objects.filter(path="/website/people/team").exists()


def test_a_file_comes_before_a_page_with_such_an_address(cast: Cast, tmp_path: Path) -> None:
    files = {
        "docusaurus.config.js": """export default {
            presets: [['classic', {docs: {routeBasePath: '/'}}]],
            plugins: [['content-docs', {id: 'guide', path: 'guide', routeBasePath: 'guides'}]],
        };""",
        "docs/01-guide/02-install.md": "# Elsewhere",
        "guide/install.md": "# Install",
        "guide/intro.md": "[i](install.md) [j](./install.md)",
    }

    run_zip(cast, tmp_path, files)

    assert links("guide/intro.md") == [address("guide/install.md")] * 2


def test_each_of_two_sites_has_addresses_of_its_own(cast: Cast, tmp_path: Path) -> None:
    settings = "export default {presets: [['classic', {docs: {}}]]};"
    files = {
        "1.0/docusaurus.config.js": settings,
        "1.0/docs/01-start.md": "# Start",
        "1.0/docs/more.md": "[s](/docs/start)",
        "2.0/docusaurus.config.js": settings,
        "2.0/docs/start.md": "# Start",
        "2.0/docs/more.md": "[s](/docs/start)",
    }

    run_zip(cast, tmp_path, files)

    assert links("1.0/docs/more.md") == [address("1.0/docs/01-start.md")]
    assert links("2.0/docs/more.md") == [address("2.0/docs/start.md")]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")
