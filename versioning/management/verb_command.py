"""What the commands that do one verb share: a refusal is a sentence, and what they name is looked up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from versioning.exceptions import VersioningError
from versioning.models import Project, Role, User

ROLES = {role.label: role for role in Role}


class VerbCommand(BaseCommand):
    """A refusal of a service ends the command with its sentence and the exit status 1, never with a traceback."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except VersioningError as error:
            raise CommandError(error.message) from error


def find_project(slug: str) -> Project:
    """The project of this slug. Raises CommandError."""
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise CommandError(f"There is no project {slug}.")
    return project


def find_user(username: str) -> User:
    """The account of this name. Raises CommandError."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no account {username}.")
    return user
