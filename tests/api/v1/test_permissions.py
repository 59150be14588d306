import pytest

from tests.api.matrix import Row, address, name_of, routes_of, secrets_of, status_for, useless_secrets
from tests.cast import Cast, client_with, make_token
from tests.pictures import stored
from versioning.api.v1.urls import urlpatterns
from versioning.models import Membership, Role, Token
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.files.trash_file import trash_file
from versioning.services.projects.create_branch import create_branch
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.trash_version import trash_version

DOCUMENT = "documents/<str:document_id>"
VERSION = f"{DOCUMENT}/versions/<str:version>"
NEXT = {"version": "published"}
TRASHED = {"document_id": "trashed"}
MATRIX = [
    Row("GET", "documents", "200 200 200 200 200 200 403"),
    Row("POST", "documents", "403 201 201 201 400 400 403", {"title": "New", "project": "handbook"}),
    Row("GET", DOCUMENT, "200 200 200 200 404 404 403"),
    Row("PATCH", DOCUMENT, "403 200 200 200 404 404 403", {"order": 2}),
    Row("DELETE", DOCUMENT, "403 403 403 204 404 404 403"),
    Row("POST", f"{DOCUMENT}/restore", "403 403 403 200 404 404 403", None, TRASHED),
    Row("GET", f"{DOCUMENT}/versions", "200 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/versions", "403 201 201 201 404 404 403", {}),
    Row("GET", VERSION, "200 200 200 200 404 404 403"),
    Row("PATCH", VERSION, "403 403 200 200 404 404 403", {"status": "published"}),
    Row("PATCH", VERSION, "403 200 200 200 404 404 403", {"title": "New"}),
    Row("PATCH", VERSION, "403 403 200 200 404 404 403", {"status": "archived"}, NEXT),
    Row("DELETE", VERSION, "403 204 204 204 404 404 403"),
    Row("POST", f"{VERSION}/activate", "403 403 200 200 404 404 403", None, NEXT),
    Row("POST", f"{VERSION}/restore", "403 403 403 200 404 404 403", None, {"version": "trashed_version"}),
    Row("GET", f"{DOCUMENT}/draft", "200 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403", {}),
    Row("PATCH", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403", {"body": "New"}),
    Row("DELETE", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/draft/sync", "403 200 200 200 404 404 403", {}),
    Row("POST", f"{DOCUMENT}/draft/publish", "403 403 200 200 404 404 403", {}),
    Row("GET", f"{DOCUMENT}/drafts", "200 200 200 200 404 404 403"),
    Row("GET", f"{DOCUMENT}/compare", "200 200 200 200 404 404 403", query="base=1&head=2"),
    Row("GET", f"{DOCUMENT}/stemma", "200 200 200 200 404 404 403"),
    Row("GET", f"{DOCUMENT}/events", "200 200 200 200 404 404 403"),
    Row("GET", "drafts/<str:identifier>", "200 200 200 200 404 404 403"),
    Row("PATCH", "drafts/<str:identifier>", "403 200 200 200 404 404 403", {"title": "New"}),
    Row("DELETE", "drafts/<str:identifier>", "403 204 204 204 404 404 403"),
    Row("POST", "drafts/<str:identifier>/sync", "403 200 200 200 404 404 403", {}),
    Row("POST", "drafts/<str:identifier>/publish", "403 403 200 200 404 404 403", {"promote": False}),
    Row("GET", "projects", "200 200 200 200 200 200 403"),
    Row("POST", "projects", "403 403 403 403 403 403 403", {"slug": "new"}),
    Row("GET", "projects/<str:project>", "200 200 200 200 404 404 403"),
    Row("PATCH", "projects/<str:project>", "403 403 403 200 404 404 403", {"name": "New"}),
    Row("GET", "workspaces", "200 200 200 200 200 200 403"),
    Row("POST", "workspaces", "403 403 403 201 404 404 403", {"project": "handbook", "slug": "new"}),
    Row("PATCH", "workspaces/<uuid:workspace>", "403 403 403 200 404 404 403", {"name": "New"}),
    Row("GET", "branches", "200 200 200 200 200 200 403"),
    Row("POST", "branches", "403 201 201 201 404 404 403", {"project": "handbook", "name": "new"}),
    Row("PATCH", "branches/<uuid:branch>", "403 200 200 200 404 404 403", {"name": "New"}),
    Row("POST", "branches/<uuid:branch>/close", "403 403 200 200 404 404 403"),
    Row("GET", "members", "200 200 200 200 200 200 403"),
    Row(
        "POST",
        "members",
        "403 403 403 201 404 404 403",
        {"project": "handbook", "user": "sven.handbook", "role": "viewer"},
    ),
    Row("PATCH", "members/<int:member>", "403 403 403 200 404 404 403", {"role": "editor"}),
    Row("DELETE", "members/<int:member>", "403 403 403 204 404 404 403"),
    Row("GET", "tokens", "200 200 200 200 200 200 403"),
    Row(
        "POST",
        "tokens",
        "403 403 403 201 404 404 403",
        {"kind": "project", "project": "handbook", "role": "viewer", "name": "New", "scopes": ["read"]},
    ),
    Row("DELETE", "tokens/<uuid:token>", "404 404 404 204 404 404 403"),
    Row("GET", "files", "200 200 200 200 200 200 403"),
    Row("POST", "files", "403 201 201 201 404 404 403", query="project=handbook&name=new.txt"),
    Row("GET", "files/<uuid:file>", "200 200 200 200 404 404 403"),
    Row("PATCH", "files/<uuid:file>", "403 200 200 200 404 404 403", {"alt_text": "A plan"}),
    Row("DELETE", "files/<uuid:file>", "403 200 200 200 404 404 403"),
    Row("POST", "files/<uuid:file>/restore", "403 200 200 200 404 404 403", None, {"file": "trashed_file"}),
    Row("GET", "files/<uuid:file>/uses", "200 200 200 200 404 404 403"),
    Row("GET", "events", "200 200 200 200 200 200 403"),
    Row("GET", "changes", "200 200 200 200 200 200 403"),
]


@pytest.fixture
def world(cast: Cast) -> dict[str, str]:
    document, trashed = cast.document(), cast.document("Gone")
    trash_document(actor=cast.manager, document=trashed)
    published = publish_version(actor=cast.publisher, version=cast.fork(document).version)
    gone = discard_draft(actor=cast.editor, draft=cast.fork(document))
    trash_version(actor=cast.manager, version=gone)
    draft = cast.fork(document, branch_id=None)
    draft.branch = cast.project.branches.main().get()
    draft.save()
    token, _ = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)
    return {
        "document_id": str(document.pk),
        "trashed": str(trashed.pk),
        "version": str(draft.version_id),
        "published": str(published.pk),
        "trashed_version": str(gone.pk),
        "identifier": draft.identifier,
        "project": cast.project.slug,
        "workspace": str(cast.workspace.pk),
        "branch": str(create_branch(actor=cast.manager, project=cast.project, name="spring").pk),
        "member": str(Membership.objects.get(user=cast.viewer.user).pk),
        "token": str(token.pk),
        "file": str(stored(cast).pk),
        "trashed_file": str(trash_file(actor=cast.editor, file=stored(cast, name="trashed.png")).pk),
    }


def test_every_route_is_in_the_matrix() -> None:
    assert {(row.method, row.route) for row in MATRIX} == routes_of(urlpatterns)


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_each_person_may_do_what_the_matrix_says(cast: Cast, world: dict[str, str], row: Row) -> None:
    secrets, path = secrets_of(cast, method=row.method), f"/api/v1/{address(row, world)}"

    found = {name: status_for(raw, row=row, path=path, world=world) for name, raw in secrets.items()}

    assert found == row.expected


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_who_shows_no_usable_token_is_nobody(cast: Cast, world: dict[str, str], row: Row) -> None:
    secrets, path = useless_secrets(cast), f"/api/v1/{address(row, world)}"

    found = {status_for(raw, row=row, path=path, world=world) for raw in secrets.values()}

    assert found == {401}


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_who_shows_no_token_is_nobody(world: dict[str, str], row: Row) -> None:
    client = client_with("")
    client.credentials()

    answer = client.generic(row.method, f"/api/v1/{address(row, world)}")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="stemma"'
