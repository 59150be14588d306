from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.utils import timezone

from tests.cast import Cast
from versioning import clock
from versioning.models import Event
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText

LONG_AGO = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)


def test_tells_the_time_that_it_is() -> None:
    assert abs(clock.now() - timezone.now()) < timedelta(minutes=1)


def test_tells_another_thread_the_time_that_it_is() -> None:
    told: list[datetime] = []

    with clock.at(LONG_AGO):
        thread = Thread(target=lambda: told.append(clock.now()))
        thread.start()
        thread.join()

    assert told[0] > LONG_AGO


def test_is_set_back_when_the_block_ends_by_a_refusal() -> None:
    with pytest.raises(ZeroDivisionError), clock.at(LONG_AGO):
        1 / 0  # noqa: B018

    assert clock.now() > LONG_AGO


@pytest.mark.django_db
def test_dates_all_that_a_verb_writes(cast: Cast) -> None:
    with clock.at(LONG_AGO):
        draft = create_document(actor=cast.editor, workspace=cast.workspace, text=NewText(title="Of old"))

    written = (draft.document.created_at, draft.document.updated_at, draft.version.created_at, draft.last_saved_at)
    assert set(written) == {LONG_AGO}
    assert Event.objects.filter(document=draft.document).get().at == LONG_AGO
    assert draft.version.key == "draft_946684740000"
