"""The button Undo of a message, and the action of the list that undoes a publication."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.office import act, undo_fields
from tests.cast import Cast
from versioning.models import Document, Version
from versioning.services.versions.publish_version import publish_version


def test_a_promotion_is_undone_by_a_button(cast: Cast, office: Client) -> None:
    document = cast.document()
    first, second = document.current, cast.version(document, "newer\n")
    page = act(office, model="version", action="promote", rows=[first])

    office.post(reverse("admin:versioning_version_changelist"), undo_fields(page))

    assert Document.objects.get(pk=document.pk).current_id == second.pk


def test_an_undo_replaces_no_version_that_became_current_since(cast: Cast, office: Client) -> None:
    document = cast.document()
    first = document.current
    cast.version(document, "newer\n")
    fields = undo_fields(act(office, model="version", action="promote", rows=[first]))
    third = cast.version(document, "newest\n")

    page = office.post(reverse("admin:versioning_version_changelist"), fields, follow=True).content.decode()

    assert "1 made current" not in page
    assert Document.objects.get(pk=document.pk).current_id == third.pk


def test_a_publication_for_readers_is_undone_by_a_button(cast: Cast, office: Client) -> None:
    document = cast.document()
    draft = cast.save(cast.fork(document), body="newer\n")
    page = act(office, model="draft", action="publish_and_promote", rows=[draft])

    office.post(reverse("admin:versioning_version_changelist"), undo_fields(page))

    assert Document.objects.get(pk=document.pk).current_id == document.current_id


@pytest.mark.parametrize("action", ["publish", "publish_and_promote"])
def test_a_first_publication_is_undone_by_archiving(cast: Cast, office: Client, action: str) -> None:
    draft = cast.draft()
    page = act(office, model="draft", action=action, rows=[draft])

    office.post(reverse("admin:versioning_version_changelist"), undo_fields(page))

    version = Version.objects.get(pk=draft.version_id)
    assert (version.status, Document.objects.get(pk=draft.document_id).current_id) == ("archived", None)


def test_a_first_promotion_is_undone_and_the_version_stays_published(cast: Cast, office: Client) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)
    page = act(office, model="version", action="promote", rows=[version])

    office.post(reverse("admin:versioning_version_changelist"), undo_fields(page))

    version.refresh_from_db()
    assert (version.status, Document.objects.get(pk=version.document_id).current_id) == ("published", None)


@pytest.mark.parametrize("action", ["publish", "publish_and_promote"])
def test_a_first_publication_is_undone_by_the_action_of_the_list(cast: Cast, office: Client, action: str) -> None:
    draft = cast.draft()
    act(office, model="draft", action=action, rows=[draft])

    page = act(office, model="version", action="undo_publication", rows=[draft.version])

    version = Version.objects.get(pk=draft.version_id)
    assert "1 undone." in page
    assert (version.status, Document.objects.get(pk=draft.document_id).current_id) == ("archived", None)


def test_a_publication_beside_a_current_version_is_undone_by_the_action_of_the_list(cast: Cast, office: Client) -> None:
    document = cast.document()
    draft = cast.save(cast.fork(document), body="newer\n")
    act(office, model="draft", action="publish", rows=[draft])

    act(office, model="version", action="undo_publication", rows=[draft.version])

    version = Version.objects.get(pk=draft.version_id)
    assert (version.status, Document.objects.get(pk=document.pk).current_id) == ("archived", document.current_id)


def test_the_undo_of_a_publication_takes_no_version_from_readers(cast: Cast, office: Client) -> None:
    draft = cast.draft()
    fields = undo_fields(act(office, model="draft", action="publish", rows=[draft]))
    act(office, model="version", action="promote", rows=[draft.version])

    page = office.post(reverse("admin:versioning_version_changelist"), fields, follow=True).content.decode()

    assert "1 archived" not in page
    assert Document.objects.get(pk=draft.document_id).current_id == draft.version_id


def test_the_undo_of_archiving_shows_a_current_version_to_readers_again(cast: Cast, office: Client) -> None:
    document = cast.document()
    page = act(office, model="version", action="archive", rows=[document.current])

    office.post(reverse("admin:versioning_version_changelist"), undo_fields(page))

    assert Document.objects.get(pk=document.pk).current_id == document.current_id


def test_the_undo_of_archiving_replaces_no_version_that_became_current_since(cast: Cast, office: Client) -> None:
    document = cast.document()
    first, second = document.current, cast.version(document, "newer\n")
    fields = undo_fields(act(office, model="version", action="archive", rows=[second]))
    act(office, model="version", action="promote", rows=[first])

    office.post(reverse("admin:versioning_version_changelist"), fields)

    assert Document.objects.get(pk=document.pk).current == first
    assert Version.objects.get(pk=second.pk).status == Version.Status.ARCHIVED
