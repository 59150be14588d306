"""End letters by the link that each of them has."""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.urls import reverse

from versioning.exceptions import NotFound
from versioning.models import MailChoice, MailTiming, NoticeKind, User
from versioning.ops.mail import public

SALT = "stemma.unsubscribe"
DAILY = "daily"


@dataclass(frozen=True)
class Subscription:
    """Letters about these kinds to one person."""

    user: User
    kinds: tuple[NoticeKind, ...]


def unsubscribe_link(user: User, *, kind: NoticeKind | None) -> str:
    """Return the address that ends the letters about this kind, or the daily summary if it is None.

    It needs no sign-in and does not expire (RFC 8058). All it can do is to end letters.
    """
    token = signing.dumps([str(user.pk), kind or DAILY], salt=SALT)
    return public(reverse("unsubscribe", args=[token]))


def find_subscription(*, token: str) -> Subscription:
    """Return what the link ends. Raises NotFound."""
    try:
        key, what = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise NotFound("This link is not valid.") from error
    user = User.objects.filter(pk=key).first()
    if user is None:
        raise NotFound("This link is not valid.")
    if what != DAILY:
        return Subscription(user, (NoticeKind(what),))
    chosen = MailChoice.objects.of(user)
    return Subscription(user, tuple(kind for kind, timing in chosen.items() if timing == MailTiming.DAILY))


def unsubscribe(*, token: str) -> Subscription:
    """Send these letters no longer. Twice is as good as once. Raises NotFound."""
    subscription = find_subscription(token=token)
    with transaction.atomic():
        for kind in subscription.kinds:
            MailChoice.objects.update_or_create(
                user=subscription.user, kind=kind, defaults={"timing": MailTiming.NEVER}
            )
    return subscription
