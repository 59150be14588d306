from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.cast import Cast, client_for, client_with, make_cast
from versioning.models import Actor, Membership, Role, Token, User
from versioning.services.projects.create_branch import create_branch


def test_an_administrator_makes_a_project_with_all_it_needs(cast: Cast) -> None:
    root = client_for(Actor(user=User.objects.get(is_superuser=True)))

    answer = root.post("/api/v1/projects", {"slug": "new", "name": "New", "language": "pt-BR"}, format="json")

    branches = root.get("/api/v1/branches?project=new").json()["data"]["branches"]
    workspaces = root.get("/api/v1/workspaces?project=new").json()["data"]["workspaces"]
    assert answer.status_code == 201
    assert answer.json()["data"]["project"].items() >= {"slug": "new", "name": "New", "language": "pt-BR"}.items()
    assert [branch["is_main"] for branch in branches] == [True]
    assert len(workspaces) == 1


@pytest.mark.parametrize("reference", ["slug", "pk"])
def test_reads_and_renames_a_project(cast: Cast, clients: Clients, reference: str) -> None:
    path = f"/api/v1/projects/{getattr(cast.project, reference)}"

    answer = clients.manager.patch(path, {"name": "Renamed"}, format="json")

    assert answer.status_code == 200
    assert clients.viewer.get(path).json()["data"]["project"]["name"] == "Renamed"


def test_lists_the_projects_of_the_reader(cast: Cast, clients: Clients) -> None:
    make_cast("foreign")

    rows = clients.viewer.get("/api/v1/projects").json()["data"]["projects"]

    assert [row["slug"] for row in rows] == ["handbook"]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("workspaces", {"project": "handbook", "slug": "handbook"}),
        ("branches", {"project": "handbook", "name": "main"}),
        ("members", {"project": "handbook", "user": "vera.handbook", "role": "editor"}),
    ],
)
def test_a_taken_name_is_refused(cast: Cast, clients: Clients, path: str, values: dict[str, Any]) -> None:
    if path == "workspaces":
        values = {**values, "slug": cast.workspace.slug}

    answer = clients.manager.post(f"/api/v1/{path}", values, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")


@pytest.mark.parametrize(
    ("path", "values", "field"),
    [
        ("projects/handbook", {}, "name"),
        ("projects/handbook", {"language": "english"}, "language"),
        ("projects/handbook", {"slug": "other"}, "slug"),
        ("workspaces/{workspace}", {"slug": "a b"}, "slug"),
        ("workspaces/{workspace}", {"name": "x" * 256}, "name"),
        ("branches/{branch}", {"name": ""}, "name"),
        ("branches/{branch}", {"name": 1}, "name"),
        ("members/{member}", {"role": "owner"}, "role"),
        ("members/{member}", {"role": 10}, "role"),
        ("members/{member}", {}, "role"),
    ],
)
def test_wrong_changes_are_told(cast: Cast, clients: Clients, path: str, values: dict[str, Any], field: str) -> None:
    branch = create_branch(actor=cast.manager, project=cast.project, name="Spring")
    member = Membership.objects.get(user=cast.viewer.user)
    at = path.format(workspace=cast.workspace.pk, branch=branch.pk, member=member.pk)

    answer = clients.manager.patch(f"/api/v1/{at}", values, format="json")

    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]


def test_main_stays(cast: Cast, clients: Clients) -> None:
    main = cast.project.branches.main().get()

    renamed = clients.manager.patch(f"/api/v1/branches/{main.pk}", {"name": "x"}, format="json")
    closed = clients.manager.post(f"/api/v1/branches/{main.pk}/close")

    assert [answer.json()["code"] for answer in (renamed, closed)] == ["main_branch_fixed", "main_branch_fixed"]


def test_a_branch_with_a_draft_is_not_closed(cast: Cast, clients: Clients) -> None:
    branch = create_branch(actor=cast.manager, project=cast.project, name="Spring")
    path, body = f"/api/v1/documents/{cast.document().pk}/draft", {"branchId": str(branch.pk)}
    clients.editor.post(path, body, format="json")

    refused = clients.publisher.post(f"/api/v1/branches/{branch.pk}/close")
    clients.editor.delete(path, body, format="json")
    closed = clients.publisher.post(f"/api/v1/branches/{branch.pk}/close")

    assert (refused.status_code, refused.json()["code"]) == (409, "branch_in_use")
    assert closed.json()["data"]["branch"]["closed_at"] is not None


def test_a_member_comes_changes_and_goes(cast: Cast, clients: Clients) -> None:
    values = {"project": "handbook", "user": cast.stranger.user.username, "role": "viewer"}

    added = clients.manager.post("/api/v1/members", values, format="json").json()["data"]["member"]
    path = f"/api/v1/members/{added['id']}"
    changed = clients.manager.patch(path, {"role": "editor"}, format="json").json()["data"]["member"]
    removed = clients.manager.delete(path)

    assert (added["role"], changed["role"], removed.status_code) == ("viewer", "editor", 204)
    assert not Membership.objects.filter(user=cast.stranger.user).exists()


def test_nobody_of_this_name(clients: Clients) -> None:
    values = {"project": "handbook", "user": "nobody", "role": "viewer"}

    answer = clients.manager.post("/api/v1/members", values, format="json")

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["user"]


def test_a_token_is_shown_once_and_works_at_once(cast: Cast, clients: Clients) -> None:
    made = clients.viewer.post("/api/v1/tokens", {"name": "laptop"}, format="json").json()["data"]

    listed = clients.viewer.get(f"/api/v1/tokens?prefix={made['token']['prefix']}")

    assert client_with(made["secret"]).get("/api/v1/projects").status_code == 200
    assert [row["id"] for row in listed.json()["data"]["tokens"]] == [made["token"]["id"]]
    assert made["secret"].partition(".")[2] not in listed.content.decode()


def test_a_revoked_token_works_no_more(clients: Clients) -> None:
    made = clients.viewer.post("/api/v1/tokens", {"name": "laptop"}, format="json").json()["data"]

    answer = clients.viewer.delete(f"/api/v1/tokens/{made['token']['id']}")

    assert answer.status_code == 204
    assert client_with(made["secret"]).get("/api/v1/projects").status_code == 401


def test_a_project_token_stays_in_its_project(cast: Cast, clients: Clients) -> None:
    foreign = make_cast("foreign").document()
    values = {"kind": "project", "project": "handbook", "role": "editor", "name": "robot"}
    made = clients.manager.post("/api/v1/tokens", values, format="json").json()["data"]

    answer = client_with(made["secret"]).get(f"/api/v1/documents/{foreign.pk}")

    assert made["token"]["role"] == Role.EDITOR.label
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "name"),
        ({"name": "x", "kind": "other"}, "kind"),
        ({"name": "x", "scopes": ["everything"]}, "scopes.0"),
        ({"name": "x", "expires_at": "yesterday"}, "expires_at"),
        ({"name": "x", "expires_at": "0001-01-01T00:00:00+14:00"}, "expires_at"),
        ({"name": "x" * 256}, "name"),
        ({"name": "x", "kind": "project", "role": "owner"}, "role"),
    ],
)
def test_wrong_tokens_are_told(cast: Cast, clients: Clients, values: dict[str, Any], field: str) -> None:
    clients.manager.get("/api/v1/projects")
    before = Token.objects.count()

    answer = clients.manager.post("/api/v1/tokens", values, format="json")

    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert Token.objects.count() == before
