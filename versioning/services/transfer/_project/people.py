"""The people of a project file. They are accounts of this server only if somebody says so."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from versioning.exceptions import AlreadyExists, InvalidValue
from versioning.models import Actor, Membership, Project, User
from versioning.services.transfer._import.authors import NAME_LENGTH
from versioning.services.transfer._project.archive import damaged
from versioning.services.transfer._project.survey import Survey


@dataclass(frozen=True)
class People:
    """`accounts` maps people of the file to accounts that were chosen for them. `names` has everybody's name."""

    importer: User
    accounts: Mapping[UUID, UUID]
    names: Mapping[UUID, str]

    def account(self, person: UUID) -> UUID | None:
        """Return the account that was chosen for the person, or None. Raises InvalidValue (file)."""
        if person not in self.names:
            raise damaged(f"The project file refers to {person}, who is not among its people.")
        return self.accounts.get(person)

    def unknown(self) -> list[str]:
        """Return the names of those who are nobody here, by name."""
        return sorted(name for person, name in self.names.items() if person not in self.accounts)


def match_people(*, survey: Survey, importer: User, chosen: Mapping[str, str], members_of: Project | None) -> People:
    """Return the people of the file. `chosen` maps their user names in the file to user names of this server.

    With `members_of`, only members of this project can be chosen. Raises InvalidValue (accounts).
    """
    names = {pk: str(row.get("name") or row.get("username") or "")[:NAME_LENGTH] for pk, row in survey.people.items()}
    usernames = {pk: row.get("username") for pk, row in survey.people.items()}
    stranger = next((name for name in chosen if name not in usernames.values()), None)
    if stranger is not None:
        raise InvalidValue(f"{stranger} is nobody in the project file.", field="accounts")
    known = _accounts(set(chosen.values()), members_of=members_of)
    missing = next((name for name in chosen.values() if name not in known), None)
    if missing is not None:
        kind = "a member of this project" if members_of is not None else "an account of this server"
        raise InvalidValue(f"{missing} is not {kind}.", field="accounts")
    accounts = {pk: known[chosen[name]] for pk, name in usernames.items() if isinstance(name, str) and name in chosen}
    return People(importer=importer, accounts=accounts, names=names)


class CreatePerson(Protocol):
    """Create an account. Raises AlreadyExists, InvalidValue, NotAllowed."""

    def __call__(self, *, actor: Actor, username: str, name: str) -> User: ...


def create_accounts(create: CreatePerson, *, actor: Actor, survey: Survey, chosen: Mapping[str, str]) -> dict[str, str]:
    """Create an inactive account for each person of the file for whom none was chosen. Return them as `chosen`.

    Somebody whose user name is taken here, or reserved, gets none: it may be another person. Raises NotAllowed.
    """
    created = dict[str, str]()
    for row in survey.people.values():
        username = row.get("username")
        if not isinstance(username, str) or username in chosen:
            continue
        name = str(row.get("name") or "")
        with suppress(AlreadyExists, InvalidValue):
            user = create(actor=actor, username=username, name="" if name == username else name)
            User.objects.filter(pk=user.pk).update(is_active=False)
            created[username] = user.username
    return created


def _accounts(usernames: set[str], *, members_of: Project | None) -> dict[str, UUID]:
    if members_of is None:
        return dict(User.objects.filter(username__in=usernames).values_list("username", "pk"))
    rows = Membership.objects.filter(project=members_of, user__username__in=usernames)
    return dict(rows.values_list("user__username", "user"))
