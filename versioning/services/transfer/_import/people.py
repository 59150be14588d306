"""The people of a history: found by email address, or created without a login."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from versioning.exceptions import VersioningError
from versioning.models import User
from versioning.services.transfer._git.commit_object import Signature
from versioning.services.transfer._import.documents import chunks

_NAME_LENGTH, _EMAIL_LENGTH, _USERNAME_LENGTH = 150, 254, 150
_NOT_IN_USERNAMES = re.compile(r"[^\w.@+-]+")
_ATTEMPTS = 5


@dataclass
class People:
    """The users of one import. A person is known by email address, or by name if the address is empty."""

    created: int = 0
    _known: dict[str, UUID] = field(default_factory=dict)

    def learn(self, signatures: Iterable[Signature]) -> None:
        """Find or create a user for each signature. Call it inside the transaction that uses them."""
        wanted = {_identity(each): each for each in signatures if _identity(each) not in self._known}
        for _ in range(_ATTEMPTS):
            self._find(list(wanted.values()))
            wanted = {identity: each for identity, each in wanted.items() if identity not in self._known}
            try:
                # The savepoint keeps the batch alive if a username is taken meanwhile.
                with transaction.atomic():
                    made = User.objects.bulk_create(_new_users(list(wanted.values())))
            except IntegrityError:
                # Another import created one of these people at the same time. The next attempt finds them.
                continue
            self._known.update(zip(wanted, (user.pk for user in made), strict=True))
            self.created += len(made)
            return
        raise VersioningError("Other imports keep taking the usernames of new people. Run the import again.")

    def id_of(self, signature: Signature) -> UUID:
        """Return the id of the user. Call `learn` with the signature first."""
        return self._known[_identity(signature)]

    def _find(self, wanted: Sequence[Signature]) -> None:
        for part in chunks(wanted):
            emails = {_email(each) for each in part} - {""}
            # SQLite lowers ASCII letters only, Python and PostgreSQL every letter. So compare unchanged addresses too.
            reachable = User.objects.annotate(lowered=Lower("email")).filter(
                Q(lowered__in=[email.lower() for email in emails]) | Q(email__in=emails), is_service=False
            )
            # A name alone proves little, so it only matches users who cannot sign in.
            nameless = User.objects.filter(
                email="",
                is_active=False,
                is_service=False,
                password__startswith=UNUSABLE_PASSWORD_PREFIX,
                first_name__in={_names(each)[0] for each in part},
            )
            # If several share an address, take the one who can sign in, else the oldest. The last assignment wins.
            for user in reachable.order_by("is_active", "-date_joined", "-pk"):
                self._known[f"<{user.email.lower()}>"] = user.pk
            for person in nameless.order_by("-date_joined", "-pk"):
                self._known[person.get_full_name()] = person.pk


def _email(signature: Signature) -> str:
    return signature.email[:_EMAIL_LENGTH]


def _names(signature: Signature) -> tuple[str, str]:
    """Return first and last name. Joined by a space they are the author's name again."""
    first, _, last = signature.name.partition(" ")
    return first[:_NAME_LENGTH], last[:_NAME_LENGTH]


def _identity(signature: Signature) -> str:
    email = _email(signature)
    return f"<{email.lower()}>" if email else " ".join(_names(signature)).strip()


def _new_users(signatures: Sequence[Signature]) -> list[User]:
    """Return users who cannot sign in. They are not saved yet."""
    users = []
    for signature, username in zip(signatures, _free_usernames(signatures), strict=True):
        first, last = _names(signature)
        users.append(
            User(
                username=username,
                first_name=first,
                last_name=last,
                email=_email(signature),
                password=make_password(None),
                is_active=False,
            )
        )
    return users


def _free_usernames(signatures: Sequence[Signature]) -> list[str]:
    """Return a free username for each, made from email address or name and counted up if it is taken."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    pending = list(range(len(signatures)))
    while pending:
        for index in pending:
            names[index] = next(name for name in _usernames(signatures[index]) if name not in taken)
            taken.add(names[index])
        stored: set[str] = set()
        for part in chunks(names[index] for index in pending):
            stored.update(User.objects.filter(username__in=part).values_list("username", flat=True))
        pending = [index for index in pending if names[index] in stored]
    return [names[index] for index in range(len(signatures))]


def _usernames(signature: Signature) -> Iterator[str]:
    # Leave room for a number of ten characters.
    base = _NOT_IN_USERNAMES.sub("-", signature.email or signature.name).strip("-")[: _USERNAME_LENGTH - 10] or "author"
    yield base
    yield from (f"{base}-{number}" for number in count(2))
