from functools import partial

import pytest

from tests.cast import Cast
from tests.races import run_together
from tests.services.observing import recorded
from versioning.exceptions import BranchClosed, BranchInUse, MainBranchFixed, NotAllowed, NotFound
from versioning.models import Branch, Draft
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.projects.close_branch import close_branch
from versioning.services.projects.create_branch import create_branch

ROUNDS = 30


def _branch(cast: Cast, name: str = "spring") -> Branch:
    return create_branch(actor=cast.editor, project=cast.project, name=name)


def test_opens_no_draft_on_it_any_more(cast: Cast) -> None:
    document, branch = cast.document(), _branch(cast)

    with recorded() as events:
        closed = close_branch(actor=cast.publisher, branch=branch)

    assert closed.closed_at is not None
    assert [(event.verb, event.data) for event in events] == [
        ("branch.closed", {"branch": str(branch.pk), "name": "spring"})
    ]
    with pytest.raises(BranchClosed):
        cast.fork(document, ForkMode.STRICT, branch_id=branch.pk)


def test_does_nothing_if_it_is_closed(cast: Cast) -> None:
    first = close_branch(actor=cast.publisher, branch=_branch(cast))

    with recorded() as events:
        second = close_branch(actor=cast.publisher, branch=first)

    assert (second.closed_at, events) == (first.closed_at, [])


def test_refuses_the_branch_main(cast: Cast) -> None:
    with pytest.raises(MainBranchFixed):
        close_branch(actor=cast.manager, branch=cast.project.branches.get(is_main=True))


def test_refuses_a_branch_with_open_drafts(cast: Cast) -> None:
    branch = _branch(cast)
    cast.fork(cast.document(), ForkMode.STRICT, branch_id=branch.pk)

    with pytest.raises(BranchInUse) as refusal:
        close_branch(actor=cast.publisher, branch=branch)

    assert refusal.value.data == {"drafts": 1}


def test_counts_the_drafts_of_documents_in_the_trash(cast: Cast) -> None:
    document, branch = cast.document(), _branch(cast)
    cast.fork(document, ForkMode.STRICT, branch_id=branch.pk)
    trash_document(actor=cast.manager, document=document)

    with pytest.raises(BranchInUse):
        close_branch(actor=cast.publisher, branch=branch)


def test_a_draft_that_is_reopened_later_is_not_on_a_branch(cast: Cast) -> None:
    branch = _branch(cast)
    draft = cast.fork(cast.document(), ForkMode.STRICT, branch_id=branch.pk)
    version = discard_draft(actor=cast.editor, draft=draft)
    close_branch(actor=cast.publisher, branch=branch)

    assert reopen_draft(actor=cast.editor, version=version).branch_id is None


def test_refuses_an_editor(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="publisher"):
        close_branch(actor=cast.editor, branch=_branch(cast))


def test_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        close_branch(actor=cast.stranger, branch=_branch(cast))


def test_a_fork_at_the_same_moment_leaves_no_draft_on_a_closed_branch(live_cast: Cast) -> None:
    documents = [live_cast.document(f"Text {number}") for number in range(2)]

    for number in range(ROUNDS):
        branch = _branch(live_cast, f"release {number}")

        results = run_together(
            partial(live_cast.fork, documents[0], ForkMode.STRICT, branch_id=branch.pk),
            partial(close_branch, actor=live_cast.publisher, branch=branch),
            partial(live_cast.fork, documents[1], ForkMode.STRICT, branch_id=branch.pk),
        )

        _expect_one_order(branch, results=results)


def test_reopening_at_the_same_moment_leaves_no_draft_on_a_closed_branch(live_cast: Cast) -> None:
    document = live_cast.document()

    for number in range(ROUNDS):
        branch = _branch(live_cast, f"release {number}")
        draft = live_cast.fork(document, ForkMode.STRICT, branch_id=branch.pk)
        version = discard_draft(actor=live_cast.editor, draft=draft)

        results = run_together(
            partial(reopen_draft, actor=live_cast.editor, version=version),
            partial(close_branch, actor=live_cast.publisher, branch=branch),
        )

        assert isinstance(results[0], Draft)
        _expect_one_order(branch, results=results)


def _expect_one_order(branch: Branch, *, results: list[object]) -> None:
    """Either the drafts came first and the branch is open, or it is closed and empty. Nothing else is raised."""
    assert all(isinstance(result, Draft | Branch | BranchClosed | BranchInUse) for result in results), results
    closed = Branch.objects.get(pk=branch.pk).closed_at is not None
    assert closed is not Draft.objects.filter(branch=branch).exists()
    assert closed is isinstance(results[1], Branch)
