"""The people of a history: users by e-mail, made without login where there are none."""

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
    """Who is who, kept for one import. A person is known by e-mail, or by name where the e-mail is empty."""

    created: int = 0
    _known: dict[str, UUID] = field(default_factory=dict)

    def learn(self, signatures: Iterable[Signature]) -> None:
        """Find or make a user for each. Call it inside the transaction that uses them."""
        wanted = {_identity(each): each for each in signatures if _identity(each) not in self._known}
        for _ in range(_ATTEMPTS):
            self._find(list(wanted.values()))
            wanted = {identity: each for identity, each in wanted.items() if identity not in self._known}
            try:
                with transaction.atomic():
                    made = User.objects.bulk_create(_new_users(list(wanted.values())))
            except IntegrityError:
                # Another import made one of these people at the same time: now it is found.
                continue
            self._known.update(zip(wanted, (user.pk for user in made), strict=True))
            self.created += len(made)
            return
        raise VersioningError("The names of new people are being taken by somebody else. Run the import again.")

    def id_of(self, signature: Signature) -> UUID:
        return self._known[_identity(signature)]

    def _find(self, wanted: Sequence[Signature]) -> None:
        for part in chunks(wanted):
            emails = {_email(each) for each in part} - {""}
            # SQLite lowers ASCII alone, Python and PostgreSQL every letter: those that are equal as they are count too.
            reachable = User.objects.annotate(lowered=Lower("email")).filter(
                Q(lowered__in=[email.lower() for email in emails]) | Q(email__in=emails), is_service=False
            )
            nameless = User.objects.filter(
                email="",
                is_active=False,
                is_service=False,
                password__startswith=UNUSABLE_PASSWORD_PREFIX,
                first_name__in={_names(each)[0] for each in part},
            )
            # Where several share an e-mail, it is the one who may sign in, then the oldest; the last one set stays.
            for user in reachable.order_by("is_active", "-date_joined", "-pk"):
                self._known[f"<{user.email.lower()}>"] = user.pk
            for person in nameless.order_by("-date_joined", "-pk"):
                self._known[person.get_full_name()] = person.pk


def _email(signature: Signature) -> str:
    return signature.email[:_EMAIL_LENGTH]


def _names(signature: Signature) -> tuple[str, str]:
    """First and last name, such that both with a space between them are the author's name again."""
    first, _, last = signature.name.partition(" ")
    return first[:_NAME_LENGTH], last[:_NAME_LENGTH]


def _identity(signature: Signature) -> str:
    email = _email(signature)
    return f"<{email.lower()}>" if email else " ".join(_names(signature)).strip()


def _new_users(signatures: Sequence[Signature]) -> list[User]:
    """Users who cannot sign in, not stored yet."""
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
    """One for each, made of e-mail or name, counted up where it is taken."""
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
    base = _NOT_IN_USERNAMES.sub("-", signature.email or signature.name).strip("-")[: _USERNAME_LENGTH - 10] or "author"
    yield base
    yield from (f"{base}-{number}" for number in count(2))
