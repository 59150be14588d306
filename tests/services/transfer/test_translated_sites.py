"""Zips of sites in several languages."""

from pathlib import Path

from tests.cast import Cast
from tests.services.observing import everything_stored
from tests.services.transfer.importing_sites import html_of, reasons, run
from tests.services.transfer.sites import TRANSLATED, languages_of, without
from tests.services.transfer.test_languages_of_sites import FASTAPI
from versioning.models import Document
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.update_document import update_document
from versioning.services.maintenance.verify_database import verify_database


def test_translations_of_docusaurus_are_translations_of_the_same_documents(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, tmp_path, TRANSLATED)

    assert languages_of("Introduction") == {"en": "Introduction", "fr": "Présentation", "zh-CN": "介绍"}
    assert languages_of("Second") == {"en": "Guides/Second", "fr": "Guides/Seconde"}
    assert languages_of("Guides") == {"en": "Guides", "fr": "Les guides"}
    assert languages_of("Reference") == {"en": "Reference", "fr": "Référence"}
    assert languages_of("Old introduction")["fr"] == "Ancienne présentation"
    assert (summary.refusals, Document.objects.filter(title="Perdue").exists()) == ([], False)
    french = "website/i18n/fr/docusaurus-plugin-content-docs"
    assert reasons(summary)[f"{french}/current/guides/gone.md"] == "It translates no page that is imported."
    assert reasons(summary)[f"{french}/current.json"] == "It translates the menus of the site."
    assert "The translations into tlh-KX are left out: a language is two letters and a country." in summary.notes
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_translations_that_are_imported_again_stay(cast: Cast, tmp_path: Path) -> None:
    run(cast, tmp_path, TRANSLATED)
    before = everything_stored()

    run(cast, tmp_path, TRANSLATED)

    assert everything_stored() == before


def test_a_translation_that_an_import_before_made_a_document_becomes_one(cast: Cast, tmp_path: Path) -> None:
    run(cast, tmp_path, TRANSLATED, layout="plain")

    run(cast, tmp_path, TRANSLATED, layout="docusaurus")

    assert languages_of("Introduction") == {"en": "Introduction", "fr": "Présentation", "zh-CN": "介绍"}


def test_a_language_that_somebody_chose_here_stays(cast: Cast, tmp_path: Path) -> None:
    site = without(TRANSLATED, "website/i18n/fr/docusaurus-plugin-content-docs/current/guides/01-second.md")
    run(cast, tmp_path, site)
    document = Document.objects.filter(title="Second").earliest("pk")
    update_document(actor=cast.editor, document=document, changes={"language": "de"})

    run(cast, tmp_path, site)

    assert Document.objects.get(pk=document.pk).language == "de"


def test_sites_of_mkdocs_beside_each_other_become_translations(cast: Cast, tmp_path: Path) -> None:
    run(cast, tmp_path, FASTAPI)

    assert languages_of("Home") == {"en": "Home", "de": "Start", "zh-TW": "首頁"}
    assert languages_of("A") == {"en": "Learn/A", "de": "Learn/A auf Deutsch"}
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_a_translation_of_mkdocs_links_to_the_page_that_is_not_translated(cast: Cast, tmp_path: Path) -> None:
    run(cast, tmp_path, {**FASTAPI, "docs/zh-hant/docs/index.md": "# 首頁\n\n[A](learn/a.md)\n"})

    original = Document.objects.get(title="A")
    assert f'href="/d/{original.identifier}/"' in html_of("首頁")


def test_a_page_named_after_its_language_links_to_the_pages_in_it(cast: Cast, tmp_path: Path) -> None:
    links = "[A](a.md) [B](b.md)\n"
    files = {
        "mkdocs.yml": "plugins: {i18n: {languages: [{locale: en, default: true}, {locale: fr}]}}\n",
        "docs/a.md": "# A\n",
        "docs/a.fr.md": "# A en français\n",
        "docs/b.md": "# B\n",
        "docs/c.md": f"# C\n\n{links}",
        "docs/c.fr.md": f"# C en français\n\n{links}",
    }

    run(cast, tmp_path, files)

    french, other = (Document.objects.get(title=title).identifier for title in ("A en français", "B"))
    assert [f'href="/d/{each}/"' in html_of("C en français") for each in (french, other)] == [True, True]
    assert f'href="/d/{french}/"' not in html_of("C")
