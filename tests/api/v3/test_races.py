"""Thirty-two requests at once: one of them wins, the others are told so, and nobody's text is lost."""

import json
from collections import Counter
from collections.abc import Callable

import pytest

from tests.api.conftest import WireFor
from tests.api.v3.conftest import MakeText, Text
from tests.api.wire import Answer, Wire
from tests.cast import Cast
from tests.races import run_together
from tests.services.promises import assert_promises_hold
from versioning.models import Blob, Document, Draft, Event, Verb, Version
from versioning.services.drafts.fork_document import ForkMode

AT_ONCE = 32
Send = Callable[[], Answer]


@pytest.fixture
def editor(wire_for: WireFor, live_cast: Cast) -> Wire:
    return wire_for(live_cast.editor)


@pytest.fixture
def publisher(wire_for: WireFor, live_cast: Cast) -> Wire:
    return wire_for(live_cast.publisher)


def forking(wire: Wire, text: Text) -> Send:
    return lambda: wire.post(f"{text.path}/fork")


def patching(wire: Wire, text: Text, body: str, **members: object) -> Send:
    return lambda: wire.patch(text.content, json.dumps({"content": body, **members}))


def publishing(wire: Wire, text: Text, number: int) -> Send:
    body = json.dumps({"project_version_id": text.shelf, "version_number": number})
    return lambda: wire.post(f"{text.path}/publish", body)


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def texts_of(text: Text, number: int) -> set[str]:
    """Return what the version says, and everything that was ever saved into it before, as the events have it."""
    version = Version.objects.with_text().get(document=text.document, number=number)
    saves = Event.objects.filter(version=version, verb=Verb.DRAFT_SAVED).values_list("data__former_body", flat=True)
    return {version.text, *(blob.read().decode() for blob in Blob.objects.filter(pk__in=list(saves)))}


def test_one_of_many_forks_wins(editor: Wire, live_text: Text) -> None:
    answers = run_together(*[forking(editor, live_text)] * AT_ONCE)

    assert statuses(answers) == {201: 1, 409: 31}
    assert Draft.objects.get().version.number == 2
    assert live_text.again().last_number == 2
    assert_promises_hold(live_text.document.pk)


def test_texts_are_forked_beside_each_other(editor: Wire, make_live_text: MakeText) -> None:
    texts = [make_live_text(f"Number {number}") for number in range(4)]

    answers = run_together(*[forking(editor, text) for text in texts for _ in range(8)])

    assert statuses(answers) == {201: 4, 409: 28}
    assert {draft.document_id for draft in Draft.objects.all()} == {text.document.pk for text in texts}


def test_many_changes_of_what_is_published_make_one_fork(editor: Wire, live_text: Text) -> None:
    bodies = [f"Text {number}.\n" for number in range(AT_ONCE)]

    answers = run_together(*[patching(editor, live_text, body, auto_fork=True) for body in bodies])

    found = statuses(answers)
    assert found.keys() <= {200, 409}
    assert found[200] >= 1
    assert live_text.again().last_number == 2
    # Each 200 is the draft's text, or was, and can be recovered; no refused text got in.
    assert texts_of(live_text, 2) == {"Old.\n"} | {
        body for body, answer in zip(bodies, answers, strict=True) if answer.status == 200
    }
    assert_promises_hold(live_text.document.pk)


def test_changes_without_a_fork_change_nothing_that_is_published(editor: Wire, live_text: Text) -> None:
    answers = run_together(*[patching(editor, live_text, f"Text {number}.\n") for number in range(AT_ONCE)])

    assert statuses(answers) == {422: AT_ONCE}
    assert live_text.document.versions.count() == 1


def test_a_publish_freezes_the_last_text_that_was_taken(
    live_cast: Cast, editor: Wire, publisher: Wire, live_text: Text
) -> None:
    live_cast.fork(live_text.document, ForkMode.STRICT)
    bodies = [f"Text {number}.\n" for number in range(AT_ONCE - 1)]

    published, *answers = run_together(
        publishing(publisher, live_text, 2), *[patching(editor, live_text, body) for body in bodies]
    )

    assert published.status == 200
    assert statuses(answers).keys() <= {200, 422}
    taken = {body for body, answer in zip(bodies, answers, strict=True) if answer.status == 200}
    assert texts_of(live_text, 2) == {"Old.\n"} | taken
    assert live_text.again().last_number == 2
    assert_promises_hold(live_text.document.pk)


def test_what_comes_after_a_publish_goes_into_a_fork_or_is_refused(
    live_cast: Cast, editor: Wire, publisher: Wire, live_text: Text
) -> None:
    live_cast.fork(live_text.document, ForkMode.STRICT)
    bodies = [f"Text {number}.\n" for number in range(AT_ONCE - 1)]

    published, *answers = run_together(
        publishing(publisher, live_text, 2),
        *[patching(editor, live_text, body, auto_fork=True) for body in bodies],
    )

    assert published.status == 200
    assert statuses(answers).keys() <= {200, 409, 422}
    taken = {body for body, answer in zip(bodies, answers, strict=True) if answer.status == 200}
    numbers = range(2, live_text.again().last_number + 1)
    kept = {body for number in numbers for body in texts_of(live_text, number)}
    assert kept == {"Old.\n"} | taken
    assert_promises_hold(live_text.document.pk)


def test_a_draft_is_published_once(live_cast: Cast, publisher: Wire, live_text: Text) -> None:
    live_cast.fork(live_text.document, ForkMode.STRICT)

    answers = run_together(*[publishing(publisher, live_text, 2)] * AT_ONCE)

    assert statuses(answers) == {200: 1, 400: 31}
    assert Event.objects.filter(document=live_text.document, verb=Verb.VERSION_PUBLISHED).count() == 2
    assert_promises_hold(live_text.document.pk)


def test_nothing_is_changed_in_the_trash(wire_for: WireFor, live_cast: Cast, editor: Wire, live_text: Text) -> None:
    manager = wire_for(live_cast.manager)

    gone, *answers = run_together(
        lambda: manager.delete(live_text.path),
        *[patching(editor, live_text, f"Text {number}.\n", auto_fork=True) for number in range(15)],
        *[forking(editor, live_text)] * 16,
    )

    assert gone.status == 204
    assert statuses(answers).keys() <= {200, 201, 404, 409}
    document = Document.objects.get(pk=live_text.document.pk)
    assert document.trashed_at is not None
    assert document.last_number <= 2
