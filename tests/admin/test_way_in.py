from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.web.conftest import signed_in


def test_everybody_signs_in_at_the_desk_and_comes_back(cast: Cast) -> None:
    answer = Client().get("/admin/versioning/document/", follow=True)

    assert answer.redirect_chain[-1] == ("/sign-in/?next=/admin/versioning/document/", 302)


def test_the_old_sign_in_page_takes_no_password(cast: Cast) -> None:
    person = cast.manager.user
    person.set_password("correct horse battery")
    person.is_staff = True
    person.save()
    client = Client()

    answer = client.post("/admin/login/", {"username": person.username, "password": "correct horse battery"})

    assert answer.headers["Location"] == "/sign-in/?next=/admin/"
    assert "sessionid" not in client.cookies


def test_redirects_to_no_other_site(cast: Cast) -> None:
    answer = Client().get("/admin/login/", {"next": "https://evil.example/"})

    assert answer.headers["Location"].startswith("/sign-in/?next=https%3A//evil.example/")


def test_refuses_a_person_who_is_no_administrator(cast: Cast) -> None:
    answer = signed_in(cast.manager).get("/admin/", follow=True)

    assert answer.status_code == 403
    assert b"The back office is for administrators. You are signed in as mona.handbook." in answer.content


def test_leads_back_to_the_desk(office: Client) -> None:
    page = office.get("/admin/").content.decode()

    assert f'<a href="{reverse("desk:library")}">Go to the desk</a>' in page
