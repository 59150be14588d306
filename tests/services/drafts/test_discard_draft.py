import pytest

from tests.cast import Cast
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotFound, VersionFrozen
from versioning.models import Document, Draft, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.publish_version import publish_version


def test_archives_the_version_and_closes_the_draft(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document()), body="Given up.")

    discard_draft(actor=cast.editor, draft=draft)

    version = Version.objects.with_text().get(pk=draft.version_id)
    assert (version.status, version.published_at, version.text) == ("archived", None, "Given up.")
    assert version.archived_at is not None
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_readers_see_no_change(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    before = Document.objects.filter(pk=document.pk).values().get()

    discard_draft(actor=cast.editor, draft=draft)

    assert Document.objects.filter(pk=document.pk).values().get() == before


def test_gives_its_place_on_the_branch_free(cast: Cast) -> None:
    document = cast.document()
    discard_draft(actor=cast.editor, draft=cast.fork(document, ForkMode.STRICT))

    assert cast.fork(document, ForkMode.STRICT).version.number == 3


def test_writes_one_event_that_holds_what_reopening_needs(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document(), ForkMode.STRICT), body="Given up.")

    with recorded() as events:
        discard_draft(actor=cast.editor, draft=draft)

    assert [(event.verb, event.version_id) for event in events] == [(Verb.DRAFT_DISCARDED, draft.version_id)]
    assert events[0].data == {
        "number": 2,
        "identifier": draft.identifier,
        "revision": 2,
        "branch": str(draft.branch_id),
        "base": str(draft.base_id),
        "forked_at": draft.created_at.isoformat(),
        "saved_at": draft.last_saved_at.isoformat(),
        "saved_by": str(cast.editor.user.pk),
    }


def test_refuses_a_draft_that_was_discarded_already(cast: Cast) -> None:
    draft = cast.draft()
    discard_draft(actor=cast.editor, draft=Draft.objects.get(pk=draft.pk))
    before = everything_stored()

    with pytest.raises(VersionFrozen, match="published or discarded meanwhile"):
        discard_draft(actor=cast.editor, draft=draft)

    assert everything_stored() == before


def test_refuses_a_draft_that_was_published_meanwhile(cast: Cast) -> None:
    draft = cast.draft()
    publish_version(actor=cast.publisher, version=draft.version)
    before = everything_stored()

    with pytest.raises(VersionFrozen):
        discard_draft(actor=cast.editor, draft=draft)

    assert everything_stored() == before


def test_refuses_a_trashed_document(cast: Cast) -> None:
    draft = cast.draft()
    trash_document(actor=cast.manager, document=draft.document)

    with pytest.raises(NotFound):
        discard_draft(actor=cast.editor, draft=draft)
