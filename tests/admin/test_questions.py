"""Actions that ask before they change what readers see."""

from django.test import Client
from django.urls import reverse

from tests.admin.office import ask, seen_fields
from tests.cast import Cast
from versioning.models import Document, Draft


def test_asks_before_it_promotes_and_shows_the_difference(cast: Cast, office: Client) -> None:
    document = cast.document(body="Within 14 days.\n")
    first = document.current
    cast.version(document, "Within 30 days.\n")

    page = ask(office, model="version", action="promote", rows=[first])

    assert "Make version 1 of Refunds current. Readers see it instead of version 2." in page
    assert "Within <del>30</del> days." in page
    assert Document.objects.get(pk=document.pk).current_id != first.pk  # type: ignore[union-attr]


def test_the_question_says_that_a_version_is_current_already(cast: Cast, office: Client) -> None:
    document = cast.document()

    page = ask(office, model="version", action="promote", rows=[document.current])

    assert "Version 1 of Refunds is current already. Readers see no change." in page


def test_promotes_nothing_without_a_question(cast: Cast, office: Client) -> None:
    document = cast.document()
    first, second = document.current, cast.version(document, "newer\n")
    data = {"action": "promote", "_selected_action": [str(first.pk)], "confirmed": "yes"}  # type: ignore[union-attr]

    page = office.post(reverse("admin:versioning_version_changelist"), data, follow=True).content.decode()

    assert "Look at the changes of this version first." in page
    assert Document.objects.get(pk=document.pk).current_id == second.pk


def test_nothing_is_promoted_over_what_nobody_saw(cast: Cast, office: Client) -> None:
    document = cast.document()
    first = document.current
    cast.version(document, "second\n")
    page = ask(office, model="version", action="promote", rows=[first])
    third = cast.version(document, "third\n")
    data = {"action": "promote", "_selected_action": [str(first.pk)], "confirmed": "yes", **seen_fields(page)}  # type: ignore[union-attr]

    office.post(reverse("admin:versioning_version_changelist"), data)

    assert Document.objects.get(pk=document.pk).current_id == third.pk


def test_asks_before_it_archives_what_readers_see(cast: Cast, office: Client) -> None:
    version = cast.document(body="Within 14 days.\n").current

    page = ask(office, model="version", action="archive", rows=[version])

    assert "Archive version 1 of Refunds. It is current: readers will not see this document." in page
    assert "<del>Within 14 days.</del>" in page


def test_asks_before_it_publishes_a_draft(cast: Cast, office: Client) -> None:
    draft = cast.save(cast.fork(cast.document(body="Within 14 days.\n")), body="Within <b>30</b> days.\n")

    page = ask(office, model="draft", action="publish_and_promote", rows=[draft])

    assert "Publish version 2 of Refunds and make it current. Readers see it instead of version 1." in page
    assert "&lt;b&gt;30&lt;/b&gt;" in page
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_publishes_no_draft_that_was_saved_since(cast: Cast, office: Client) -> None:
    draft = cast.draft()
    page = ask(office, model="draft", action="publish", rows=[draft])
    cast.save(draft, body="Nobody saw this.\n")
    data = {"action": "publish", "_selected_action": [str(draft.pk)], "confirmed": "yes", **seen_fields(page)}

    office.post(reverse("admin:versioning_draft_changelist"), data)

    assert Draft.objects.filter(pk=draft.pk).exists()


def test_publishes_no_draft_without_a_question(cast: Cast, office: Client) -> None:
    draft = cast.draft()
    data = {"action": "publish", "_selected_action": [str(draft.pk)], "confirmed": "yes"}

    page = office.post(reverse("admin:versioning_draft_changelist"), data, follow=True).content.decode()

    assert "Look at the changes of this draft first." in page
    assert Draft.objects.filter(pk=draft.pk).exists()
