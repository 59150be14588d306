"""Shared by the commands: a refusal becomes a sentence, and projects and people are looked up by name."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from versioning.exceptions import VersioningError
from versioning.models import Project, Role, User
from versioning.ops.files.store import StoreUnavailable

ROLES = {role.label: role for role in Role}


class VerbCommand(BaseCommand):
    """A command whose refusals end it with a sentence and exit status 1, never with a traceback."""

    # Not `handle`, because every command overrides that.
    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except VersioningError as error:
            raise CommandError(error.message) from error
        except StoreUnavailable as error:
            raise CommandError(f"{error}.") from error


def project_by_slug(slug: str) -> Project:
    """Return the project with this slug. Raises CommandError."""
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise CommandError(f"No project has the slug {slug}.")
    return project


def user_by_username(username: str) -> User:
    """Return the account with this username. Raises CommandError."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"No account has the username {username}.")
    return user
