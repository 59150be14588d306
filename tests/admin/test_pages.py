from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.admin.office import APPLICATION
from tests.cast import Cast
from versioning.models import Application, Document, Draft, Event, Language, Token, User, Version, WorkflowStatus
from versioning.services.documents.set_workflow_status import set_workflow_status

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


def test_finds_versions_by_their_titles(cast: Cast, office: Client) -> None:
    cast.document("Shipping")
    cast.document("Refunds")

    page = office.get(reverse("admin:versioning_version_changelist"), {"q": "shipp"}).content.decode()

    assert "1 version" in page
