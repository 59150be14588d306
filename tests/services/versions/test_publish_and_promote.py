import pytest

from tests.cast import Cast, make_token
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import DraftOutdated, InvalidValue, NotAllowed, NotFound, VersionFrozen
from versioning.models import Actor, Blob, Document, Draft, Scope, SearchEntry, Verb
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version


def test_freezes_the_draft_and_makes_it_current(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document()), title="New", body="Second.")

    version = publish_and_promote(actor=cast.publisher, draft=draft)

    document = Document.objects.get(pk=draft.document_id)
    assert (document.current, document.title) == (version, "New")
    assert (version.status, version.is_current, version.text) == ("published", True, "Second.")
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_publishes_what_is_there_where_the_text_that_the_caller_knew_of_was_purged(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document()), body="Known to the caller.")
    known = Draft.objects.get(pk=draft.pk)
    former = known.version.body_id
    cast.save(known, body="Saved since.")
    Blob.objects.get(pk=former).delete()

    version = publish_and_promote(actor=cast.publisher, draft=known)

    assert version.text == "Saved since."
    assert SearchEntry.objects.get().text == "Saved since."


def test_writes_both_events_in_their_order(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)

    with recorded() as events:
        publish_and_promote(actor=cast.publisher, draft=draft)

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.VERSION_PUBLISHED, draft.version_id, {"number": 2, "draft": draft.identifier}),
        (Verb.VERSION_PROMOTED, draft.version_id, {"number": 2, "former": str(document.current_id)}),
    ]


def test_keeps_the_message_in_the_event(cast: Cast) -> None:
    draft = cast.draft()

    with recorded() as events:
        publish_and_promote(actor=cast.publisher, draft=draft, message="For the audit.")

    assert events[0].data == {"number": 1, "draft": draft.identifier, "message": "For the audit."}


@pytest.mark.parametrize("message", ["x" * 2001, "\0", "\ud800"])
def test_refuses_a_message_that_cannot_be_kept(cast: Cast, message: str) -> None:
    draft = cast.draft()
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        publish_and_promote(actor=cast.publisher, draft=draft, message=message)

    assert refusal.value.field == "message"
    assert everything_stored() == before


def test_refuses_an_outdated_draft_and_says_what_became_current(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    cast.version(document, "Third.")
    before = everything_stored()

    with pytest.raises(DraftOutdated) as refusal:
        publish_and_promote(actor=cast.publisher, draft=draft)

    assert refusal.value.data == {"base": 1, "current": 3}
    assert everything_stored() == before


def test_refuses_a_draft_from_before_the_first_promotion(cast: Cast) -> None:
    first = cast.draft()
    second = cast.fork(first.document)
    publish_and_promote(actor=cast.publisher, draft=first)

    with pytest.raises(DraftOutdated) as refusal:
        publish_and_promote(actor=cast.publisher, draft=second)

    assert refusal.value.data == {"base": None, "current": 1}


def test_refuses_a_draft_whose_base_was_archived(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    assert document.current is not None
    archive_version(actor=cast.publisher, version=document.current)

    with pytest.raises(DraftOutdated) as refusal:
        publish_and_promote(actor=cast.publisher, draft=draft)

    assert refusal.value.data == {"base": 1, "current": None}


def test_publishes_an_outdated_draft_where_told_to_override(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    cast.version(document, "Third.")

    version = publish_and_promote(actor=cast.publisher, draft=draft, outdated=Outdated.OVERRIDE)

    assert Document.objects.get(pk=document.pk).current_id == version.pk


def test_the_outdated_draft_is_seen_whatever_the_caller_read_before(cast: Cast) -> None:
    document = cast.document()
    fork = cast.fork(document)
    read_early = Draft.objects.with_everything().get(pk=fork.pk)
    cast.version(document, "Third.")

    with pytest.raises(DraftOutdated):
        publish_and_promote(actor=cast.publisher, draft=read_early)

    assert Draft.objects.filter(pk=fork.pk).exists()


def test_refuses_a_draft_that_was_published_meanwhile(cast: Cast) -> None:
    draft = cast.draft()
    publish_version(actor=cast.publisher, version=draft.version)
    before = everything_stored()

    with pytest.raises(VersionFrozen):
        publish_and_promote(actor=cast.publisher, draft=draft)

    assert everything_stored() == before


def test_refuses_a_draft_that_was_discarded_meanwhile(cast: Cast) -> None:
    draft = cast.draft()
    discard_draft(actor=cast.editor, draft=draft)

    with pytest.raises(VersionFrozen):
        publish_and_promote(actor=cast.publisher, draft=draft, outdated=Outdated.OVERRIDE)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    draft = cast.draft()
    trash_document(actor=cast.manager, document=draft.document)

    with pytest.raises(NotFound):
        publish_and_promote(actor=cast.publisher, draft=draft)


def test_refuses_a_token_that_may_only_propose(cast: Cast) -> None:
    draft = cast.draft()
    token, _ = make_token(cast.publisher.user, scopes=(Scope.READ, Scope.DRAFT))

    with pytest.raises(NotAllowed, match="Your token needs the publish scope"):
        publish_and_promote(actor=Actor(user=cast.publisher.user, credential=token.credential), draft=draft)
