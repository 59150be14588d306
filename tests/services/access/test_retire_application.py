import pytest

from tests.cast import Cast
from tests.services.observing import recorded
from versioning.exceptions import NotAllowed
from versioning.models import Actor, Application, User
from versioning.services.access.register_application import register_application
from versioning.services.access.retire_application import retire_application


@pytest.fixture
def application(cast: Cast) -> Application:
    uris = ["https://editor.example/"]
    return register_application(
        actor=cast.manager, name="Quill", client_type="public", redirect_uris=uris, project=cast.project
    ).application


def test_a_manager_retires_it(cast: Cast, application: Application) -> None:
    with recorded() as events:
        retired = retire_application(actor=cast.manager, application=application)

    assert retired.retired_at is not None
    assert [(event.verb, event.project, event.data) for event in events] == [
        ("application.retired", cast.project, {"retired": application.pk, "name": "Quill"})
    ]


def test_twice_is_as_good_as_once(cast: Cast, application: Application) -> None:
    first = retire_application(actor=cast.manager, application=application).retired_at

    with recorded() as events:
        second = retire_application(actor=cast.manager, application=application).retired_at

    assert second == first
    assert events == []


def test_a_publisher_may_not(cast: Cast, application: Application) -> None:
    with pytest.raises(NotAllowed):
        retire_application(actor=cast.publisher, application=application)


def test_one_for_all_projects_takes_an_administrator(cast: Cast) -> None:
    root = Actor(User.objects.get(is_superuser=True))
    uris = ["https://editor.example/"]
    made = register_application(actor=root, name="Quill", client_type="public", redirect_uris=uris).application

    with pytest.raises(NotAllowed):
        retire_application(actor=cast.manager, application=made)

    assert retire_application(actor=root, application=made).retired_at is not None
