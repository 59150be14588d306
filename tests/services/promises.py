"""What must be true of a document at every moment, whatever was done to it and in whichever order."""

from uuid import UUID

from django.db import connection

from versioning.models import Blob, Document, Draft, Event, Verb, Version
from versioning.models.files.file_count import find_file_miscounts
from versioning.models.history.blob import text_digest
from versioning.models.quotas.usage_recount import find_miscounts


def assert_promises_hold(document_id: UUID) -> None:
    """Numbers dense, the current version published, a draft row exactly where a draft is, texts whole, events true."""
    document = Document.objects.get(pk=document_id)
    versions = list(Version.objects.filter(document=document).order_by("number"))
    drafts = list(Draft.objects.filter(document=document))

    assert [version.number for version in versions] == list(range(1, document.last_number + 1))
    assert len({version.key for version in versions}) == len(versions)
    open_versions = {version.pk for version in versions if version.status == Version.Status.DRAFT}
    assert {draft.version_id for draft in drafts} == open_versions
    branches = [draft.branch_id for draft in drafts if draft.branch_id is not None]
    assert len(set(branches)) == len(branches)
    assert all(text_digest(blob.read()) == bytes(blob.sha256) for blob in Blob.objects.filter(document=document))
    published = {version.pk for version in versions if version.status == Version.Status.PUBLISHED}
    assert document.current_id is None or document.current_id in published
    assert not list(find_miscounts(connection))
    assert not find_file_miscounts(connection)
    assert _pointer_told_by_events(document_id) == document.current_id


def _pointer_told_by_events(document_id: UUID) -> UUID | None:
    """Where the current pointer stands according to the events, each of which must follow from the one before."""
    pointer: UUID | None = None
    for event in Event.objects.filter(document=document_id).order_by("id"):
        if event.verb == Verb.VERSION_PROMOTED:
            assert event.data["former"] == (pointer and str(pointer))
            pointer = event.version_id
        elif event.verb == Verb.VERSION_UNPROMOTED:
            assert event.version_id == pointer
            pointer = None
    return pointer
