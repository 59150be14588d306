"""Links of translations lead to the translations of pages, or to the pages themselves if they have none."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.services.links.test_resolve_links import HREF, html_of, links
from tests.services.transfer.importing_sites import run
from versioning.models import Document, DocumentPath, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.render_version import render_version

FRENCH = "i18n/fr/docusaurus-plugin-content-docs/current/"
SITE = {
    "docusaurus.config.js": "export default { i18n: { defaultLocale: 'en', locales: ['en', 'fr'] } };",
    "docs/intro.md": "# Introduction\n\n[i](guide/install.md) [u](guide/use.md)\n",
    "docs/guide/install.md": "# Install\n",
    "docs/guide/use.md": "# Use\n\n[n](nowhere.md)\n",
    f"{FRENCH}guide/use.md": "# Usage\n",
}


def french(cast: Cast, tmp_path: Path, text: str) -> str:
    """Import the site with this French introduction, and return its path."""
    run(cast, tmp_path, {**SITE, f"{FRENCH}intro.md": text})
    return f"{FRENCH}intro.md"


def address(path: str, fragment: str = "") -> str:
    return f"/d/{DocumentPath.objects.get(path=path).document.identifier}/{fragment}"


def test_a_link_to_a_page_without_a_translation_leads_to_the_page(cast: Cast, tmp_path: Path) -> None:
    intro = french(cast, tmp_path, "[i](guide/install.md#linux) [u](guide/use.md) [n](nowhere.md)\n")

    assert links(intro) == [
        address("docs/guide/install.md", "#user-content-linux"),
        address(f"{FRENCH}guide/use.md"),
    ]
    assert "No page or file is at nowhere.md" in html_of(intro)


def test_an_address_of_the_site_leads_to_the_translation(cast: Cast, tmp_path: Path) -> None:
    intro = french(cast, tmp_path, "[u](/docs/guide/use) [i](/docs/guide/install)\n")

    assert links(intro) == [address(f"{FRENCH}guide/use.md"), address("docs/guide/install.md")]


def test_a_link_that_names_the_file_of_another_language_leads_to_it(cast: Cast, tmp_path: Path) -> None:
    intro = french(cast, tmp_path, "[u](../../../../docs/guide/use.md)\n")

    assert links(intro) == [address("docs/guide/use.md")]


def test_a_translation_that_was_begun_here_has_the_links_of_the_text(cast: Cast, tmp_path: Path) -> None:
    french(cast, tmp_path, "# Présentation\n")
    original = DocumentPath.objects.get(path="docs/intro.md").document
    draft = cast.draft(
        language="fr-CA", translation_key=original.translation_key, body="[u](guide/use.md) [n](no.md)\n"
    )
    version = publish_and_promote(actor=cast.publisher, draft=draft)

    assert HREF.findall(render_version(Version.objects.with_text().get(pk=version.pk)))[0] == address(
        "docs/guide/use.md"
    )


def test_a_translation_in_the_trash_is_no_target(cast: Cast, tmp_path: Path) -> None:
    intro = french(cast, tmp_path, "[u](/docs/guide/use)\n")
    trash_document(actor=cast.manager, document=DocumentPath.objects.get(path=f"{FRENCH}guide/use.md").document)

    assert links(intro) == [address("docs/guide/use.md")]


def test_a_translation_that_readers_do_not_see_is_no_target(cast: Cast, tmp_path: Path) -> None:
    intro = french(cast, tmp_path, "[i](/docs/guide/install)\n")
    original = DocumentPath.objects.get(path="docs/guide/install.md").document
    cast.draft(language="fr", translation_key=original.translation_key)

    assert links(intro) == [address("docs/guide/install.md")]


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_statements_does_not_grow_with_the_links(cast: Cast, tmp_path: Path, count: int) -> None:
    text = "".join(f"[i](guide/install.md?{number}) [u](/docs/guide/use?{number})\n" for number in range(count))
    intro = french(cast, tmp_path, text)
    version = (
        Version.objects.with_text()
        .select_related("document")
        .get(document=Document.objects.get(pk=DocumentPath.objects.get(path=intro).document_id))
    )

    with CaptureQueriesContext(
        connection,
    ) as queries:
        render_version(version)

    assert len(queries) <= 7
