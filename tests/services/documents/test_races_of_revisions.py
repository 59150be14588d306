from collections.abc import Callable
from typing import Any

from tests.cast import TEXT, Cast
from tests.races import run_together
from tests.reading import current_of
from tests.services.promises import assert_promises_hold
from versioning.exceptions import DraftExists, VersionFrozen
from versioning.models import Blob, Document, Draft, Event, Verb, Version
from versioning.services.documents.revise_document import revise_document
from versioning.services.documents.text_changes import OnPublished, TextChanges
from versioning.services.versions.publish_and_promote import publish_and_promote

AT_ONCE = 8


def _revise(cast: Cast, document: Document, **values: Any) -> Callable[[], Version]:
    changes = TextChanges(on_published=OnPublished.FORK, **values)
    return lambda: revise_document(actor=cast.editor, document=document, changes=changes)


def _recoverable(document: Document) -> set[str]:
    """Return the texts that open drafts have, and those that a save replaced."""
    keys = {
        event.data["former_body"] for event in Event.objects.filter(document=document, verb=Verb.DRAFT_SAVED)
    } | set(Version.objects.filter(document=document).values_list("body", flat=True))
    return {blob.read().decode() for blob in Blob.objects.filter(pk__in=keys)}


def test_one_of_many_forks_and_no_text_that_was_acknowledged_is_lost(live_cast: Cast) -> None:
    document = live_cast.document()

    results = run_together(
        *[_revise(live_cast, document, content={"body": f"Text {number}."}) for number in range(AT_ONCE)]
    )

    acknowledged = {result.text for result in results if isinstance(result, Version)}
    assert acknowledged
    assert all(isinstance(result, Version | DraftExists) for result in results)
    assert acknowledged <= _recoverable(document)
    assert Draft.objects.filter(document=document).count() == 1
    assert current_of(document).text == TEXT
    assert_promises_hold(document.pk)


def test_of_many_that_name_the_published_version_one_is_acknowledged(live_cast: Cast) -> None:
    document = live_cast.document()

    results = run_together(
        *[
            _revise(live_cast, document, content={"body": f"Text {number}."}, place={"order": number}, number=1)
            for number in range(AT_ONCE)
        ]
    )

    winners = [result for result in results if isinstance(result, Version)]
    assert len(winners) == 1
    assert [type(result) for result in results if result not in winners] == [DraftExists] * (AT_ONCE - 1)
    assert Draft.objects.get(document=document).version.text == winners[0].text
    assert f"Text {Document.objects.get(pk=document.pk).order}." == winners[0].text
    assert_promises_hold(document.pk)


def test_what_is_published_meanwhile_has_every_text_that_was_acknowledged_before(live_cast: Cast) -> None:
    draft = live_cast.draft()

    published, *results = run_together(
        lambda: publish_and_promote(actor=live_cast.publisher, draft=draft),
        *[_revise(live_cast, draft.document, content={"body": f"Text {number}."}) for number in range(AT_ONCE - 1)],
    )

    acknowledged = {result.text for result in results if isinstance(result, Version)}
    assert isinstance(published, Version)
    assert all(isinstance(result, Version | DraftExists | VersionFrozen) for result in results)
    assert acknowledged <= _recoverable(draft.document)
    assert_promises_hold(draft.document_id)
