"""Zips of sites in several languages."""

from pathlib import Path

from tests.cast import Cast
from tests.services.observing import everything_stored
from tests.services.transfer.sites import TRANSLATED, languages_of, without
from tests.services.transfer.test_layouts_of_zips import reasons, run
from versioning.models import Document
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.update_document import update_document
from versioning.services.maintenance.verify_database import verify_database


def test_translations_of_docusaurus_are_translations_of_the_same_documents(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, tmp_path, TRANSLATED)

    assert languages_of("Introduction") == {"en": "Introduction", "fr": "Présentation", "zh-CN": "介绍"}
    assert languages_of("Second") == {"en": "Guides/Second", "fr": "Guides/Seconde"}
    assert languages_of("Guides") == {"en": "Guides", "fr": "Tous les guides"}
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
