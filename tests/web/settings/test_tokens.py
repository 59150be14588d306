import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, client_with, make_token
from tests.web.conftest import Desks
from versioning.models import Role, Token

OWN, OF_PROJECT = "/settings/tokens/", "/settings/projects/handbook/tokens/"


def secret_in(answer: Any) -> str:
    found = re.search(r'id="secret"[^>]* value="([^"]+)"', answer.content.decode())
    assert found is not None, answer.content.decode()
    return found.group(1)


def make(browser: Client, address: str = OWN, **changes: Any) -> Any:
    return browser.post(address, {"name": "CI", "scopes": ["read", "draft"], "lasts": "30", **changes})


def test_a_token_is_shown_once_and_opens_the_api(cast: Cast, desks: Desks) -> None:
    answer = make(desks.editor)

    raw = secret_in(answer)
    token = Token.objects.get()
    assert "no-store" in answer["Cache-Control"]
    assert (token.user, token.scopes, token.kind) == (cast.editor.user, ["read", "draft"], "personal")
    assert token.expires_at is not None
    assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=31)
    assert client_with(raw).get("/api/v1/projects").status_code == 200
    assert raw not in desks.editor.get(OWN).content.decode()


def test_one_may_last_until_it_is_revoked(desks: Desks) -> None:
    make(desks.editor, lasts="")

    assert Token.objects.get().expires_at is None


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "\0"), ("scopes", []), ("scopes", ["all"]), ("lasts", "7000")]
)
def test_what_is_wrong_stands_beside_its_field(desks: Desks, field: str, value: Any) -> None:
    answer = make(desks.editor, **{field: value})

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Token.objects.exists()


def test_it_is_revoked_after_one_question(cast: Cast, desks: Desks) -> None:
    token, raw = make_token(cast.editor.user)
    address = f"{OWN}{token.pk}/revoke/"

    question = desks.editor.get(address).content.decode()
    answer = desks.editor.post(address, follow=True)

    assert f"<h1>Revoke the token {token.name}?</h1>" in question
    assert "Revoked the token" in answer.content.decode()
    assert client_with(raw).get("/api/v1/projects").status_code == 401


def test_nobody_elses_is_seen_or_revoked(cast: Cast, desks: Desks) -> None:
    token, raw = make_token(cast.editor.user)

    statuses = [desk.post(f"{OWN}{token.pk}/revoke/").status_code for desk in (desks.viewer, desks.manager)]

    assert statuses == [404, 404]
    assert token.prefix not in desks.manager.get(OWN).content.decode()
    assert client_with(raw).get("/api/v1/projects").status_code == 200


def test_use_expiry_and_revocation_are_told(cast: Cast, desks: Desks) -> None:
    past = timezone.now() - timedelta(days=2)
    make_token(cast.editor.user, expires_at=past, last_used_at=past)
    make_token(cast.editor.user, revoked_at=past)

    page = desks.editor.get(OWN).content.decode()

    assert len(re.findall(r"expired <time", page)) == 1
    assert len(re.findall(r"revoked <time", page)) == 1
    assert page.count("2 days ago") == 3
    assert "/revoke/" not in page


def test_a_manager_makes_a_token_of_the_project(cast: Cast, desks: Desks) -> None:
    raw = secret_in(make(desks.manager, OF_PROJECT, role="20"))

    token = Token.objects.get()
    assert (token.project, token.role, token.kind) == (cast.project, Role.EDITOR, "project")
    assert client_with(raw).get("/api/v1/projects").status_code == 200
    assert token.prefix in desks.manager.get(OF_PROJECT).content.decode()


def test_another_manager_revokes_it(cast: Cast, desks: Desks) -> None:
    make(desks.manager, OF_PROJECT, role="20")
    token = Token.objects.get()

    answer = desks.manager.post(f"{OWN}{token.pk}/revoke/")

    assert answer["Location"] == OF_PROJECT
    assert Token.objects.get().revoked_at is not None


def test_all_others_are_told_why_they_may_not(cast: Cast, desks: Desks) -> None:
    make(desks.manager, OF_PROJECT, role="20")

    page = desks.publisher.get(OF_PROJECT).content.decode()
    refused = make(desks.publisher, OF_PROJECT, role="20")

    assert "You need the manager role to create or revoke project tokens. Your role is publisher." in page
    assert Token.objects.get().prefix not in page
    assert refused.status_code == 403


def test_the_list_takes_as_many_queries_for_many(cast: Cast, desks: Desks, django_assert_max_num_queries: Any) -> None:
    for _ in range(30):
        make_token(cast.manager.user)
        make_token(cast.manager.user, kind="project", project=cast.project, role=Role.EDITOR)

    for address in (OWN, OF_PROJECT):
        with django_assert_max_num_queries(8):
            desks.manager.get(address)
