import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.reading import current_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotDiscarded, NotFound, VersionFrozen, VersionNotFound
from versioning.models import Branch, Document, Draft, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.versions.archive_version import archive_version

KEPT = (
    "identifier", "document_id", "version_id", "branch_id", "base_id", "revision", "created_at", "last_saved_at",
    "last_saved_by_id",
)  # fmt: skip


@pytest.mark.parametrize("mode", [ForkMode.STRICT, ForkMode.FREE])
def test_keeps_identifier_branch_base_and_revision(cast: Cast, mode: ForkMode) -> None:
    draft = cast.save(cast.fork(cast.document(), mode), body="Wanted after all.")
    before = Draft.objects.filter(pk=draft.pk).values(*KEPT).get()
    version = discard_draft(actor=cast.editor, draft=draft)

    reopened = reopen_draft(actor=cast.publisher, version=version)

    assert Draft.objects.filter(pk=reopened.pk).values(*KEPT).get() == before
    assert reopened.version.text == "Wanted after all."


def test_keeps_the_version_as_it_was(cast: Cast) -> None:
    draft = cast.draft()
    before = Version.objects.filter(pk=draft.version_id).values().get()

    reopen_draft(actor=cast.editor, version=discard_draft(actor=cast.editor, draft=draft))

    assert Version.objects.filter(pk=draft.version_id).values().get() == before


def test_can_be_saved_again(cast: Cast) -> None:
    version = discard_draft(actor=cast.editor, draft=cast.draft())

    saved = cast.save(reopen_draft(actor=cast.editor, version=version), body="Further.")

    assert (saved.revision, saved.version.text) == (2, "Further.")


def test_stands_free_where_its_place_is_taken(cast: Cast) -> None:
    document = cast.document()
    version = discard_draft(actor=cast.editor, draft=cast.fork(document, ForkMode.STRICT))
    taker = cast.fork(document, ForkMode.STRICT)

    reopened = reopen_draft(actor=cast.editor, version=version)

    assert (reopened.branch_id, Draft.objects.get(pk=taker.pk).branch_id) == (None, taker.branch_id)


def test_stands_free_where_its_branch_was_closed(cast: Cast) -> None:
    branch = Branch.objects.create(project=cast.project, name="autumn")
    draft = cast.fork(cast.document(), ForkMode.STRICT, branch_id=branch.pk)
    version = discard_draft(actor=cast.editor, draft=draft)
    Branch.objects.filter(pk=branch.pk).update(closed_at=timezone.now())

    assert reopen_draft(actor=cast.editor, version=version).branch is None


def test_stands_free_where_its_branch_is_gone(cast: Cast) -> None:
    branch = Branch.objects.create(project=cast.project, name="autumn")
    draft = cast.fork(cast.document(), ForkMode.STRICT, branch_id=branch.pk)
    version = discard_draft(actor=cast.editor, draft=draft)
    branch.delete()

    assert reopen_draft(actor=cast.editor, version=version).branch is None


def test_is_outdated_where_another_version_became_current_meanwhile(cast: Cast) -> None:
    document = cast.document()
    version = discard_draft(actor=cast.editor, draft=cast.fork(document))
    cast.version(document, "Third.")

    reopened = reopen_draft(actor=cast.editor, version=version)

    assert (reopened.base_id, reopened.is_outdated) == (document.current_id, True)


def test_has_no_base_where_the_base_is_gone(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    first = current_of(document)
    version = discard_draft(actor=cast.editor, draft=draft)
    archive_version(actor=cast.publisher, version=first)
    first.delete()

    assert reopen_draft(actor=cast.editor, version=version).base is None


def test_gets_another_identifier_where_its_own_was_given_away(cast: Cast) -> None:
    draft = cast.draft()
    version = discard_draft(actor=cast.editor, draft=draft)
    Draft.objects.filter(pk=cast.draft("Other").pk).update(identifier=draft.identifier)

    reopened = reopen_draft(actor=cast.editor, version=version)

    assert len(reopened.identifier) == 8
    assert reopened.identifier != draft.identifier


def test_reopens_as_often_as_it_is_discarded(cast: Cast) -> None:
    draft = cast.draft()
    for text in ("One.", "Two."):
        draft = cast.save(draft, body=text)
        draft = reopen_draft(actor=cast.editor, version=discard_draft(actor=cast.editor, draft=draft))

    assert (draft.revision, draft.version.text) == (3, "Two.")


def test_writes_one_event(cast: Cast) -> None:
    draft = cast.draft()
    version = discard_draft(actor=cast.editor, draft=draft)

    with recorded() as events:
        reopen_draft(actor=cast.editor, version=version)

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.DRAFT_REOPENED, version.pk, {"number": 1, "branch": str(draft.branch_id)})
    ]


def test_refuses_an_open_draft(cast: Cast) -> None:
    draft = cast.draft()
    before = everything_stored()

    with pytest.raises(NotDiscarded):
        reopen_draft(actor=cast.editor, version=draft.version)

    assert everything_stored() == before


def test_refuses_a_published_version(cast: Cast) -> None:
    version = current_of(cast.document())

    with pytest.raises(VersionFrozen):
        reopen_draft(actor=cast.editor, version=version)


def test_refuses_an_archived_version_that_was_once_published(cast: Cast) -> None:
    version = archive_version(actor=cast.publisher, version=current_of(cast.document()))
    before = everything_stored()

    with pytest.raises(VersionFrozen):
        reopen_draft(actor=cast.editor, version=version)

    assert everything_stored() == before


def test_refuses_a_version_in_the_trash(cast: Cast) -> None:
    version = discard_draft(actor=cast.editor, draft=cast.draft())
    Version.objects.filter(pk=version.pk).update(trashed_at=version.created_at)

    with pytest.raises(VersionNotFound):
        reopen_draft(actor=cast.editor, version=version)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    version = discard_draft(actor=cast.editor, draft=cast.draft())
    trash_document(actor=cast.manager, document=Document.objects.get(pk=version.document_id))

    with pytest.raises(NotFound):
        reopen_draft(actor=cast.editor, version=version)
