import pytest

from tests.cast import TEXT, Cast
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotFound, VersionFrozen
from versioning.models import Document, Draft, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_version import publish_version


def test_freezes_the_version_and_closes_its_draft(cast: Cast) -> None:
    draft = cast.draft()

    publish_version(actor=cast.publisher, version=draft.version)

    version = Version.objects.with_text().get(pk=draft.version_id)
    assert (version.status, version.published_by, version.text) == ("published", cast.publisher.user, TEXT)
    assert version.published_at is not None
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_readers_see_no_change(cast: Cast) -> None:
    document = cast.document()
    before = Document.objects.filter(pk=document.pk).values().get()
    draft = cast.save(cast.fork(document), title="New")
    after_fork = {**before, "last_number": 2}

    publish_version(actor=cast.publisher, version=draft.version)

    assert Document.objects.filter(pk=document.pk).values().get() == after_fork


def test_keeps_who_wrote_it(cast: Cast) -> None:
    draft = cast.save(cast.draft(), body="Other.")

    version = publish_version(actor=cast.publisher, version=draft.version)

    assert (version.created_by, version.modified_by_id) == (cast.editor.user, cast.editor.user.pk)


def test_writes_one_event(cast: Cast) -> None:
    draft = cast.draft()

    with recorded() as events:
        publish_version(actor=cast.publisher, version=draft.version)

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.VERSION_PUBLISHED, draft.version_id, {"number": 1, "draft": draft.identifier})
    ]


def test_an_outdated_draft_can_be_published_without_being_promoted(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    current = cast.version(document, "Second.")

    version = publish_version(actor=cast.publisher, version=draft.version)

    assert version.status == "published"
    assert Document.objects.get(pk=document.pk).current_id == current.pk


def test_refuses_a_published_version(cast: Cast) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)
    before = everything_stored()

    with pytest.raises(VersionFrozen):
        publish_version(actor=cast.publisher, version=version)

    assert everything_stored() == before


def test_refuses_an_archived_version(cast: Cast) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)
    archive_version(actor=cast.publisher, version=version)

    with pytest.raises(VersionFrozen):
        publish_version(actor=cast.publisher, version=version)


def test_refuses_a_discarded_draft(cast: Cast) -> None:
    version = discard_draft(actor=cast.editor, draft=cast.draft())

    with pytest.raises(VersionFrozen):
        publish_version(actor=cast.publisher, version=version)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    draft = cast.draft()
    trash_document(actor=cast.manager, document=draft.document)

    with pytest.raises(NotFound):
        publish_version(actor=cast.publisher, version=draft.version)
