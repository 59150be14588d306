from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import TEXT, Cast, make_project
from tests.reading import current_of, row_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import BranchClosed, DraftExists, NotFound, VersionNotFound
from versioning.models import Blob, Branch, Document, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.fork_document import ForkMode, fork_document

EVERY_MODE = pytest.mark.parametrize("mode", ForkMode)
ON_A_BRANCH = pytest.mark.parametrize("mode", [ForkMode.STRICT, ForkMode.GET_OR_CREATE])


@EVERY_MODE
def test_opens_a_draft_that_is_a_copy_of_the_current_version(cast: Cast, mode: ForkMode) -> None:
    document = cast.document(description="How.", fields={"a": 1})
    current = current_of(document)

    fork = fork_document(actor=cast.publisher, document=document, mode=mode)

    version = Version.objects.get(pk=fork.draft.version_id)
    assert fork.created
    assert version.snapshot() == current.snapshot()
    assert (version.source, version.number, version.status, version.name) == (current, 2, "draft", "v2")
    assert (version.created_by, version.modified_by) == (cast.publisher.user, cast.publisher.user)
    assert version.created_at == version.modified_at == fork.draft.created_at == fork.draft.last_saved_at
    assert (version.published_at, version.published_by, version.archived_at) == (None, None, None)


@EVERY_MODE
def test_copies_what_is_current_now_and_not_what_the_caller_read_as_current(cast: Cast, mode: ForkMode) -> None:
    cast.document(body="Old.")
    read = Document.objects.select_related("current").get()
    current = cast.version(read, "New.")

    fork = fork_document(actor=cast.publisher, document=read, mode=mode)

    assert fork.draft.version.source == current
    assert fork.draft.version.text == "New."


@EVERY_MODE
def test_a_current_version_that_was_read_along_is_not_read_again(cast: Cast, mode: ForkMode) -> None:
    found = Document.objects.find_with_current(str(cast.document().pk), user=cast.editor.user.pk)
    assert found is not None

    with CaptureQueriesContext(connection) as captured:
        fork_document(actor=cast.publisher, document=found, mode=mode)

    assert not [query for query in captured if 'FROM "versioning_version"' in query["sql"]]


@ON_A_BRANCH
def test_a_refused_fork_takes_no_number(cast: Cast, mode: ForkMode) -> None:
    document = cast.document()

    for refused in (ForkMode.FREE, mode):
        with pytest.raises(VersionNotFound):
            fork_document(actor=cast.publisher, document=document, mode=refused, source=str(uuid4()))

    assert fork_document(actor=cast.publisher, document=document, mode=mode).draft.version.number == 2


@EVERY_MODE
def test_copies_no_text(cast: Cast, mode: ForkMode) -> None:
    document = cast.document(body=TEXT * 1000)

    fork = fork_document(actor=cast.editor, document=document, mode=mode)

    assert Blob.objects.filter(document=document).count() == 1
    assert fork.draft.version.body_id == current_of(document).body_id


@EVERY_MODE
def test_leaves_the_current_version_as_it_is(cast: Cast, mode: ForkMode) -> None:
    document = cast.document()
    before = row_of(current_of(document))

    fork_document(actor=cast.editor, document=document, mode=mode)

    assert row_of(current_of(document)) == before


@EVERY_MODE
def test_writes_one_event(cast: Cast, mode: ForkMode) -> None:
    document = cast.document()

    with recorded() as events:
        draft = fork_document(actor=cast.editor, document=document, mode=mode).draft

    branch = None if mode is ForkMode.FREE else str(draft.branch_id)
    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.DRAFT_FORKED, draft.version_id, {"number": 2, "source": 1, "branch": branch})
    ]


@pytest.mark.parametrize(
    ("mode", "branch"), [(ForkMode.STRICT, "main"), (ForkMode.GET_OR_CREATE, "main"), (ForkMode.FREE, None)]
)
def test_goes_to_main_or_stands_free(cast: Cast, mode: ForkMode, branch: str | None) -> None:
    draft = cast.fork(cast.document(), mode)

    assert (draft.branch and draft.branch.name) == branch


def test_strict_refuses_a_second_draft_on_the_branch(cast: Cast) -> None:
    document = cast.document()
    cast.fork(document, ForkMode.STRICT)
    before = everything_stored()

    with pytest.raises(DraftExists):
        cast.fork(document, ForkMode.STRICT)

    assert everything_stored() == before


def test_strict_refuses_where_the_first_version_is_an_open_draft(cast: Cast) -> None:
    document = cast.draft().document

    with pytest.raises(DraftExists):
        cast.fork(document, ForkMode.STRICT)


def test_strict_does_not_see_free_standing_drafts(cast: Cast) -> None:
    document = cast.document()
    cast.fork(document, ForkMode.FREE)

    assert cast.fork(document, ForkMode.STRICT).version.number == 3


def test_get_or_create_returns_the_draft_of_the_branch(cast: Cast) -> None:
    document = cast.document()
    existing = cast.fork(document, ForkMode.GET_OR_CREATE)
    before = everything_stored()

    fork = fork_document(actor=cast.publisher, document=document, mode=ForkMode.GET_OR_CREATE)

    assert (fork.draft, fork.created) == (existing, False)
    assert everything_stored() == before


def test_get_or_create_returns_the_draft_of_a_strict_fork(cast: Cast) -> None:
    document = cast.document()
    existing = cast.fork(document, ForkMode.STRICT)

    assert cast.fork(document, ForkMode.GET_OR_CREATE) == existing


def test_free_always_opens_another(cast: Cast) -> None:
    document = cast.document()

    drafts = [cast.fork(document, ForkMode.FREE) for _ in range(3)]

    assert [draft.version.number for draft in drafts] == [2, 3, 4]
    assert len({draft.identifier for draft in drafts}) == 3


@ON_A_BRANCH
def test_each_branch_has_a_draft_of_its_own(cast: Cast, mode: ForkMode) -> None:
    document, branch = cast.document(), Branch.objects.create(project=cast.project, name="autumn")
    cast.fork(document, mode)

    draft = cast.fork(document, mode, branch_id=branch.pk)

    assert (draft.branch, draft.version.number) == (branch, 3)


@ON_A_BRANCH
def test_refuses_a_branch_that_does_not_exist(cast: Cast, mode: ForkMode) -> None:
    with pytest.raises(NotFound, match="no such branch"):
        cast.fork(cast.document(), mode, branch_id=uuid4())


@ON_A_BRANCH
def test_refuses_a_branch_of_another_project(cast: Cast, mode: ForkMode) -> None:
    foreign = make_project("elsewhere").branches.get()

    with pytest.raises(NotFound, match="no such branch"):
        cast.fork(cast.document(), mode, branch_id=foreign.pk)


@ON_A_BRANCH
def test_refuses_a_closed_branch(cast: Cast, mode: ForkMode) -> None:
    branch = Branch.objects.create(project=cast.project, name="autumn", closed_at=timezone.now())

    with pytest.raises(BranchClosed):
        cast.fork(cast.document(), mode, branch_id=branch.pk)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    document = trash_document(actor=cast.manager, document=cast.document())

    with pytest.raises(NotFound):
        cast.fork(document)


def test_refuses_a_document_that_is_gone(cast: Cast) -> None:
    draft = cast.draft()
    draft.version.delete()
    Document.objects.filter(pk=draft.document_id).delete()

    with pytest.raises(NotFound):
        cast.fork(draft.document)
