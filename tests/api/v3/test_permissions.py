from typing import Any

import pytest

from tests.api.matrix import Row, address, name_of, routes_of, secrets_of, status_for, useless_secrets
from tests.api.v3.conftest import Text, client_with_key, make_text
from tests.cast import Cast
from tests.pictures import stored
from versioning.api.v3.urls import urlpatterns
from versioning.models import Document, WorkflowStatus
from versioning.services.documents.attach_file import LinkedFile, attach_file
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.files.move_file import move_file
from versioning.services.folders.create_folder import create_folder

READ = "200 200 200 200 404 404 403"
WRITE = "403 200 200 200 404 404 403"
CREATE = "403 201 201 201 404 404 403"
PUBLISH = "403 403 200 200 404 404 403"
TRASH = "403 403 403 204 404 404 403"
BULK_TRASH = TRASH.replace("204", "200")
DISCARD = WRITE.replace("200", "204")
PROJECT = "projects/<str:project_id>"
SHELF = "<str:project_version_id>"
STANDING = {"project_version_id": "$project_version_id"}


def shelves(noun: str) -> list[Row]:
    return [
        Row("GET", f"{PROJECT}/{noun}", READ),
        Row("GET", f"{PROJECT}/{noun}/{SHELF}", READ),
        Row("GET", f"{PROJECT}/{noun}/{SHELF}/articles", READ),
        Row("GET", f"{PROJECT}/{noun}/{SHELF}/categories", READ),
    ]


def texts(many: str, one: str, new: dict[str, Any]) -> list[Row]:
    """Return the calls that articles and categories have in common. `new` names a new one."""
    here, bulk = f"{PROJECT}/{many}/<str:{one}_id>", f"{PROJECT}/{many}/bulk"
    drafted, plain = {"ids": [f"${one}_id"]}, {f"{one}_id": f"{one}_plain"}
    moved = {**STANDING, "lang_code": "en", "workflow_status_info": {"status_id": "$status"}}
    return [
        Row("GET", f"{PROJECT}/{many}", READ),
        Row("POST", f"{PROJECT}/{many}", CREATE, {**STANDING, **new}),
        Row("POST", bulk, CREATE, {many: [{**STANDING, **new}]}),
        Row("POST", f"{bulk}/publish", PUBLISH, drafted),
        Row("POST", f"{bulk}/unpublish", PUBLISH, drafted),
        Row("DELETE", f"{bulk}/versions", WRITE, query=f"{one}_id=${one}_id&version_numbers=3"),
        Row("GET", here, READ),
        Row("DELETE", here, TRASH),
        Row("POST", f"{here}/fork", CREATE, None, plain),
        Row("POST", f"{here}/publish", PUBLISH, {**STANDING, "version_number": 3}),
        Row("POST", f"{here}/unpublish", PUBLISH, {**STANDING, "version_number": 2}),
        Row("GET", f"{here}/versions", READ),
        Row("GET", f"{here}/versions/<str:version_number>", READ),
        Row("DELETE", f"{here}/versions/<str:version_number>", DISCARD),
        Row("DELETE", f"{here}/versions/<str:version_number>", TRASH, None, {"version_number": "older"}),
        Row("GET", f"{here}/settings", READ),
        Row("PATCH", f"{here}/settings", WRITE, {"seo_title": "New"}),
        Row("PATCH", f"{here}/workflow-status", WRITE, moved),
    ]


