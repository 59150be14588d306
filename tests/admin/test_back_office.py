import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from versioning.models import (
    Application,
    Document,
    Draft,
    Event,
    Language,
    Project,
    Token,
    User,
    Verb,
    Version,
    WorkflowStatus,
)
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.versions.publish_version import publish_version

PAGES = (
    "document",
    "version",
    "draft",
    "project",
    "token",
    "application",
    "event",
    "user",
    "language",
    "workflowstatus",
)
APPLICATION = {"name": "Quill", "redirect_uris": "https://editor.example/callback"}


# What the forms of the rows below a project send.
INLINES = {
    f"{name}-{part}_FORMS": "0" for name in ("memberships", "workspaces", "branches") for part in ("TOTAL", "INITIAL")
}


def act(office: Client, *, model: str, action: str, rows: list[Any]) -> str:
    """Choose an action for rows of a list. Return the text of the next page."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    address = reverse(f"admin:versioning_{model}_changelist")
    page = office.post(address, data, follow=True).content.decode()
    # Some actions ask first. The page that asks sends what it showed.
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page))
    return office.post(address, {**data, **seen, "confirmed": "yes"}, follow=True).content.decode() if seen else page


def asked(office: Client, *, model: str, action: str, rows: list[Any]) -> str:
    """Choose an action for rows of a list. Return the text of the page that asks."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    answer = office.post(reverse(f"admin:versioning_{model}_changelist"), data)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def undo_fields(page: str) -> dict[str, str]:
    """Return what the button Undo of a page sends."""
    undo = re.search(r'class="undo">(.*?)</form>', page, re.DOTALL)
    assert undo is not None
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', undo[1]))


@pytest.mark.parametrize("model", PAGES)
def test_every_list_opens(cast: Cast, office: Client, model: str) -> None:
    cast.fork(cast.document())

    response = office.get(reverse(f"admin:versioning_{model}_changelist"), {"q": "a"})

    assert response.status_code == 200


@pytest.mark.parametrize("model", PAGES)
def test_every_row_opens(cast: Cast, office: Client, model: str) -> None:
    cast.fork(cast.document())
    office.post(reverse("admin:versioning_token_add"), {"kind": "personal", "name": "t", "scopes": ["read"]})
    WorkflowStatus.objects.create(project=cast.project, name="Review")
    office.post(reverse("admin:versioning_application_add"), {**APPLICATION, "client_type": "public"})
    rows: dict[str, Any] = {
        "document": Document,
        "version": Version,
        "draft": Draft,
        "token": Token,
        "application": Application,
        "event": Event,
        "language": Language,
        "workflowstatus": WorkflowStatus,
    }
    row = cast.project if model == "project" else rows.get(model, User).objects.first()

    response = office.get(reverse(f"admin:versioning_{model}_change", args=[row.pk]))

    assert response.status_code == 200


def test_shows_the_text_escaped(cast: Cast, office: Client) -> None:
    version = cast.draft(body="<script>alert(1)</script>").version

    page = office.get(reverse("admin:versioning_version_change", args=[version.pk])).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


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


@pytest.mark.parametrize("model", ["document", "version", "draft", "event"])
def test_only_actions_write(cast: Cast, office: Client, model: str) -> None:
    cast.fork(cast.document())
    rows: dict[str, Any] = {"document": Document, "version": Version, "draft": Draft, "event": Event}
    row = rows[model].objects.first()
    addresses = [
        reverse(f"admin:versioning_{model}_add"),
        reverse(f"admin:versioning_{model}_change", args=[row.pk]),
        reverse(f"admin:versioning_{model}_delete", args=[row.pk]),
    ]

    statuses = [office.post(address, {"title": "changed"}).status_code for address in addresses]

    assert statuses == [403, 403, 403]


@pytest.mark.parametrize("page", ["add", "delete"])
def test_projects_are_neither_made_nor_deleted(cast: Cast, office: Client, page: str) -> None:
    address = reverse(f"admin:versioning_project_{page}", args=[] if page == "add" else [cast.project.pk])

    assert office.post(address, {"name": "New"}).status_code == 403


def test_a_project_gets_limits_of_its_own_and_nothing_else_changes(cast: Cast, office: Client) -> None:
    cast.draft()
    address = reverse("admin:versioning_project_change", args=[cast.project.pk])
    form = {"name": "Other", "bytes_limit": "1000000", "versions_limit": "0", "drafts_limit": "", **INLINES}

    before = office.get(address).content.decode()
    office.post(address, form)

    stored = Project.objects.get(pk=cast.project.pk)
    assert "1 versions, 1 open drafts" in before
    assert (stored.name, stored.bytes_limit, stored.versions_limit, stored.drafts_limit) == (
        "Handbook",
        1000000,
        0,
        None,
    )
    event = Event.objects.latest("id")
    assert (event.verb, event.data["changes"]) == (Verb.PROJECT_UPDATED, {"bytes_limit": 1000000, "versions_limit": 0})


