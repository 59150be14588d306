"""Tokens, applications and accounts."""

from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.admin.office import APPLICATION, act
from tests.cast import Cast
from versioning.models import Application, Event, Token, User
from versioning.services.jobs.run_due_jobs import run_due_jobs


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
