from collections.abc import Callable
from datetime import timedelta
from operator import attrgetter

from django.utils import timezone

from tests.cast import Cast
from tests.races import run_together
from tests.services.promises import assert_promises_hold
from versioning import clock
from versioning.exceptions import DraftExists
from versioning.models import Branch, Document, Draft, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import Fork, ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.projects.close_branch import close_branch
from versioning.services.versions.publish_version import publish_version

AT_ONCE = 8


def _fork(cast: Cast, document: Document, mode: ForkMode, branch: Branch | None = None) -> Callable[[], Fork]:
    branch_id = None if branch is None else branch.pk
    return lambda: fork_document(actor=cast.editor, document=document, mode=mode, branch_id=branch_id)


def test_strict_makes_one_draft_and_refuses_the_others(live_cast: Cast) -> None:
    document = live_cast.document()

    results = run_together(*[_fork(live_cast, document, ForkMode.STRICT)] * AT_ONCE)

    assert sorted(type(result).__name__ for result in results) == ["DraftExists"] * 7 + ["Fork"]
    assert Draft.objects.filter(document=document).count() == 1
    assert_promises_hold(document.pk)


def test_get_or_create_gives_all_the_same_draft(live_cast: Cast) -> None:
    document = live_cast.document()

    results = run_together(*[_fork(live_cast, document, ForkMode.GET_OR_CREATE)] * AT_ONCE)

    assert len({result.draft.identifier for result in results}) == 1
    assert [result.created for result in results].count(True) == 1
    assert_promises_hold(document.pk)


def test_free_makes_as_many_drafts_as_were_asked_for(live_cast: Cast) -> None:
    document = live_cast.document()

    results = run_together(*[_fork(live_cast, document, ForkMode.FREE)] * AT_ONCE)

    assert sorted(result.draft.version.number for result in results) == list(range(2, 10))
    assert len({result.draft.identifier for result in results}) == AT_ONCE
    assert_promises_hold(document.pk)


def test_forks_of_one_moment_have_keys_that_ascend_with_their_numbers(live_cast: Cast) -> None:
    document, moment = live_cast.document(), timezone.now() - timedelta(days=1)
    first = int(document.versions.get().key.removeprefix("draft_"))

    def fork() -> Fork:
        with clock.at(moment):
            return _fork(live_cast, document, ForkMode.FREE)()

    results = run_together(*[fork] * AT_ONCE)

    versions = sorted((result.draft.version for result in results), key=attrgetter("number"))
    assert [version.key for version in versions] == [f"draft_{first + step}" for step in range(1, AT_ONCE + 1)]


def test_numbers_stay_dense_over_mixed_verbs(live_cast: Cast) -> None:
    document = live_cast.document()
    published, discarded = live_cast.fork(document), live_cast.fork(document)

    results = run_together(
        *[_fork(live_cast, document, ForkMode.FREE)] * 3,
        *[_fork(live_cast, document, ForkMode.STRICT)] * 2,
        _fork(live_cast, document, ForkMode.GET_OR_CREATE),
        lambda: publish_version(actor=live_cast.publisher, version=published.version),
        lambda: discard_draft(actor=live_cast.editor, draft=discarded),
    )

    assert {type(result).__name__ for result in results if isinstance(result, Exception)} <= {"DraftExists"}
    assert Document.objects.get(pk=document.pk).last_number == 7
    assert_promises_hold(document.pk)


def test_documents_do_not_hinder_each_other(live_cast: Cast) -> None:
    documents = [live_cast.document(f"Number {number}") for number in range(AT_ONCE)]

    results = run_together(*[_fork(live_cast, document, ForkMode.STRICT) for document in documents])

    assert [result.draft.version.number for result in results] == [2] * AT_ONCE


def test_reopening_and_forking_share_one_place_on_the_branch(live_cast: Cast) -> None:
    document = live_cast.document()
    version = discard_draft(actor=live_cast.editor, draft=live_cast.fork(document, ForkMode.STRICT))

    reopened, fork = run_together(
        lambda: reopen_draft(actor=live_cast.editor, version=version),
        _fork(live_cast, document, ForkMode.STRICT),
    )

    # Reopening always succeeds: on the branch where it came first, else free-standing beside the fork.
    assert isinstance(fork, DraftExists) == (reopened.branch_id is not None)
    assert_promises_hold(document.pk)


def test_reopening_twice_opens_one_draft(live_cast: Cast) -> None:
    document = live_cast.document()
    version = discard_draft(actor=live_cast.editor, draft=live_cast.fork(document, ForkMode.STRICT))

    results = run_together(*[lambda: reopen_draft(actor=live_cast.editor, version=version)] * AT_ONCE)

    assert sorted(type(result).__name__ for result in results) == ["Draft"] + ["NotDiscarded"] * 7
    assert_promises_hold(document.pk)


def test_no_draft_is_left_on_a_branch_that_was_closed(live_cast: Cast) -> None:
    document = live_cast.document()
    branch = Branch.objects.create(project=live_cast.project, name="autumn")

    fork, closing = run_together(
        _fork(live_cast, document, ForkMode.STRICT, branch),
        lambda: close_branch(actor=live_cast.manager, branch=branch),
    )

    # Whichever came first was allowed, and the other was not.
    assert {type(fork).__name__, type(closing).__name__} in ({"Fork", "BranchInUse"}, {"BranchClosed", "Branch"})
    assert Draft.objects.filter(branch=branch, branch__closed_at__isnull=False).count() == 0


def test_nothing_is_forked_from_the_trash(live_cast: Cast) -> None:
    document = live_cast.document()

    fork, trashed = run_together(
        _fork(live_cast, document, ForkMode.STRICT),
        lambda: trash_document(actor=live_cast.manager, document=document),
    )

    forked = Version.objects.filter(document=document, number=2)
    assert isinstance(trashed, Document)
    assert forked.exists() == isinstance(fork, Fork)
    assert all(version.created_at <= trashed.trashed_at for version in forked if trashed.trashed_at is not None)
