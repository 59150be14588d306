"""The example editor, in a browser, against a running server."""

from urllib.parse import urlencode, urljoin

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.api.oauth.flow import SignIn, make_application
from tests.browser.chromium import browsing
from tests.cast import Cast, make_token
from versioning.models import Actor, Application, Document

PASSWORD = "correct horse battery"
CALL = "address => fetch(address, { headers: { Authorization: 'Bearer none' } }).then(answer => answer.status)"


@pytest.fixture
def address(live_server: LiveServer) -> str:
    return f"{live_server.url}/static/examples/editor.html"


@pytest.fixture
def application(live_cast: Cast, address: str) -> Application:
    return make_application(live_cast.project, name="Example editor", uri=address)[0]


@pytest.fixture
def publisher(live_cast: Cast) -> Actor:
    live_cast.publisher.user.set_password(PASSWORD)
    live_cast.publisher.user.save()
    return live_cast.publisher


def open_editor(page: Page, *, address: str, application: Application) -> None:
    given = {"client_id": application.client_id, "project": str(application.project_id)}
    page.goto(f"{address}?{urlencode(given)}")


def sign_in(page: Page, *, address: str, application: Application, person: Actor, decision: str = "Allow") -> None:
    open_editor(page, address=address, application=application)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").fill(person.user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Allow Example editor to act for you?")).to_be_visible()
    page.get_by_role("button", name=decision).click()
    page.wait_for_url(address)


def test_a_person_signs_in_and_out(address: str, application: Application, publisher: Actor) -> None:
    with browsing() as page:
        sign_in(page, address=address, application=application, person=publisher)
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        kept = page.evaluate("[sessionStorage.length, localStorage.length]")

        page.get_by_role("button", name="Sign out").click()

        expect(page.get_by_role("status")).to_have_text("You are signed out.")
        assert kept == [0, 0]


def test_who_denies_it_is_told_that_nothing_happened(address: str, application: Application, publisher: Actor) -> None:
    with browsing() as page:
        sign_in(page, address=address, application=application, person=publisher, decision="Deny")

        expect(page.get_by_role("alert")).to_have_text("You denied access. Nothing was changed.")
        expect(page.get_by_label("Client ID")).to_be_visible()


def test_an_answer_that_was_not_asked_for_is_not_taken(address: str, application: Application) -> None:
    with browsing() as page:
        page.goto(f"{address}?code=x&state=y")

        expect(page.get_by_role("alert")).to_contain_text("does not belong to a sign-in that started on this page")


def test_an_editor_of_another_origin_is_come_back_to_and_may_call(
    live_server: LiveServer, live_cast: Cast, publisher: Actor
) -> None:
    elsewhere = live_server.url.replace("localhost", "127.0.0.1") + "/static/examples/editor.html"
    application = make_application(live_cast.project, name="Example editor", uri=elsewhere)[0]
    request = SignIn(application, None, redirect_uri=elsewhere).address()
    with browsing() as page:
        page.goto(live_server.url + request)
        page.get_by_label("Username").fill(publisher.user.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Allow").click()
        page.wait_for_url(f"{elsewhere}**")

        status = page.evaluate(CALL, f"{live_server.url}/api/v1/projects")

        assert status == 401


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_a_phone(address: str, application: Application, publisher: Actor, scheme: str) -> None:
    with browsing(width=390) as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        open_editor(page, address=address, application=application)
        fits = [page.evaluate("document.documentElement.scrollWidth <= innerWidth")]
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Username").fill(publisher.user.username)
        page.get_by_label("Password").fill(PASSWORD)
        fits.append(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Allow")).to_be_visible()
        fits.append(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

        assert fits == [True, True, True]


def test_an_article_is_forked_edited_and_published(
    live_cast: Cast, address: str, application: Application, publisher: Actor
) -> None:
    article = live_cast.document("Refunds", body="Within 14 days.\n", kind="article")
    with browsing() as page:
        sign_in(page, address=address, application=application, person=publisher)
        page.get_by_role("button", name="Refunds").click()
        expect(page.get_by_label("Text")).to_have_value("Within 14 days.\n")
        expect(page.get_by_label("Text")).not_to_be_editable()
        page.get_by_role("button", name="Edit").click()
        expect(page.get_by_role("status")).to_contain_text("Created a draft.")

        page.get_by_label("Text").fill("Within 30 days.\n")
        page.get_by_role("button", name="Save draft").click()
        expect(page.get_by_role("status")).to_have_text("Saved.")
        page.get_by_role("button", name="Publish").click()

        expect(page.get_by_role("status")).to_contain_text("Published. Version 2 is now current.")
    current = Document.objects.get(pk=article.pk).current
    assert current is not None
    assert current.text == "Within 30 days.\n"


def test_a_draft_that_is_open_already_is_shown(
    live_cast: Cast, address: str, application: Application, publisher: Actor
) -> None:
    article = live_cast.document("Refunds", kind="article")
    fork = f"/v3/projects/{live_cast.project.pk}/articles/{article.pk}/fork"
    headers = {"Authorization": f"Bearer {make_token(publisher.user)[1]}"}
    with browsing() as page:
        sign_in(page, address=address, application=application, person=publisher)
        page.get_by_role("button", name="Refunds").click()
        expect(page.get_by_role("button", name="Edit")).to_be_visible()
        page.request.post(urljoin(address, fork), headers=headers)

        page.get_by_role("button", name="Edit").click()

        expect(page.get_by_role("status")).to_have_text("A draft is already open.")
        expect(page.get_by_label("Text")).to_be_editable()
