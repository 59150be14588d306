"""Actions on rows of a list call the services."""

from django.test import Client
from django.urls import reverse

from tests.admin.office import act
from tests.cast import Cast
from versioning.models import Document, Draft, Event, Verb, Version, WorkflowStatus
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.versions.publish_version import publish_version


def test_forks_through_the_service(cast: Cast, office: Client) -> None:
    document = cast.document()

    page = act(office, model="document", action="fork", rows=[document])

    assert "1 forked." in page
    assert Event.objects.latest("id").verb == Verb.DRAFT_FORKED


def test_shows_a_refusal_by_name_and_continues(cast: Cast, office: Client) -> None:
    forked, other = cast.document("Forked"), cast.document("Other")
    act(office, model="document", action="fork", rows=[forked])

    page = act(office, model="document", action="fork", rows=[forked, other])

    assert "Forked: A draft version already exists for this resource." in page
    assert Draft.objects.filter(document=other).count() == 1


def test_promotes_the_newest_published_version(cast: Cast, office: Client) -> None:
    document = cast.document()
    newest = publish_version(actor=cast.publisher, version=cast.fork(document).version)

    act(office, model="document", action="promote_newest", rows=[document])

    assert Document.objects.get(pk=document.pk).current_id == newest.pk


def test_promotes_a_chosen_version(cast: Cast, office: Client) -> None:
    document = cast.document()
    first = document.current
    cast.version(document, "newer\n")

    act(office, model="version", action="promote", rows=[first])

    assert first is not None
    assert Document.objects.get(pk=document.pk).current_id == first.pk


def test_archives_and_restores_a_version(cast: Cast, office: Client) -> None:
    version = cast.document().current
    assert version is not None
    act(office, model="version", action="archive", rows=[version])

    act(office, model="version", action="restore", rows=[version])

    assert Version.objects.get(pk=version.pk).status == Version.Status.PUBLISHED


def test_publishes_and_promotes_a_draft(cast: Cast, office: Client) -> None:
    draft = cast.draft()

    act(office, model="draft", action="publish_and_promote", rows=[draft])

    assert Document.objects.get(pk=draft.document_id).current_id == draft.version_id


def test_discards_a_draft(cast: Cast, office: Client) -> None:
    draft = cast.draft()

    act(office, model="draft", action="discard", rows=[draft])

    assert Event.objects.latest("id").verb == Verb.DRAFT_DISCARDED


def test_trashes_and_restores_a_document(cast: Cast, office: Client) -> None:
    document = cast.document()
    act(office, model="document", action="trash", rows=[document])

    act(office, model="document", action="restore", rows=[document])

    assert Document.objects.get(pk=document.pk).trashed_at is None


def test_moves_a_version_to_the_trash_and_back(cast: Cast, office: Client) -> None:
    document = cast.document()
    first = document.current
    assert first is not None
    cast.version(document, "newer\n")
    act(office, model="version", action="trash", rows=[first])
    trashed = office.get(reverse("admin:versioning_version_changelist"), {"trashed_at__isempty": "0"})

    page = act(office, model="version", action="untrash", rows=[first])

    assert [row.pk for row in trashed.context["cl"].result_list] == [first.pk]
    assert "1 restored." in page
    assert Version.objects.get(pk=first.pk).trashed_at is None


def test_the_current_version_cannot_be_trashed(cast: Cast, office: Client) -> None:
    version = cast.document().current

    page = act(office, model="version", action="trash", rows=[version])

    assert "Version 1: This is the current version." in page


def test_removes_a_document_from_the_workflow(cast: Cast, office: Client) -> None:
    document = cast.document()
    status = WorkflowStatus.objects.create(project=cast.project, name="Review", read_only=True)
    set_workflow_status(actor=cast.editor, document=document, status_id=status.pk)

    page = act(office, model="document", action="leave_workflow", rows=[document, cast.document()])

    assert "2 removed from the workflow." in page
    assert Document.objects.get(pk=document.pk).workflow_status is None


def test_shows_no_more_rows_than_can_be_read(cast: Cast, office: Client) -> None:
    versions = [cast.document(f"Document {number}").current for number in range(51)]

    page = act(office, model="version", action="archive", rows=versions)

    assert "Select 50 rows at most" in page
