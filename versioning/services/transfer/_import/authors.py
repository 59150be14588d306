"""Whose versions an import writes: the importer's, or a member's whom a manager chose for an author."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Membership, Project, User
from versioning.services.transfer._git.commit_object import Signature

NAME_LENGTH, EMAIL_LENGTH = 255, 254


@dataclass(frozen=True)
class Authors:
    """The accounts of one import. `members` maps email addresses in lower case to members of the project.

    Anybody can write any address into a history, so an address alone never leads to an account.
    """

    importer: User
    members: Mapping[str, UUID] = field(default_factory=dict)

    def id_of(self, author: Signature) -> UUID:
        """Return the member who was chosen for the author, else the importer."""
        return self.members.get(author.email.lower(), self.importer.pk)


def match_authors(*, project: Project, importer: User, chosen: Mapping[str, str]) -> Authors:
    """Return the authors of an import. `chosen` maps email addresses to user names.

    Raises InvalidValue (authors) if somebody is not a member of the project, or if an address is empty or chosen twice.
    """
    usernames: dict[str, str] = {}
    for address, username in chosen.items():
        email = address.strip().lower()
        if not email:
            raise InvalidValue("Name each author by an email address.", field="authors")
        if email in usernames:
            raise InvalidValue(f"The author {email} is named twice.", field="authors")
        usernames[email] = username
    members = _members(project=project, usernames=set(usernames.values()))
    stranger = next((name for name in usernames.values() if name not in members), None)
    if stranger is not None:
        raise InvalidValue(f"{stranger} is not a member of this project.", field="authors")
    return Authors(importer=importer, members={email: members[name] for email, name in usernames.items()})


def _members(*, project: Project, usernames: set[str]) -> dict[str, UUID]:
    """Return the members of the project by their user names."""
    if not usernames:
        return {}
    # All members are read: a project has few, and the choice may hold any number of names.
    rows = Membership.objects.filter(project=project).values_list("user__username", "user")
    return {name: pk for name, pk in rows if name in usernames}
