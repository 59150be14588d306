"""`manage.py create_token`: create a bearer token and print it alone on standard output."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from versioning.management.verb_command import ROLES, VerbCommand, project_by_slug, user_by_username
from versioning.models import Token
from versioning.services.access.create_token import EVERY_SCOPE, NewToken, create_token
from versioning.services.access.system_actor import system_actor


class Command(VerbCommand):
    help = "Create a bearer token and print it alone on standard output. It is not stored and cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        reach = parser.add_mutually_exclusive_group(required=True)
        reach.add_argument("--project", metavar="SLUG", help="create a token for one project")
        reach.add_argument("--organization", action="store_true", help="create a token for all projects")
        reach.add_argument("--user", metavar="USERNAME", help="create a personal token with this person's roles")
        parser.add_argument("--role", choices=ROLES, help="role of a project or organization token")
        parser.add_argument(
            "--scopes", default=",".join(EVERY_SCOPE), help="scopes, separated by commas (default: %(default)s)"
        )
        parser.add_argument("--name", required=True, help="what the token is for")
        parser.add_argument("--expires-in-days", type=int, metavar="N", help="days until it expires (default: never)")

    def handle(self, *args: Any, **options: Any) -> None:
        role = None if options["role"] is None else ROLES[options["role"]]
        new = NewToken(
            kind=_kind(options),
            name=options["name"],
            project=None if options["project"] is None else project_by_slug(options["project"]),
            role=role,
            scopes=tuple(scope.strip() for scope in options["scopes"].split(",")),
            expires_at=_moment(options["expires_in_days"]),
            user=None if options["user"] is None else user_by_username(options["user"]),
        )
        created = create_token(actor=system_actor(), new=new)
        # Nothing else, so that a script can store the output.
        self.stdout.write(created.raw)


def _kind(options: dict[str, Any]) -> str:
    if options["organization"]:
        return Token.Kind.ORGANIZATION
    return Token.Kind.PERSONAL if options["project"] is None else Token.Kind.PROJECT


def _moment(days: int | None) -> datetime | None:
    if days is None:
        return None
    try:
        return timezone.now() + timedelta(days=days)
    except OverflowError:
        raise CommandError("--expires-in-days is too large: the date is after the year 9999.") from None
