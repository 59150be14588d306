from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oauth2_provider.models import AccessToken
from rest_framework.test import APIClient

from tests.api.oauth.flow import SignIn, make_application
from tests.cast import Cast, client_for, client_with, make_cast, make_user
from versioning.models import Actor, Event, IdempotencyKey, Membership, Project, Role, User
from versioning.models.access.access_token import actor_of_token, find_access_token
from versioning.services.access.retire_application import retire_application


def signed_in(actor: Actor, *, project: Project | None = None, scope: str = "customerApi") -> APIClient:
    return client_with(SignIn(make_application(project)[0], actor.user, scope=scope).tokens()["access_token"])


def act(access_token: str) -> Actor:
    access = find_access_token(access_token)
    assert access is not None
    return actor_of_token(access)


def is_refused(client: APIClient) -> bool:
    answer = client.get("/api/v1/projects")
    challenge = answer.get("WWW-Authenticate")
    return (answer.status_code, challenge) == (401, 'Bearer realm="stemma", error="invalid_token"')


def test_reading_alone_cannot_fork(cast: Cast) -> None:
    document = cast.document()
    client = signed_in(cast.editor, scope="read")

    answers = [client.get(f"/api/v1/documents/{document.pk}"), client.post(f"/api/v1/documents/{document.pk}/draft")]

    assert [answer.status_code for answer in answers] == [200, 403]
    assert "Your token needs the draft scope to" in answers[1].json()["message"]


def test_drafting_cannot_publish(cast: Cast) -> None:
    document = cast.document()
    client = signed_in(cast.publisher, scope="read draft")

    answers = [client.post(f"/api/v1/documents/{document.pk}/{path}") for path in ("draft", "draft/publish")]

    assert [answer.status_code for answer in answers] == [200, 403]


@pytest.mark.parametrize(
    ("person", "statuses"), [("viewer", [403, 404]), ("editor", [200, 403]), ("publisher", [200, 200])]
)
def test_customer_api_is_all_that_the_role_may(cast: Cast, person: str, statuses: list[int]) -> None:
    document = cast.document()
    client = signed_in(getattr(cast, person))

    answers = [client.post(f"/api/v1/documents/{document.pk}/{path}") for path in ("draft", "draft/publish")]

    assert [answer.status_code for answer in answers] == statuses


def test_an_application_of_one_project_reaches_no_other(cast: Cast) -> None:
    there = make_cast("elsewhere")
    Membership.objects.create(project=there.project, user=cast.editor.user, role=Role.EDITOR)
    here, elsewhere = cast.document(), there.document()
    client = signed_in(cast.editor, project=cast.project)

    statuses = [client.get(f"/api/v1/documents/{document.pk}").status_code for document in (here, elsewhere)]

    assert statuses == [200, 404]
    assert [row["slug"] for row in client.get("/api/v1/projects").json()["data"]["projects"]] == ["handbook"]
    assert len(client.get("/api/v1/documents").json()["data"]["documents"]) == 1


def test_an_application_of_no_project_reaches_all_of_its_person(cast: Cast) -> None:
    there = make_cast("elsewhere")
    Membership.objects.create(project=there.project, user=cast.editor.user, role=Role.EDITOR)
    client = signed_in(cast.editor)

    answer = client.get("/api/v1/projects")

    assert [row["slug"] for row in answer.json()["data"]["projects"]] == ["handbook", "elsewhere"]


def test_an_administrator_is_narrowed_to_the_project_as_well(cast: Cast) -> None:
    elsewhere = make_cast("elsewhere").document()
    root = Actor(user=User.objects.get(is_superuser=True))
    client = signed_in(root, project=cast.project)

    statuses = [
        client.get(f"/api/v1/documents/{cast.document().pk}").status_code,
        client.get(f"/api/v1/documents/{elsewhere.pk}").status_code,
        client.post("/api/v1/projects", {"slug": "new"}, format="json").status_code,
    ]

    assert statuses == [200, 404, 403]


def test_an_application_of_one_project_makes_no_token_that_reaches_all(cast: Cast) -> None:
    soon = (timezone.now() + timedelta(minutes=1)).isoformat()
    client = signed_in(cast.manager, project=cast.project)

    answer = client.post("/api/v1/tokens", {"kind": "personal", "name": "x", "expires_at": soon}, format="json")

    assert answer.status_code == 403
    assert "cannot make a token for all projects" in answer.json()["message"]


def test_an_application_of_one_project_sees_no_token_of_others(cast: Cast) -> None:
    client_for(cast.manager)
    client = signed_in(cast.manager, project=cast.project)

    assert client.get("/api/v1/tokens").json()["data"]["tokens"] == []


