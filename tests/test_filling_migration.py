"""What 0004 makes of rows from before there were languages, ordered workspaces, named texts and known gaps."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.cast import Cast, make_project
from versioning.models import Document, Language, RetiredNumber, Version, Workspace
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database

UNFILLED = ("versioning", "0003_languages_workflow_presentation")
filling = import_module("versioning.migrations.0004_fill_languages_and_gaps")


def _migrate(*targets: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    return executor.migrate(list(targets) or executor.loader.graph.leaf_nodes()).apps


@pytest.fixture
def before(live_cast: Cast) -> Iterator[Callable[[], Any]]:
    """Goes back to when nothing was filled; the newest migrations are applied again in the end."""
    yield lambda: _migrate(UNFILLED)
    _migrate()


def _text(cast: Cast, *languages: str) -> list[UUID]:
    """The documents of one text, the oldest first, under a key that is the id of none of them."""
    first = cast.draft(language=languages[0]).document
    others = [
        cast.draft(language=language, translation_key=first.translation_key).document for language in languages[1:]
    ]
    pks = [document.pk for document in (first, *others)]
    Document.objects.filter(pk__in=pks).update(translation_key=uuid4())
    return pks


def _gapped(cast: Cast) -> Document:
    """A document whose versions 1, 3 and 4 are gone."""
    document = cast.document()
    for number in range(2, 6):
        cast.version(document, f"Text {number}.")
    Version.objects.filter(document=document, number__in=(1, 3, 4)).delete()
    return document


def test_a_database_of_before_is_filled(live_cast: Cast, before: Callable[[], Any]) -> None:
    german, english = _text(live_cast, "de", "en")
    gapped = _gapped(live_cast)
    Workspace.objects.create(project=live_cast.project, slug="ant", name="Ant", order=9)
    before().get_model("versioning", "Language").objects.all().delete()

    _migrate()

    assert sorted(Language.objects.values_list("code", flat=True)) == ["de", "en"]
    assert sorted(Workspace.objects.values_list("slug", "order")) == [("ant", 1), ("main", 0)]
    assert {Document.objects.get(pk=pk).translation_key for pk in (german, english)} == {english}
    assert sorted(RetiredNumber.objects.values_list("document", "number")) == [(gapped.pk, n) for n in (1, 3, 4)]
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_a_project_has_its_own_language_and_those_of_its_documents(cast: Cast) -> None:
    for language in ("de", "de", "pt-BR"):
        cast.draft(language=language)
    make_project("empty")
    Language.objects.all().delete()

    filling.add_languages(apps, None)

    languages = Language.objects.values_list("project__slug", "code")
    assert sorted(languages) == [("empty", "en"), ("handbook", "de"), ("handbook", "en"), ("handbook", "pt-BR")]


def test_workspaces_stand_in_the_order_in_which_they_were_made(cast: Cast) -> None:
    for slug in ("zebra", "ant"):
        Workspace.objects.create(project=cast.project, slug=slug, name=slug)
    make_project("other")

    filling.order_workspaces(apps, None)

    orders = Workspace.objects.values_list("project__slug", "slug", "order")
    assert sorted(orders) == [
        ("handbook", "ant", 2),
        ("handbook", "main", 0),
        ("handbook", "zebra", 1),
        ("other", "main", 0),
    ]


@pytest.mark.parametrize(("languages", "named"), [(("de", "en", "fr"), 1), (("de", "fr"), 0), (("de",), 0)])
def test_a_text_is_named_by_its_original(cast: Cast, languages: tuple[str, ...], named: int) -> None:
    pks, (alone,) = _text(cast, *languages), _text(cast, "en")

    filling.name_texts_by_their_first_document(apps, None)

    assert set(Document.objects.filter(pk__in=pks).values_list("translation_key", flat=True)) == {pks[named]}
    assert Document.objects.get(pk=alone).translation_key == alone


def test_the_gaps_of_a_history_are_known(cast: Cast) -> None:
    whole, gapped = cast.document(), _gapped(cast)

    filling.retire_numbers(apps, None)

    assert sorted(RetiredNumber.objects.values_list("document", "number")) == [(gapped.pk, n) for n in (1, 3, 4)]
    assert not RetiredNumber.objects.filter(document=whole).exists()
