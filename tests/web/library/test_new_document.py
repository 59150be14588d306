import pytest

from tests.cast import Cast, make_cast
from tests.web.conftest import Desks
from versioning.models import Document, Draft, Workspace

NEW = {"title": "Refunds", "kind": "article", "content_type": "markdown", "language": "en", "category": ""}


@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg", "block"])
def test_one_begins_to_write_at_once(cast: Cast, desks: Desks, content_type: str) -> None:
    answer = desks.editor.post("/new/", NEW | {"content_type": content_type})

    draft = Draft.objects.select_related("version").get()
    assert answer["Location"] == f"/drafts/{draft.identifier}/"
    assert (draft.version.title, draft.version.content_type) == ("Refunds", content_type)
    assert desks.editor.get(answer["Location"]).status_code == 200


def test_it_stands_in_the_category_that_was_chosen(cast: Cast, desks: Desks) -> None:
    category = cast.document("Guides", kind="category")

    desks.editor.post("/new/", NEW | {"category": str(category.pk)})

    assert Document.objects.get(title="Refunds").parent == category


@pytest.mark.parametrize(("workspace", "place"), [("Handbook", "In Handbook."), ("Notes", "In Handbook, Notes.")])
def test_the_place_names_a_workspace_once(cast: Cast, desks: Desks, workspace: str, place: str) -> None:
    Workspace.objects.filter(pk=cast.workspace.pk).update(name=workspace)

    page = desks.editor.get("/new/").content.decode()

    assert f"{place} Readers see the document after you publish it." in page


def test_a_title_is_needed(cast: Cast, desks: Desks) -> None:
    answer = desks.editor.post("/new/", NEW | {"title": " "})

    assert answer.status_code == 422
    assert b'id="id_title_error"' in answer.content
    assert not Document.objects.exists()


def test_a_viewer_reads_why_not(cast: Cast, desks: Desks) -> None:
    page = desks.viewer.get("/new/").content.decode()

    assert "You need the editor role to create documents. Your role is viewer." in page
    assert "Start writing" not in page
    assert desks.viewer.post("/new/", NEW).status_code == 403


def test_who_is_in_no_project_is_told_whom_to_ask(cast: Cast, desks: Desks) -> None:
    answer = desks.stranger.get("/new/")

    assert answer.status_code == 404
    assert b"Ask a project manager" in answer.content


@pytest.mark.parametrize("reference", ["nowhere", "0", "%00"])
def test_a_workspace_that_is_none_is_not_here(cast: Cast, desks: Desks, reference: str) -> None:
    assert desks.editor.get(f"/new/?workspace={reference}").status_code == 404


def test_another_projects_workspace_is_not_here(cast: Cast, desks: Desks) -> None:
    elsewhere = make_cast("elsewhere").workspace

    assert desks.editor.post(f"/new/?workspace={elsewhere.pk}", NEW).status_code == 404
