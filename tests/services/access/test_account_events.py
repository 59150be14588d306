"""Sign-ins and the administration of accounts leave events, which administrators see."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.services.observing import recorded
from versioning.models import Actor, User
from versioning.services.access.create_user import create_user

PASSWORD = "correct horse battery"
NEW = "staple of the day"


@pytest.fixture
def administrator(cast: Cast) -> User:
    return User.objects.get(is_superuser=True)


@pytest.fixture
def back_office(administrator: User) -> Client:
    browser = Client()
    browser.force_login(administrator)
    return browser


@pytest.fixture
def person(cast: Cast) -> User:
    cast.editor.user.set_password(PASSWORD)
    cast.editor.user.save()
    return cast.editor.user


def test_a_sign_in_leaves_an_event(person: User) -> None:
    with recorded() as events:
        Client().post("/sign-in/", {"username": person.username, "password": PASSWORD})

    assert [(event.verb, event.actor, event.data) for event in events] == [
        ("sign_in.succeeded", person, {"address": "127.0.0.1"})
    ]


@pytest.mark.parametrize("username", ["edda.handbook", "nobody", "n\0\ud800" + "o" * 400])
def test_a_refused_sign_in_names_nobody_as_its_actor(person: User, username: str) -> None:
    with recorded() as events:
        Client().post("/sign-in/", {"username": username.encode(errors="surrogatepass"), "password": "wrong"})

    assert [(event.verb, event.actor.username) for event in events] == [("sign_in.failed", "system")]
    assert len(events[0].data["username"]) <= 150


def test_a_new_account_leaves_an_event(administrator: User) -> None:
    with recorded() as events:
        user = create_user(actor=Actor(user=administrator), username="ana")

    assert [(event.verb, event.actor) for event in events] == [("user.created", administrator)]
    assert events[0].data == {"username": "ana", "account": str(user.pk), "superuser": False}


def test_another_password_from_the_back_office_leaves_an_event(
    administrator: User, back_office: Client, person: User
) -> None:
    form = {"password1": NEW, "password2": NEW, "usable_password": "true"}

    with recorded() as events:
        answer = back_office.post(f"/admin/versioning/user/{person.pk}/password/", form)

    assert answer.status_code == 302
    assert [(event.verb, event.actor, event.data["username"]) for event in events] == [
        ("user.password_reset", administrator, person.username)
    ]


def test_an_account_that_the_back_office_makes_leaves_an_event(administrator: User, back_office: Client) -> None:
    form = {"username": "ana", "password1": NEW, "password2": NEW, "usable_password": "true"}

    with recorded() as events:
        answer = back_office.post("/admin/versioning/user/add/", form)

    assert answer.status_code == 302
    assert [(event.verb, event.actor) for event in events] == [("user.created", administrator)]


@pytest.mark.parametrize(("who", "sees"), [("administrator", True), ("manager", False)])
def test_the_activity_shows_them_to_administrators(
    cast: Cast, back_office: Client, person: User, who: str, sees: bool
) -> None:
    Client().post("/sign-in/", {"username": person.username, "password": "wrong"})
    manager = Client()
    manager.force_login(cast.manager.user)

    page = (back_office if who == "administrator" else manager).get("/activity/").content.decode()

    assert ("refused a sign-in as edda.handbook" in page) is sees
