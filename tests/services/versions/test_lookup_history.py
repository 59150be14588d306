from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from versioning.models import Document, RetiredNumber, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.maintenance.purge import purge
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.lookup_history import History
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.trash_version import trash_version
from versioning.services.versions.untrash_version import untrash_version


@given(last=st.integers(0, 60), data=st.data())
def test_the_n_th_version_has_the_n_th_number_that_is_no_gap(last: int, data: st.DataObject) -> None:
    gaps = sorted(data.draw(st.sets(st.integers(1, last)))) if last else []
    history = History(document=Document(last_number=last), gaps=gaps)

    numbers = [number for number in range(1, last + 1) if number not in gaps]

    assert [history.number_at(position) for position in range(len(numbers))] == numbers
    assert history.length == len(numbers)


@given(last=st.integers(0, 60), beyond=st.integers(0, 10**9), data=st.data())
def test_past_the_end_there_is_no_version(last: int, beyond: int, data: st.DataObject) -> None:
    gaps = sorted(data.draw(st.sets(st.integers(1, last)))) if last else []
    history = History(document=Document(last_number=last), gaps=gaps)

    assert history.number_at(history.length + beyond) > last


def _as_listed(document: Document) -> list[int]:
    return list(Version.objects.history(document.pk).order_by("number").values_list("number", flat=True))


def _as_counted(document: Document) -> list[int]:
    history = History.of(Document.objects.get(pk=document.pk))
    return [history.number_at(position) for position in range(history.length)]


def _version(document: Document, number: int) -> Version:
    return Version.objects.get(document=document, number=number)


@pytest.fixture
def eight(cast: Cast) -> Document:
    """Published: 1, 2, 4, 6 (current); discarded: 3; drafts: 5, 7, 8."""
    document = cast.document()
    for number in (2, 4, 6):
        cast.version(document, f"Text {number}.\n")
        cast.fork(document)
    discard_draft(actor=cast.editor, draft=_version(document, 3).draft)
    cast.fork(document)
    return document


@pytest.mark.parametrize(
    ("act", "numbers"),
    [
        (lambda cast, document: None, [1, 2, 4, 5, 6, 7, 8]),
        (lambda cast, document: trash_version(actor=cast.manager, version=_version(document, 1)), [2, 4, 5, 6, 7, 8]),
        (lambda cast, document: trash_version(actor=cast.manager, version=_version(document, 4)), [1, 2, 5, 6, 7, 8]),
        (
            lambda cast, document: discard_draft(actor=cast.editor, draft=_version(document, 8).draft),
            [1, 2, 4, 5, 6, 7],
        ),
        (
            lambda cast, document: archive_version(actor=cast.manager, version=_version(document, 2)),
            [1, 2, 4, 5, 6, 7, 8],
        ),
        (
            lambda cast, document: reopen_draft(actor=cast.editor, version=_version(document, 3)),
            [1, 2, 3, 4, 5, 6, 7, 8],
        ),
    ],
)
def test_gaps_follow_what_was_done(
    cast: Cast, eight: Document, act: Callable[[Cast, Document], object], numbers: list[int]
) -> None:
    act(cast, eight)

    assert _as_listed(eight) == _as_counted(eight) == numbers


def test_gaps_outlive_what_was_in_them(cast: Cast, eight: Document) -> None:
    trash_version(actor=cast.manager, version=publish_version(actor=cast.manager, version=_version(eight, 5)))

    purge(actor=system_actor(), now=timezone.now() + timedelta(days=31))

    assert set(RetiredNumber.objects.values_list("number", flat=True)) == {3, 5}
    assert _as_listed(eight) == _as_counted(eight) == [1, 2, 4, 6, 7, 8]


def test_a_gap_is_closed_by_what_comes_back(cast: Cast, eight: Document) -> None:
    trash_version(actor=cast.manager, version=_version(eight, 2))

    untrash_version(actor=cast.manager, version=_version(eight, 2))

    assert _as_listed(eight) == _as_counted(eight) == [1, 2, 4, 5, 6, 7, 8]