def test_a_person_who_is_deactivated_loses_access_at_once(cast: Cast) -> None:
    client = signed_in(cast.editor)
    User.objects.filter(pk=cast.editor.user.pk).update(is_active=False)

    assert is_refused(client)


def test_a_person_who_leaves_the_project_loses_access_at_once(cast: Cast) -> None:
    client = signed_in(cast.editor, project=cast.project)
    Membership.objects.filter(user=cast.editor.user).delete()

    assert is_refused(client)


def test_a_person_s_new_role_counts_at_once(cast: Cast) -> None:
    document, client = cast.document(), signed_in(cast.editor, project=cast.project)
    Membership.objects.filter(user=cast.editor.user).update(role=Role.VIEWER)

    answer = client.post(f"/api/v1/documents/{document.pk}/draft")

    assert answer.status_code == 403


def test_a_retired_application_opens_nothing(cast: Cast) -> None:
    sign_in = SignIn(make_application(cast.project)[0], cast.editor.user)
    tokens = sign_in.tokens()
    retire_application(actor=cast.manager, application=sign_in.application)

    refused = sign_in.refresh(tokens["refresh_token"])

    assert is_refused(client_with(tokens["access_token"]))
    assert refused.status_code == 401
    assert sign_in.ask().status_code == 400


def test_an_expired_token_opens_nothing(cast: Cast) -> None:
    client = signed_in(cast.editor)
    AccessToken.objects.update(expires=timezone.now())

    assert is_refused(client)


@pytest.mark.parametrize("raw", ["unknown", "x" * 201, "é", "", "a b", "nul\0"])
def test_what_is_no_token_opens_nothing(db: None, raw: str) -> None:
    client = client_with(raw)

    assert is_refused(client)


def test_a_token_in_the_address_is_not_looked_at(cast: Cast) -> None:
    tokens = SignIn(make_application()[0], cast.editor.user).tokens()

    answer = APIClient().get(f"/api/v1/projects?access_token={tokens['access_token']}")

    assert answer.status_code == 401


@pytest.mark.parametrize("resource", ["https://other.example/api", "nonsense", "https://x/\0"])
def test_resource_indicators_are_left_unread(cast: Cast, resource: str) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)

    answer = sign_in.exchange(sign_in.code(), resource=resource)

    assert client_with(answer.json()["access_token"]).get("/api/v1/projects").status_code == 200


def test_events_name_person_and_application(cast: Cast) -> None:
    sign_in = SignIn(make_application(cast.project)[0], cast.editor.user)
    client = client_with(sign_in.tokens()["access_token"])

    client.post(f"/api/v1/documents/{cast.document().pk}/draft")

    event = Event.objects.latest("id")
    assert (event.verb, event.actor, event.token) == ("draft.forked", cast.editor.user, None)
    assert event.application == sign_in.application


def test_an_idempotency_key_outlives_a_refresh(cast: Cast) -> None:
    document, sign_in = cast.document(), SignIn(make_application()[0], cast.editor.user)
    tokens = sign_in.tokens()
    fork = partial(_fork, path=f"/api/v1/documents/{document.pk}/versions")
    first = fork(client_with(tokens["access_token"]))

    second = fork(client_with(sign_in.refresh(tokens["refresh_token"]).json()["access_token"]))

    assert second["Idempotent-Replayed"] == "true"
    assert second.json() == first.json()
    assert len(IdempotencyKey.objects.get().owner) <= 64


def _fork(client: APIClient, *, path: str) -> Any:
    return client.post(path, {}, format="json", HTTP_IDEMPOTENCY_KEY="k-1")


@pytest.mark.parametrize("bound", [True, False])
def test_authentication_takes_one_query(cast: Cast, bound: bool) -> None:
    client = signed_in(cast.editor, project=cast.project if bound else None)

    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/nowhere")

    assert len(captured) == 1


def test_the_role_comes_along(cast: Cast) -> None:
    tokens = SignIn(make_application(cast.project)[0], cast.editor.user).tokens()
    actor = act(tokens["access_token"])

    with CaptureQueriesContext(connection) as captured:
        role = actor.role_in(cast.project.pk)

    assert role is Role.EDITOR
    assert len(captured) == 0


def test_a_stranger_gets_no_code_for_a_project(cast: Cast) -> None:
    sign_in = SignIn(make_application(cast.project)[0], make_user("Ulla Unknown"))

    answer = sign_in.answer()

    assert "error=access_denied" in answer["Location"]