def test_a_limit_below_nothing_is_refused(cast: Cast, office: Client) -> None:
    address = reverse("admin:versioning_project_change", args=[cast.project.pk])

    page = office.post(address, {"bytes_limit": "-1", **INLINES}).content.decode()

    assert "greater than or equal to 0" in page
    assert Project.objects.get(pk=cast.project.pk).bytes_limit is None


def test_makes_a_token_and_shows_it_once(cast: Cast, office: Client) -> None:
    form = {"kind": "project", "name": "ci", "project": cast.project.slug, "role": "20", "scopes": ["read", "draft"]}

    page = office.post(reverse("admin:versioning_token_add"), form, follow=True).content.decode()

    token = Token.objects.get(name="ci")
    assert f"You will not see it again: {token.prefix}." in page
    assert f"{token.prefix}." not in office.get(reverse("admin:versioning_token_changelist")).content.decode()


def test_the_refusal_of_a_token_is_shown_beside_its_field(cast: Cast, office: Client) -> None:
    form = {"kind": "project", "name": "ci", "project": "", "role": "20", "scopes": ["read"]}

    page = office.post(reverse("admin:versioning_token_add"), form).content.decode()

    assert "Give a project for a project token" in page
    assert not Token.objects.exists()


def test_revokes_a_token(cast: Cast, office: Client) -> None:
    office.post(reverse("admin:versioning_token_add"), {"kind": "personal", "name": "t", "scopes": ["read"]})

    act(office, model="token", action="revoke", rows=[Token.objects.get()])

    assert Token.objects.get().revoked_at is not None


def test_registers_an_application_and_shows_its_secret_once(cast: Cast, office: Client) -> None:
    form = {**APPLICATION, "client_type": "confidential", "project": cast.project.slug}

    page = office.post(reverse("admin:versioning_application_add"), form, follow=True).content.decode()

    application = Application.objects.get()
    assert application.project == cast.project
    assert f"Client ID: {application.client_id}" in page
    assert "Copy the client secret now. You will not see it again: " in page
    assert "not see it again" not in office.get(reverse("admin:versioning_application_changelist")).content.decode()


def test_the_refusal_of_an_application_is_shown_beside_its_field(cast: Cast, office: Client) -> None:
    form = {"name": "Quill", "client_type": "public", "redirect_uris": "http://editor.example/"}

    page = office.post(reverse("admin:versioning_application_add"), form).content.decode()

    assert "redirect_uris: http://editor.example/ is not allowed." in page
    assert not Application.objects.exists()


def test_retires_an_application(cast: Cast, office: Client) -> None:
    office.post(reverse("admin:versioning_application_add"), {**APPLICATION, "client_type": "public"})

    page = act(office, model="application", action="retire", rows=[Application.objects.get()])

    assert "1 retired." in page
    assert Application.objects.get().retired_at is not None


def test_the_pages_of_the_library_are_not_there(office: Client) -> None:
    assert office.get("/admin/oauth2_provider/accesstoken/").status_code == 404


@pytest.mark.parametrize("model", ["document", "version", "draft", "event", "workflowstatus", "language"])
def test_a_list_costs_the_same_for_many_rows(
    cast: Cast, office: Client, model: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        document = cast.fork(cast.document(f"Document {number}")).document
        status = WorkflowStatus.objects.create(project=cast.project, name=f"Status {number}")
        set_workflow_status(actor=cast.editor, document=document, status_id=status.pk, assignee_id=cast.viewer.user.pk)

    with django_assert_max_num_queries(8):
        response = office.get(reverse(f"admin:versioning_{model}_changelist"))

    assert response.status_code == 200


def test_removes_a_document_from_the_workflow(cast: Cast, office: Client) -> None:
    document = cast.document()
    status = WorkflowStatus.objects.create(project=cast.project, name="Review", read_only=True)
    set_workflow_status(actor=cast.editor, document=document, status_id=status.pk)

    page = act(office, model="document", action="leave_workflow", rows=[document, cast.document()])

    assert "2 removed from the workflow." in page
    assert Document.objects.get(pk=document.pk).workflow_status is None


def test_filters_by_the_languages_that_projects_have(cast: Cast, office: Client) -> None:
    cast.document("German", language="de")
    cast.document("English")

    page = office.get(reverse("admin:versioning_document_changelist"), {"language": "de"})

    assert [row.title for row in page.context["cl"].result_list] == ["German"]


def test_refuses_people_who_are_not_administrators(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.manager.user)

    response = client.get(reverse("admin:versioning_document_changelist"))

    assert response.status_code == 302


def test_an_administrator_gets_links_to_set_passwords(cast: Cast, office: Client) -> None:
    page = act(office, model="user", action="make_password_links", rows=[cast.editor.user])

    assert "/password/" in page
    assert Event.objects.latest("id").data["password_link"] is True


def test_an_address_that_an_administrator_enters_is_not_confirmed(cast: Cast, office: Client) -> None:
    user = cast.editor.user
    User.objects.filter(pk=user.pk).update(email_confirmed_at=user.date_joined)
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}

    office.post(
        reverse("admin:versioning_user_change", args=[user.pk]),
        {"username": user.username, "email": "new@example.org", "is_active": "on", **joined},
    )

    user.refresh_from_db()
    assert (user.email, user.email_confirmed_at) == ("new@example.org", None)
    assert "email" in Event.objects.latest("id").data["fields"]


