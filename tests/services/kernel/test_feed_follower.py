import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.jobs import handled
from versioning.models import Event, FeedCursor, Verb
from versioning.models.event_feed import Position, positions_of
from versioning.services.drafts.save_draft import save_draft
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.feed_follower import PAGE, Follower, Handled, follow
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.kernel.delivery.running_job import RunningJob

SAVED = (Verb.DRAFT_SAVED.value,)


@pytest.fixture
def cast(live_cast: Cast) -> Cast:
    """Committed, because PostgreSQL's feed ends before the transaction of a test."""
    return live_cast


def test_a_run_ends_although_what_it_handles_goes_on(cast: Cast) -> None:
    draft = cast.draft()
    saves: list[Event] = []

    def save_again(after: Position, head: Position) -> Handled:
        positions = positions_of(SAVED, after=after, until=head, limit=PAGE)
        cast.save(draft, body=f"After {len(saves)} pages.")
        saves.append(Event.objects.filter(verb=Verb.DRAFT_SAVED).latest("pk"))
        return Handled(positions, count=len(positions))

    def run(job: RunningJob) -> dict[str, int]:
        return {"count": follow(Follower("test", save_again, from_beginning=True), job=job)}

    with handled(run):
        enqueue("test", {})
        run_due_jobs()

    assert len(saves) == 1
    # The next run begins before the save that this one caused.
    assert FeedCursor.objects.get(pk="test").event < saves[0].pk


def test_many_saves_of_one_draft_take_as_many_statements_as_one(cast: Cast) -> None:
    def statements(saves: int) -> int:
        draft = cast.draft()
        for number in range(saves):
            save_draft(actor=cast.manager, draft=draft, changes={"body": f"Text {number}."})
        with CaptureQueriesContext(connection) as captured:
            run_due_jobs()
        return len([query for query in captured if "versioning_membership" in query["sql"]])

    statements(1)

    assert statements(9) == statements(1)
