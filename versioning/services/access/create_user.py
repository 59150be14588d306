"""Create an account for a person."""

from enum import Enum

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed
from versioning.models import Actor, User, Verb
from versioning.policies import authorize_organization
from versioning.services.access._steps.accounts import give_name
from versioning.services.access.system_actor import SYSTEM
from versioning.services.kernel.names import check_name
from versioning.services.kernel.passwords import check_password
from versioning.services.kernel.recording import record


class Standing(Enum):
    """What the account may do beyond its memberships."""

    PERSON = "nothing"
    SUPERUSER = "everything, the back office included"


def create_user(
    *,
    actor: Actor,
    username: str,
    email: str = "",
    name: str = "",
    password: str | None = None,
    standing: Standing = Standing.PERSON,
) -> User:
    """Create the account. Without a password nobody can sign in, but it can hold tokens and be a member.

    Raises AlreadyExists (username), InvalidValue, NotAllowed (a token never creates a superuser).
    """
    authorize_organization(actor=actor)
    if standing is Standing.SUPERUSER and actor.credential is not None:
        raise NotAllowed("Sign in to create a superuser. A token cannot do this.")
    user = User(
        username=User.normalize_username(username),
        email=User.objects.normalize_email(email),
        # Django asks for is_staff to open /admin/, and for is_superuser to allow everything there.
        is_staff=standing is Standing.SUPERUSER,
        is_superuser=standing is Standing.SUPERUSER,
    )
    give_name(user, name=name)
    _check(user=user, password=password)
    user.password = make_password(password)
    recorded = {"username": user.username, "account": str(user.pk), "superuser": user.is_superuser}
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            record(actor=actor, verb=Verb.USER_CREATED, project_id=None, at=None, **recorded)
    except IntegrityError as error:
        raise AlreadyExists(
            f"An account with the username {user.username} already exists.", field="username"
        ) from error
    return user


def _check(*, user: User, password: str | None) -> None:
    check_name(user.username, field="username")
    # Service accounts are named after their tokens.
    if user.username == SYSTEM or user.username.startswith("token-"):
        raise InvalidValue(f"The username {user.username} is reserved.", field="username")
    try:
        user.clean_fields(exclude=("password",))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidValue(f"{field}: {messages[0]}", field=field) from error
    if password is not None:
        check_password(password, user=user)
