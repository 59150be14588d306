import pytest

from tests.api.oauth.flow import SignIn, make_application
from tests.cast import Cast
from tests.web.conftest import Desks
from tests.web.settings.test_tokens import secret_in
from versioning.models import Application, Language, Project, Workspace
from versioning.models.access.sign_in import sign_ins_of

ADDRESS = "/settings/projects/handbook/"
SIGN_INS = "/settings/sign-ins/"
QUILL = {"name": "Quill", "redirect_uris": "https://quill.example/back"}


def test_the_project_gets_another_name(cast: Cast, desks: Desks) -> None:
    desks.manager.post(ADDRESS, {"name": "The Handbook", "description": "How we work."})

    stored = Project.objects.get(pk=cast.project.pk)
    assert (stored.name, stored.description) == ("The Handbook", "How we work.")


def test_workspaces_are_made_and_renamed(cast: Cast, desks: Desks) -> None:
    desks.manager.post(f"{ADDRESS}workspaces/", {"workspace-name": "Notes", "workspace-slug": "notes"})
    made = Workspace.objects.get(slug="notes")
    desks.manager.post(f"{ADDRESS}workspaces/{made.pk}/", {"name": "Release notes"})

    assert Workspace.objects.get(slug="notes").name == "Release notes"


def test_languages_are_added_and_removed(cast: Cast, desks: Desks) -> None:
    desks.manager.post(f"{ADDRESS}languages/", {"language-code": "de"})
    added = Language.objects.get(code="de")
    page = desks.manager.get(ADDRESS).content.decode()
    desks.manager.post(f"{ADDRESS}languages/{added.pk}/remove/")

    assert "German" in page
    assert list(Language.objects.values_list("code", flat=True)) == ["en"]


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [
        ("", {"name": ""}, "id_name"),
        ("workspaces/", {"workspace-name": "N", "workspace-slug": "main"}, "id_workspace-slug"),
        ("workspaces/", {"workspace-name": "N", "workspace-slug": "a b"}, "id_workspace-slug"),
        ("languages/", {"language-code": "en"}, "id_language-code"),
        ("languages/", {"language-code": "german"}, "id_language-code"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(desks: Desks, path: str, sent: dict[str, str], field: str) -> None:
    answer = desks.manager.post(f"{ADDRESS}{path}", sent)

    assert answer.status_code == 422
    assert f'id="{field}_error"' in answer.content.decode()


def test_the_primary_language_stays_and_one_is_told_why(desks: Desks) -> None:
    answer = desks.manager.post(f"{ADDRESS}languages/{Language.objects.get().pk}/remove/", follow=True)

    assert "You cannot remove the primary language." in answer.content.decode()


def test_a_member_reads_it_and_is_told_why_nothing_can_be_changed(desks: Desks) -> None:
    page = desks.viewer.get(ADDRESS).content.decode()

    assert "You need the manager role to change the name or languages of the project. Your role is viewer." in page
    assert '<button type="submit" class="button primary">' not in page


@pytest.mark.parametrize(
    "path", ["", "workspaces/", "languages/", "workspaces/8f14e45f-ceea-467f-a8d4-c1f0b1a3c0de/", "languages/1/remove/"]
)
def test_what_is_not_there_for_somebody_is_404(desks: Desks, path: str) -> None:
    assert desks.stranger.post(f"{ADDRESS}{path}", {"name": "X"}).status_code == 404


def test_a_public_application_is_registered(cast: Cast, desks: Desks) -> None:
    answer = desks.manager.post(f"{ADDRESS}applications/", {**QUILL, "client_type": "public"})

    made = Application.objects.get()
    assert (made.project, made.client_secret) == (cast.project, "")
    assert made.client_id in answer.content.decode()
    assert 'id="secret"' not in answer.content.decode()


def test_the_secret_of_a_confidential_one_is_shown_once(desks: Desks) -> None:
    answer = desks.manager.post(f"{ADDRESS}applications/", {**QUILL, "client_type": "confidential"})

    assert len(secret_in(answer)) > 40
    assert 'id="secret"' not in desks.manager.get(f"{ADDRESS}applications/").content.decode()


def test_an_address_that_cannot_be_come_back_to_is_refused(desks: Desks) -> None:
    sent = {**QUILL, "client_type": "public", "redirect_uris": "http://quill.example"}

    answer = desks.manager.post(f"{ADDRESS}applications/", sent)

    assert answer.status_code == 422
    assert 'id="id_redirect_uris_error"' in answer.content.decode()


def test_an_application_is_retired_after_one_question(cast: Cast, desks: Desks) -> None:
    application, _ = make_application(cast.project)
    address = f"{ADDRESS}applications/{application.pk}/retire/"

    question = desks.manager.get(address).content.decode()
    desks.manager.post(address)

    assert "<h1>Retire the application Quill?</h1>" in question
    assert not Application.objects.in_use().exists()


def test_nobody_else_retires_it(cast: Cast, desks: Desks) -> None:
    application, _ = make_application(cast.project)
    address = f"{ADDRESS}applications/{application.pk}/retire/"

    page = desks.publisher.get(address).content.decode()

    assert "You need the manager role to register or retire applications. Your role is publisher." in page
    assert desks.publisher.post(address).status_code == 403
    assert desks.stranger.get(address).status_code == 404


def test_a_sign_in_of_an_application_is_ended_after_one_question(cast: Cast, desks: Desks) -> None:
    SignIn(make_application(cast.project)[0], cast.editor.user).tokens()
    address = f"{SIGN_INS}{sign_ins_of(cast.editor.user)[0].family}/end/"

    listed = desks.editor.get(SIGN_INS).content.decode()
    question = desks.editor.get(address).content.decode()
    answer = desks.editor.post(address, follow=True)

    assert "Quill" in listed
    assert "propose changes in drafts, never publish" in listed
    assert "<h1>End the sign-in to Quill?</h1>" in question
    assert "Ended the sign-in to Quill." in answer.content.decode()
    assert sign_ins_of(cast.editor.user) == []


def test_nobody_elses_is_seen_or_ended(cast: Cast, desks: Desks) -> None:
    SignIn(make_application(cast.project)[0], cast.editor.user).tokens()
    address = f"{SIGN_INS}{sign_ins_of(cast.editor.user)[0].family}/end/"

    assert "Quill" not in desks.manager.get(SIGN_INS).content.decode()
    assert desks.manager.post(address).status_code == 404