def test_accounts_are_not_deleted(cast: Cast, office: Client) -> None:
    answer = office.post(reverse("admin:versioning_user_delete", args=[cast.editor.user.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert User.objects.filter(pk=cast.editor.user.pk).exists()


def test_the_former_address_is_told_that_an_administrator_changed_it(cast: Cast, office: Client) -> None:
    user = cast.editor.user
    address = reverse("admin:versioning_user_change", args=[user.pk])
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00", "is_active": "on"}

    for email in ("new@example.org", "new@example.org"):
        office.post(address, {"username": user.username, "email": email, **joined})
    run_due_jobs()

    [letter] = mail.outbox
    assert letter.to == ["edda@example.org"]
    assert "The email address of your account was changed." in str(letter.body)
    assert Event.objects.filter(verb="user.changed").count() == 2


def test_asks_before_it_promotes_and_shows_the_difference(cast: Cast, office: Client) -> None:
    document = cast.document(body="Within 14 days.\n")
    first = document.current
    cast.version(document, "Within 30 days.\n")

    page = asked(office, model="version", action="promote", rows=[first])

    assert "Make version 1 of Refunds current. Readers see it instead of version 2." in page
    assert "Within <del>30</del> days." in page
    assert Document.objects.get(pk=document.pk).current_id != first.pk  # type: ignore[union-attr]


def test_the_question_says_that_a_version_is_current_already(cast: Cast, office: Client) -> None:
    document = cast.document()

    page = asked(office, model="version", action="promote", rows=[document.current])

    assert "Version 1 of Refunds is current already. Readers see no change." in page


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


def test_a_first_promotion_is_undone_by_archiving(cast: Cast, office: Client) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)
    page = act(office, model="version", action="promote", rows=[version])

    office.post(reverse("admin:versioning_version_changelist"), undo_fields(page))

    version.refresh_from_db()
    assert (version.status, Document.objects.get(pk=version.document_id).current_id) == ("archived", None)


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
    page = asked(office, model="version", action="promote", rows=[first])
    third = cast.version(document, "third\n")
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page))
    data = {"action": "promote", "_selected_action": [str(first.pk)], "confirmed": "yes", **seen}  # type: ignore[union-attr]

    office.post(reverse("admin:versioning_version_changelist"), data)

    assert Document.objects.get(pk=document.pk).current_id == third.pk


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


def test_asks_before_it_archives_what_readers_see(cast: Cast, office: Client) -> None:
    version = cast.document(body="Within 14 days.\n").current

    page = asked(office, model="version", action="archive", rows=[version])

    assert "Archive version 1 of Refunds. It is current: readers will not see this document." in page
    assert "<del>Within 14 days.</del>" in page


def test_asks_before_it_publishes_a_draft(cast: Cast, office: Client) -> None:
    draft = cast.save(cast.fork(cast.document(body="Within 14 days.\n")), body="Within <b>30</b> days.\n")

    page = asked(office, model="draft", action="publish_and_promote", rows=[draft])

    assert "Publish version 2 of Refunds and make it current. Readers see it instead of version 1." in page
    assert "&lt;b&gt;30&lt;/b&gt;" in page
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_publishes_no_draft_that_was_saved_since(cast: Cast, office: Client) -> None:
    draft = cast.draft()
    page = asked(office, model="draft", action="publish", rows=[draft])
    cast.save(draft, body="Nobody saw this.\n")
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page))
    data = {"action": "publish", "_selected_action": [str(draft.pk)], "confirmed": "yes", **seen}

    office.post(reverse("admin:versioning_draft_changelist"), data)

    assert Draft.objects.filter(pk=draft.pk).exists()


def test_publishes_no_draft_without_a_question(cast: Cast, office: Client) -> None:
    draft = cast.draft()
    data = {"action": "publish", "_selected_action": [str(draft.pk)], "confirmed": "yes"}

    page = office.post(reverse("admin:versioning_draft_changelist"), data, follow=True).content.decode()

    assert "Look at the changes of this draft first." in page
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_shows_no_more_rows_than_can_be_read(cast: Cast, office: Client) -> None:
    versions = [cast.document(f"Document {number}").current for number in range(51)]

    page = act(office, model="version", action="archive", rows=versions)

    assert "Select 50 rows at most" in page


def test_finds_versions_by_their_titles(cast: Cast, office: Client) -> None:
    cast.document("Shipping")
    cast.document("Refunds")

    page = office.get(reverse("admin:versioning_version_changelist"), {"q": "shipp"}).content.decode()

    assert "1 version" in page
