"""Record that somebody signed in, or tried to."""

from django.db import transaction

from versioning.models import Actor, NoticeKind, User, Verb
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.delivery.notices import tell_person
from versioning.services.kernel.delivery.security_mail import AccountNews, tell_owner
from versioning.services.kernel.recording import record

_NAME_LENGTH = 150


def record_sign_in(*, user: User | None, username: str, address: str, is_new_device: bool = False) -> None:
    """Record a sign-in of the user, or a refused one if the user is None.

    The owner of the account gets a letter and a notice about a device that is new to it.

    Nobody knows who failed to sign in, so the server itself is the actor. Names without an account are recorded too:
    the time that a refusal takes must not show which names have one.
    """
    if user is not None:
        with transaction.atomic():
            event = record(actor=Actor(user=user), verb=Verb.SIGN_IN_SUCCEEDED, project_id=None, address=address)
            if is_new_device:
                tell_person(user, NoticeKind.NEW_DEVICE, key=f"event:{event.pk}", data={"address": address})
                tell_owner(user, AccountNews.NEW_DEVICE, address=address)
        return
    # Neither database stores a NUL character or a lone surrogate in a text.
    name = username[:_NAME_LENGTH].replace("\0", "").encode(errors="replace").decode()
    record(actor=system_actor(), verb=Verb.SIGN_IN_FAILED, project_id=None, username=name, address=address)
