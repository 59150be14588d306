from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import Cast, make_cast, make_token
from tests.races import run_together
from tests.reading import changed, row_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import IllegalMove, InvalidValue, NotAllowed, NotFound, StatusReadOnly
from versioning.models import Actor, Document, Draft, Scope, User, Verb, WorkflowStatus
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.save_draft import save_draft

TOMORROW = datetime(2027, 1, 31, 12, tzinfo=UTC)


def _status(cast: Cast, name: str = "Review", **values: Any) -> WorkflowStatus:
    return WorkflowStatus.objects.create(project=cast.project, name=name, **values)


def _move(cast: Cast, document: Document, status: WorkflowStatus | None, **values: Any) -> Document:
    given = {"actor": cast.editor, **values}
    return set_workflow_status(document=document, status_id=None if status is None else status.pk, **given)


def test_puts_a_document_into_a_status(cast: Cast) -> None:
    document, status = cast.document(), _status(cast)
    before = row_of(document)

    moved = _move(cast, document, status, due_at=TOMORROW, comment="Ready.", assignee_id=cast.publisher.user.pk)

    assert (moved.workflow_status, moved.due_at, moved.assignee) == (status, TOMORROW, cast.publisher.user)
    after = row_of(document)
    assert (after["workflow_comment"], after["revision"]) == ("Ready.", before["revision"] + 1)
    assert changed(before=before, after=after) == {
        "workflow_status_id",
        "due_at",
        "assignee_id",
        "workflow_comment",
        "revision",
        "updated_at",
        "updated_by_id",
    }


def test_writes_one_event_with_both_statuses(cast: Cast) -> None:
    document, review, done = cast.document(), _status(cast), _status(cast, "Done")
    _move(cast, document, review)

    with recorded() as events:
        _move(cast, document, done, due_at=TOMORROW, comment="Ready.", assignee_id=cast.viewer.user.pk)

    assert [(event.verb, event.document_id, event.data) for event in events] == [
        (
            Verb.DOCUMENT_MOVED_ON,
            document.pk,
            {
                "former": str(review.pk),
                "status": str(done.pk),
                "name": "Done",
                "due_at": "2027-01-31T12:00:00+00:00",
                "assignee": str(cast.viewer.user.pk),
                "comment": "Ready.",
            },
        )
    ]


def test_takes_it_out_of_the_workflow(cast: Cast) -> None:
    document, review = cast.document(), _status(cast)
    review.following.add(_status(cast, "Done"))
    _move(cast, document, review, due_at=TOMORROW)

    moved = _move(cast, document, None)

    assert (moved.workflow_status, moved.due_at) == (None, None)


def test_the_same_status_again_changes_the_rest(cast: Cast) -> None:
    document, review = cast.document(), _status(cast)
    review.following.add(_status(cast, "Done"))
    _move(cast, document, review, comment="Please read.")

    moved = _move(cast, document, review, comment="Please read soon.", due_at=TOMORROW)

    assert (moved.workflow_comment, moved.due_at) == ("Please read soon.", TOMORROW)


def test_what_is_not_named_stays_as_it_is(cast: Cast) -> None:
    document, review = cast.document(), _status(cast)
    _move(cast, document, review, due_at=TOMORROW, comment="Please read.", assignee_id=cast.viewer.user.pk)

    moved = set_workflow_status(actor=cast.editor, document=document, comment="Please read soon.")

    assert (moved.workflow_status, moved.due_at, moved.assignee) == (review, TOMORROW, cast.viewer.user)
    assert moved.workflow_comment == "Please read soon."


def test_goes_where_the_workflow_leads(cast: Cast) -> None:
    document, review, done = cast.document(), _status(cast), _status(cast, "Done")
    review.following.add(done)
    _move(cast, document, review)

    assert _move(cast, document, done).workflow_status == done


def test_refuses_to_go_where_the_workflow_does_not_lead(cast: Cast) -> None:
    document, review, done = cast.document(), _status(cast), _status(cast, "Done")
    review.following.set([done, _status(cast, "Back")])
    _move(cast, document, review)
    elsewhere = _status(cast, "Elsewhere")
    before = everything_stored()

    with pytest.raises(IllegalMove, match="leads from Review to Done, Back only") as refusal:
        _move(cast, document, elsewhere)

    assert refusal.value.data == {"field": "status_id", "allowed": ["Done", "Back"]}
    assert everything_stored() == before


