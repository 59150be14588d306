import pytest

from tests.cast import make_token, make_user
from tests.services.observing import recorded
from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Actor, User
from versioning.services.access.rename_user import rename_user


@pytest.fixture
def ana(db: None) -> Actor:
    return Actor(user=make_user("Ana Silva"))


def test_gives_oneself_another_name(ana: Actor) -> None:
    with recorded() as events:
        rename_user(actor=ana, name=" Ana  Maria Silva ")

    assert User.objects.get(pk=ana.user.pk).display_name == "Ana Maria Silva"
    assert [(event.verb, event.data) for event in events] == [
        ("user.updated", {"name": "Ana Maria Silva", "former": "Ana Silva"})
    ]


def test_without_a_name_one_is_called_by_the_username(ana: Actor) -> None:
    rename_user(actor=ana, name="")

    assert User.objects.get(pk=ana.user.pk).display_name == "ana.silva"


@pytest.mark.parametrize("name", ["x" * 151, "Ana \0", "Ana " + "x" * 151, "A " + "\ud800"])
def test_refuses_what_cannot_be_kept(ana: Actor, name: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        rename_user(actor=ana, name=name)

    assert refusal.value.field == "name"


def test_a_token_never_does(ana: Actor) -> None:
    token, _ = make_token(ana.user)

    with pytest.raises(NotAllowed):
        rename_user(actor=Actor(user=ana.user, credential=token.credential), name="Eve")
