from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast, make_project
from versioning.models import Event, Language, Verb, WorkflowStatus
from versioning.services.documents.set_workflow_status import set_workflow_status

ADD, LIST = "admin:versioning_{}_add", "admin:versioning_{}_changelist"
FORM = {"project": "handbook", "name": "Review", "description": "By two.", "order": "", "colour": "#ff8800"}


def _status(cast: Cast, name: str = "Review", **values: Any) -> WorkflowStatus:
    return WorkflowStatus.objects.create(project=cast.project, name=name, **values)


def _change(office: Client, status: WorkflowStatus, **values: Any) -> str:
    given = {"name": status.name, "description": "", "order": "0", "colour": status.colour, **values}
    address = reverse("admin:versioning_workflowstatus_change", args=[status.pk])
    return office.post(address, given, follow=True).content.decode()


def _delete(office: Client, row: Any) -> str:
    address = reverse(f"admin:versioning_{row._meta.model_name}_delete", args=[row.pk])
    return office.post(address, {"post": "yes"}, follow=True).content.decode()


def test_makes_a_workflow_status(cast: Cast, office: Client) -> None:
    page = office.post(reverse(ADD.format("workflowstatus")), FORM, follow=True).content.decode()

    status = WorkflowStatus.objects.get()
    assert (status.project, status.name, status.order, status.colour) == (cast.project, "Review", 0, "#ff8800")
    assert Event.objects.latest("id").verb == Verb.WORKFLOW_STATUS_CREATED
    assert "was added successfully" in page


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"project": "nowhere"}, "No project has this slug."),
        ({"name": "Taken"}, "This project already has a workflow status named Taken."),
        ({"colour": "orange"}, "colour must be # and six lowercase hexadecimal digits"),
        ({"order": "-1"}, "order must be between 0 and"),
    ],
)
def test_shows_what_is_wrong_with_a_new_one(cast: Cast, office: Client, values: dict[str, str], expected: str) -> None:
    _status(cast, "Taken")

    page = office.post(reverse(ADD.format("workflowstatus")), {**FORM, **values}).content.decode()

    assert expected in page
    assert WorkflowStatus.objects.count() == 1


def test_changes_a_workflow_status_and_where_it_leads(cast: Cast, office: Client) -> None:
    status, done = _status(cast), _status(cast, "Done")

    _change(office, status, name="Check", read_only="on", following=[str(done.pk)])

    status.refresh_from_db()
    assert (status.name, status.read_only, list(status.following.all())) == ("Check", True, [done])
    assert Event.objects.latest("id").data["changes"] == {
        "name": "Check",
        "read_only": True,
        "following": [str(done.pk)],
    }


def test_offers_only_the_statuses_of_the_same_project(cast: Cast, office: Client) -> None:
    status, other = _status(cast), WorkflowStatus.objects.create(project=make_project("other"), name="Foreign")

    page = office.get(reverse("admin:versioning_workflowstatus_change", args=[status.pk])).content.decode()
    _change(office, status, following=[str(other.pk)])

    assert str(other.pk) not in page
    assert not status.following.exists()


def test_shows_that_a_name_is_taken(cast: Cast, office: Client) -> None:
    status = _status(cast)
    _status(cast, "Done")

    page = _change(office, status, name="Done")

    assert "This project already has a workflow status named Done." in page


def test_removes_a_workflow_status(cast: Cast, office: Client) -> None:
    _delete(office, _status(cast))

    assert not WorkflowStatus.objects.exists()
    assert Event.objects.latest("id").verb == Verb.WORKFLOW_STATUS_REMOVED


def test_keeps_a_status_that_documents_have_without_reading_them(cast: Cast, office: Client) -> None:
    status = _status(cast)
    set_workflow_status(actor=cast.editor, document=cast.document(), status_id=status.pk)
    address = reverse("admin:versioning_workflowstatus_delete", args=[status.pk])

    with CaptureQueriesContext(connection) as captured:
        office.get(address)
    page = _delete(office, status)

    assert "Documents still have this status" in page
    assert WorkflowStatus.objects.get() == status
    assert not [query for query in captured if '"versioning_document"' in query["sql"]]


def test_the_colour_is_drawn_without_a_style(cast: Cast, office: Client) -> None:
    _status(cast, colour="#12ab34")

    response = office.get(reverse(LIST.format("workflowstatus")))

    assert 'fill="#12ab34"' in response.content.decode()
    assert "style=" not in response.content.decode().partition('id="result_list"')[2].partition("</table>")[0]
    assert "style-src 'self'" in response["Content-Security-Policy"]


def test_adds_a_language(cast: Cast, office: Client) -> None:
    office.post(reverse(ADD.format("language")), {"project": "handbook", "language": "de"})

    assert set(Language.objects.values_list("code", flat=True)) == {"en", "de"}
    assert Event.objects.latest("id").verb == Verb.LANGUAGE_ADDED


@pytest.mark.parametrize(
    ("code", "expected"),
    [("german", "language must be a code such as en"), ("en", "This project already has the language en.")],
)
def test_shows_what_is_wrong_with_a_new_language(cast: Cast, office: Client, code: str, expected: str) -> None:
    page = office.post(reverse(ADD.format("language")), {"project": "handbook", "language": code}).content.decode()

    assert expected in page


def test_removes_a_language(cast: Cast, office: Client) -> None:
    _delete(office, Language.objects.create(project=cast.project, code="de"))

    assert [language.code for language in Language.objects.all()] == ["en"]


def test_keeps_the_primary_language(cast: Cast, office: Client) -> None:
    page = _delete(office, Language.objects.get())

    assert "You cannot remove the primary language." in page
    assert Language.objects.count() == 1


def test_a_list_of_documents_shows_the_status_of_each(cast: Cast, office: Client) -> None:
    document = cast.document()
    status = _status(cast)
    set_workflow_status(actor=cast.editor, document=document, status_id=status.pk, assignee_id=cast.viewer.user.pk)

    page = office.get(reverse(LIST.format("document")), {"workflow_status__isempty": "0"}).content.decode()
    detail = office.get(reverse("admin:versioning_document_change", args=[document.pk])).content.decode()

    assert "Review" in page
    assert cast.viewer.user.username in page
    assert "Workflow comment" in detail


def test_many_rows_at_once_are_not_deleted_behind_the_services(cast: Cast, office: Client) -> None:
    status = _status(cast)
    data = {"action": "delete_selected", "_selected_action": [str(status.pk)], "post": "yes"}

    office.post(reverse(LIST.format("workflowstatus")), data)

    assert WorkflowStatus.objects.exists()
