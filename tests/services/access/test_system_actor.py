import pytest

from tests.cast import make_user
from versioning.exceptions import AlreadyExists
from versioning.models import User
from versioning.policies import authorize_organization
from versioning.services.access.system_actor import system_actor

pytestmark = pytest.mark.django_db


def test_acts_for_one_service_account_that_nobody_can_sign_in_as() -> None:
    actor = system_actor()

    assert system_actor() == actor
    assert (actor.user.is_service, actor.user.is_active, actor.user.has_usable_password()) == (True, False, False)
    assert User.objects.filter(username="system").count() == 1


def test_may_do_what_concerns_all_projects() -> None:
    actor = system_actor()

    authorize_organization(actor=actor)

    assert actor.sees_every_project


def test_never_acts_in_the_name_of_a_person_called_system() -> None:
    person = make_user("System")

    with pytest.raises(AlreadyExists):
        system_actor()

    assert not User.objects.get(pk=person.pk).is_superuser