@pytest.mark.parametrize("foreign", [False, True])
def test_refuses_a_status_that_the_project_has_not(cast: Cast, foreign: bool) -> None:
    pk = _status(make_cast("other")).pk if foreign else uuid4()

    with pytest.raises(InvalidValue) as refusal:
        set_workflow_status(actor=cast.editor, document=cast.document(), status_id=pk)

    assert refusal.value.field == "status_id"


def test_refuses_an_assignee_who_is_no_member(cast: Cast) -> None:
    User.objects.filter(pk=cast.viewer.user.pk).update(is_active=False)

    for pk in (cast.stranger.user.pk, cast.viewer.user.pk, uuid4()):
        with pytest.raises(InvalidValue) as refusal:
            _move(cast, cast.document(), _status(cast, str(pk)), assignee_id=pk)

        assert refusal.value.field == "assignee_id"


@pytest.mark.parametrize("comment", ["\0", "x" * 10_001])
def test_refuses_a_comment_that_cannot_be_kept(cast: Cast, comment: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        _move(cast, cast.document(), _status(cast), comment=comment)

    assert refusal.value.field == "comment"


@pytest.mark.parametrize("out", [False, True])
def test_out_of_a_read_only_status_only_publishers_take_it(cast: Cast, out: bool) -> None:
    document, locked, done = cast.document(), _status(cast, read_only=True), _status(cast, "Done")
    _move(cast, document, locked)
    target = None if out else done

    with pytest.raises(
        NotAllowed,
        match="You need the publisher role to take documents out of a read-only workflow status. Your role is editor.",
    ):
        _move(cast, document, target)

    assert _move(cast, document, target, actor=cast.publisher).workflow_status == target


def test_in_a_read_only_status_editors_still_assign(cast: Cast) -> None:
    document, locked = cast.document(), _status(cast, read_only=True)
    _move(cast, document, locked)

    assert _move(cast, document, locked, assignee_id=cast.viewer.user.pk).assignee == cast.viewer.user


def test_a_token_that_proposes_does_not_unlock(cast: Cast) -> None:
    document, locked = cast.document(), _status(cast, read_only=True)
    token, _ = make_token(cast.manager.user, scopes=(Scope.DRAFT,))
    actor = Actor(user=cast.manager.user, credential=token.credential)
    _move(cast, document, locked, actor=actor)

    with pytest.raises(NotAllowed):
        _move(cast, document, None, actor=actor)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    document = cast.document()
    trash_document(actor=cast.manager, document=document)

    with pytest.raises(NotFound):
        _move(cast, document, _status(cast))


def test_a_save_at_once_lands_before_the_lock_or_is_refused(live_cast: Cast) -> None:
    draft, locked = live_cast.draft(), _status(live_cast, read_only=True)

    moved, *saves = run_together(
        lambda: _move(live_cast, draft.document, locked),
        *[
            lambda body=f"Text {number}.": save_draft(actor=live_cast.editor, draft=draft, changes={"body": body})
            for number in range(6)
        ],
    )

    landed = [result for result in saves if isinstance(result, Draft)]
    assert isinstance(moved, Document)
    assert all(isinstance(result, Draft | StatusReadOnly) for result in saves)
    assert Draft.objects.get(pk=draft.pk).revision == 1 + len(landed)


def test_of_two_ways_at_once_one_is_gone(live_cast: Cast) -> None:
    document, review = live_cast.document(), _status(live_cast)
    ways = [_status(live_cast, name) for name in ("Left", "Right")]
    end = _status(live_cast, "End")
    review.following.set(ways)
    for way in ways:
        way.following.add(end)
    _move(live_cast, document, review)

    results = run_together(*[lambda way=way: _move(live_cast, document, way) for way in ways])

    (winner,) = (result for result in results if isinstance(result, Document))
    assert [type(result) for result in results if isinstance(result, Exception)] == [IllegalMove]
    assert Document.objects.get(pk=document.pk).workflow_status == winner.workflow_status
