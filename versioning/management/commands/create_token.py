"""`manage.py create_token`: a bearer token, alone on standard output."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from versioning.management.verb_command import ROLES, VerbCommand, find_project, find_user
from versioning.models import Token
from versioning.services.access.create_token import EVERY_SCOPE, create_token
from versioning.services.access.system_actor import system_actor


class Command(VerbCommand):
    help = "Make a bearer token and print it, alone, on standard output. It is not kept and cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        reach = parser.add_mutually_exclusive_group(required=True)
        reach.add_argument("--project", metavar="SLUG", help="a token for one project")
        reach.add_argument("--organization", action="store_true", help="a token for all projects")
        reach.add_argument("--user", metavar="USERNAME", help="a personal token, with this person's roles")
        parser.add_argument("--role", choices=ROLES, help="of a project's or the organization's token")
        parser.add_argument("--scopes", default=",".join(EVERY_SCOPE), help="separated by commas (%(default)s)")
        parser.add_argument("--name", required=True, help="what it is for")
        parser.add_argument("--expires-in-days", type=int, metavar="N", help="never, where not given")

    def handle(self, *args: Any, **options: Any) -> None:
        role = None if options["role"] is None else ROLES[options["role"]]
        created = create_token(
            actor=system_actor(),
            kind=_kind(options),
            name=options["name"],
            project=None if options["project"] is None else find_project(options["project"]),
            role=role,
            scopes=tuple(scope.strip() for scope in options["scopes"].split(",")),
            expires_at=_moment(options["expires_in_days"]),
            user=None if options["user"] is None else find_user(options["user"]),
        )
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
        raise CommandError("--expires-in-days lies beyond the end of the calendar.") from None
