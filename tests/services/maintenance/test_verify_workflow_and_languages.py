from tests.cast import Cast, make_project
from versioning.models import Document, WorkflowStatus
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database


def _breaches() -> list[tuple[str, str]]:
    return [(breach.code, breach.id) for breach in verify_database(actor=system_actor(), tell=lambda _: None)]


def test_names_a_document_in_a_workflow_status_of_another_project(cast: Cast) -> None:
    document = cast.document()
    foreign = WorkflowStatus.objects.create(project=make_project("foreign"), name="Review")
    Document.objects.filter(pk=document.pk).update(workflow_status=foreign)

    assert _breaches() == [("workflow_status_of_another_project", str(document.pk))]


def test_names_a_document_in_a_language_that_its_project_has_not(cast: Cast) -> None:
    document = cast.document()
    Document.objects.filter(pk=document.pk).update(language="de")

    assert _breaches() == [("language_not_of_the_project", str(document.pk))]


def test_is_content_with_a_language_that_only_the_trash_has(cast: Cast) -> None:
    document = cast.document()
    Document.objects.filter(pk=document.pk).update(language="de", trashed_at=document.created_at)

    assert _breaches() == []