FOLDER = f"{PROJECT}/drive/folders/<str:folder_id>"
FILE = f"{FOLDER}/files/<str:file_id>"
DRIVE = [
    Row("GET", f"{PROJECT}/drive/folders", READ),
    Row("POST", f"{PROJECT}/drive/folders", CREATE, {"name": "New"}),
    Row("GET", f"{PROJECT}/drive/folders/default", READ),
    Row("GET", FOLDER, READ),
    Row("PUT", FOLDER, WRITE, {"name": "New"}),
    Row("DELETE", FOLDER, DISCARD),
    Row("POST", f"{FOLDER}/files", CREATE, is_form=True),
    Row("GET", FILE, READ),
    Row("PUT", FILE, WRITE),
    Row("DELETE", FILE, DISCARD),
    Row("POST", f"{FILE}/copy", CREATE, {"destination_folder_id": "$project_id"}),
    Row("POST", f"{FILE}/tags", WRITE, {"tags": ["new"]}),
    Row("DELETE", f"{FILE}/tags", DISCARD, query="tag_ids=$file_id"),
    Row("GET", f"{PROJECT}/drive/search", READ),
    Row("GET", f"{PROJECT}/drive/tasks/<str:task_id>", "404 404 404 404 404 404 403"),
    Row("GET", f"{PROJECT}/drive/articles/<str:workspace_id>/<str:article_id>/files", READ),
    Row("GET", f"{PROJECT}/articles/<str:article_id>/attachments", READ),
    Row(
        "POST",
        f"{PROJECT}/articles/<str:article_id>/attachments",
        CREATE,
        {"drive_file_id": "$file_id", "media_folder_id": "$folder_id"},
    ),
    Row("DELETE", f"{PROJECT}/articles/<str:article_id>/attachments/<str:attachment_id>", DISCARD),
]
ARTICLE, CATEGORY = f"{PROJECT}/articles/<str:article_id>", f"{PROJECT}/categories/<str:category_id>"
MATRIX = [
    Row("GET", "projects", "200 200 200 200 200 200 403"),
    Row("GET", PROJECT, READ),
    Row("GET", f"{PROJECT}/languages", READ),
    Row("GET", f"{PROJECT}/workflow-statuses", READ),
    Row("GET", f"{PROJECT}/users", READ),
    Row("GET", f"{PROJECT}/users/me", READ),
    *shelves("project-versions"),
    *shelves("workspaces"),
    *texts("articles", "article", {"title": "New"}),
    Row("PATCH", ARTICLE, WRITE, {"content": "New"}),
    Row("PATCH", ARTICLE, WRITE, {"order": 2}),
    Row("PATCH", ARTICLE, WRITE, {"content": "New", "auto_fork": True}, {"article_id": "article_plain"}),
    Row(
        "PATCH",
        f"{PROJECT}/articles/bulk",
        WRITE,
        {"articles": [{"article_id": "$article_id", "content": "New"}]},
    ),
    Row("DELETE", f"{PROJECT}/articles/bulk", BULK_TRASH, {"ids": ["$article_id"]}),
    *texts("categories", "category", {"name": "New"}),
    Row("PATCH", CATEGORY, WRITE, {"order": 2}),
    Row("PATCH", CATEGORY, PUBLISH, {"name": "New"}, {"category_id": "category_plain"}),
    Row("GET", f"{CATEGORY}/content", READ),
    Row("PATCH", f"{CATEGORY}/content", WRITE, {"content": "New"}),
    Row("PATCH", f"{PROJECT}/categories/bulk/content", WRITE, [{"category_id": "$category_id", "content": "New"}]),
    *DRIVE,
]


@pytest.fixture
def world(cast: Cast) -> dict[str, str]:
    """Of each kind a text with two published versions and a draft, and one that can be forked."""
    found: dict[str, str] = {}
    for noun, name in (("articles", "article"), ("categories", "category")):
        drafted, plain = make_text(cast, noun, versions=2), make_text(cast, noun, "Plain")
        cast.fork(drafted.document, ForkMode.STRICT)
        found |= {f"{name}_id": _key(drafted), f"{name}_plain": _key(plain)}
    status = WorkflowStatus.objects.create(project=cast.project, name="Review", order=1)
    folder = create_folder(actor=cast.editor, project=cast.project, name="Pictures")
    file = move_file(actor=cast.editor, file=stored(cast), folder=folder)
    link = LinkedFile("https://example.com/a.pdf", "Terms")
    article = Document.objects.get(translation_key=found["article_id"])
    attachment = attach_file(actor=cast.editor, document=article, file=link)
    return {
        **found,
        "project_id": str(cast.project.pk),
        "project_version_id": str(cast.workspace.pk),
        "version_number": "3",
        "older": "1",
        "status": str(status.pk),
        "folder_id": str(folder.pk),
        "file_id": str(file.pk),
        "attachment_id": str(attachment.pk),
        "workspace_id": str(cast.workspace.pk),
        "task_id": "1",
    }


def _key(text: Text) -> str:
    return str(text.document.translation_key)


def test_every_route_is_in_the_matrix() -> None:
    assert {(row.method, row.route) for row in MATRIX} == routes_of(urlpatterns)


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_each_person_may_do_what_the_matrix_says(cast: Cast, world: dict[str, str], row: Row) -> None:
    secrets, path = secrets_of(cast, method=row.method), f"/v3/{address(row, world)}"

    found = {name: status_for(raw, row=row, path=path, world=world) for name, raw in secrets.items()}

    assert found == row.expected


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_a_token_may_do_the_same_as_an_api_key(cast: Cast, world: dict[str, str], row: Row) -> None:
    secrets, path = secrets_of(cast, method=row.method), f"/v3/{address(row, world)}"
    people = ("viewer", "publisher", "foreign", "scope")

    found = {
        name: status_for("", row=row, path=path, world=world, client=client_with_key(secrets[name])) for name in people
    }

    assert found == {name: row.expected[name] for name in people}


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_who_shows_no_usable_token_is_nobody(cast: Cast, row: Row) -> None:
    # Before it is looked whether there is such a thing.
    names = ("article_id", "category_id", "project_version_id", "version_number", "folder_id", "file_id")
    nothing = dict.fromkeys((*names, "attachment_id", "workspace_id", "task_id"), "1")
    world = {**nothing, "project_id": str(cast.project.pk), "older": "1", "status": "1"}
    world |= {"article_plain": "1", "category_plain": "1"}
    secrets, path = useless_secrets(cast), f"/v3/{address(row, world)}"

    found = {status_for(raw, row=row, path=path, world=world) for raw in (*secrets.values(), "")}

    assert found == {401}
