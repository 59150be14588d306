from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_cast
from tests.races import run_together
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Document, Presentation, Verb
from versioning.services.documents._steps.settings_values import CHECKS
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_settings import update_settings

SOON = datetime(2027, 1, 31, 12, tzinfo=UTC)
VALUES = {
    "seo_title": "Refunds, quickly",
    "description": "How to get your money back.",
    "allow_comments": False,
    "show_table_of_contents": False,
    "featured_image_url": "https://example.org/refund.png",
    "tags": ["money", "rückgabe"],
    "status_indicator": "new",
    "status_indicator_expires_at": SOON,
    "exclude_from_search": True,
    "exclude_from_ai_search": True,
    "exclude_from_external_search": True,
    "requires_acknowledgement": True,
    "icon": "coin",
    "category_type": "index",
}


def _present(
    cast: Cast, document: Document, slug: str | None = None, related_ids: list[UUID] | None = None, **changes: Any
) -> Document:
    return update_settings(actor=cast.editor, document=document, changes=changes, related_ids=related_ids, slug=slug)


def test_every_field_of_a_presentation_can_be_changed() -> None:
    stored = {field.name for field in Presentation._meta.get_fields()} - {"document", "related"}

    assert CHECKS.keys() == stored == VALUES.keys()


@pytest.mark.parametrize(("field", "value"), VALUES.items())
def test_replaces_the_field_that_is_named_and_no_other(cast: Cast, field: str, value: Any) -> None:
    document = cast.document()
    defaults = {name: getattr(document.presentation, name) for name in VALUES}

    _present(cast, document, **{field: value})

    stored = Presentation.objects.get(document=document)
    assert {name: getattr(stored, name) for name in VALUES} == {**defaults, field: value}


def test_what_was_set_before_stays(cast: Cast) -> None:
    document = cast.document()
    _present(cast, document, icon="coin")

    _present(cast, document, seo_title="Refunds")

    stored = Presentation.objects.get(document=document)
    assert (stored.icon, stored.seo_title) == ("coin", "Refunds")


def test_names_related_documents_once_each(cast: Cast) -> None:
    document, first, second = cast.document(), cast.document("First"), cast.document("Second")
    _present(cast, document, related_ids=[first.translation_key])

    shown = _present(cast, document, related_ids=[second.translation_key, second.translation_key])

    assert list(shown.presentation.related.all()) == [second]


def test_points_to_a_text_whatever_languages_it_is_in(cast: Cast) -> None:
    document, related = cast.document(), cast.document("Related")
    cast.document("Verwandt", language="de", translation_key=related.translation_key)

    shown = _present(cast, document, related_ids=[related.translation_key])

    assert list(shown.presentation.related.all()) == [related]


def test_points_to_nothing_any_more_where_it_is_told_so(cast: Cast) -> None:
    document, related = cast.document(), cast.document("Related")
    _present(cast, document, related_ids=[related.translation_key])
    kept = _present(cast, document, icon="coin").presentation.related.count()

    shown = _present(cast, document, related_ids=[])

    assert (kept, shown.presentation.related.count()) == (1, 0)


def test_changes_the_slug_along(cast: Cast) -> None:
    document = cast.document()

    shown = _present(cast, document, slug="money-back", seo_title="Refunds")

    assert (shown.slug, Document.objects.get(pk=document.pk).slug) == ("money-back", "money-back")


def test_the_revision_of_the_document_grows(cast: Cast) -> None:
    document = cast.document()

    shown = _present(cast, document, icon="coin")

    assert shown.revision == document.revision + 1 == Document.objects.get(pk=document.pk).revision
    assert shown.updated_by == cast.editor.user


@pytest.mark.parametrize("anew", [False, True])
def test_its_presentation_is_at_hand(cast: Cast, anew: bool) -> None:
    document = cast.document()
    if not anew:
        _present(cast, document, icon="coin")
    shown = _present(cast, document, seo_title="Refunds")

    with CaptureQueriesContext(connection) as captured:
        seen = shown.stored_presentation.seo_title, shown.stored_presentation.document.title

    assert (seen, len(captured)) == (("Refunds", "Refunds"), 0)


def test_writes_one_event(cast: Cast) -> None:
    document, other = cast.document(), cast.document("Other")

    with recorded() as events:
        _present(
            cast,
            document,
            slug="money-back",
            related_ids=[other.translation_key],
            tags=["new"],
            status_indicator_expires_at=SOON,
        )

    assert [(event.verb, event.document_id, event.data) for event in events] == [
        (
            Verb.DOCUMENT_PRESENTED,
            document.pk,
            {
                "changes": {
                    "tags": ["new"],
                    "status_indicator_expires_at": "2027-01-31T12:00:00+00:00",
                    "slug": "money-back",
                },
                "related": [str(other.pk)],
            },
        )
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seo_title": "x" * 256}, "seo_title"),
        ({"seo_title": "\0"}, "seo_title"),
        ({"description": "\ud800"}, "description"),
        ({"featured_image_url": "x" * 2001}, "featured_image_url"),
        ({"icon": "x" * 256}, "icon"),
        ({"tags": ["x"] * 51}, "tags"),
        ({"tags": ["x" * 101]}, "tags"),
        ({"tags": ["\0"]}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"tags": [" "]}, "tags"),
        ({"tags": "new"}, "tags"),
        ({"status_indicator": "old"}, "status_indicator"),
        ({"category_type": "shelf"}, "category_type"),
        ({"allow_comments": "yes"}, "allow_comments"),
        ({"related_ids": [uuid4() for _ in range(101)]}, "related_articles"),
        ({"related_ids": [uuid4()]}, "related_articles"),
        ({"project": None}, "project"),
        ({"slug": " "}, "slug"),
    ],
)
def test_refuses_what_cannot_be_kept_and_names_it(cast: Cast, changes: dict[str, Any], field: str) -> None:
    document = cast.document()
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        _present(cast, document, **changes)

    assert refusal.value.field == field
    assert everything_stored() == before


def test_refuses_to_relate_it_to_itself_to_the_trash_or_to_another_project(cast: Cast) -> None:
    document, trashed, foreign = cast.document(), cast.document("Gone"), make_cast("other").document()
    trash_document(actor=cast.manager, document=trashed)

    for other in (document, trashed, foreign):
        with pytest.raises(InvalidValue) as refusal:
            _present(cast, document, related_ids=[other.translation_key])

        assert refusal.value.field == "related_articles"


def test_refuses_a_trashed_document(cast: Cast) -> None:
    document = cast.document()
    trash_document(actor=cast.manager, document=document)

    with pytest.raises(NotFound):
        _present(cast, document, icon="coin")


def test_changes_of_different_fields_at_once_do_not_undo_each_other(live_cast: Cast) -> None:
    document = live_cast.document()

    run_together(*[lambda change=change: _present(live_cast, document, **dict([change])) for change in VALUES.items()])

    stored = Presentation.objects.get(document=document)
    assert {name: getattr(stored, name) for name in VALUES} == VALUES
