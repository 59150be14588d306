"""`manage.py create_user USERNAME`: create an account for a person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from versioning.management.passwords import ask_for_password
from versioning.management.verb_command import ROLES, VerbCommand, project_by_slug
from versioning.services.access.add_member import add_member
from versioning.services.access.create_user import Standing, create_user
from versioning.services.access.system_actor import system_actor


class Command(VerbCommand):
    help = "Create an account for a person. Asks for a password unless one of the options below says otherwise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--email", default="")
        parser.add_argument("--name", default="", help="first and last name")
        password = parser.add_mutually_exclusive_group()
        password.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input (one line)"
        )
        password.add_argument("--no-login", action="store_true", help="set no password, for people who only use tokens")
        parser.add_argument("--superuser", action="store_true", help="allow everything, including /admin/")
        parser.add_argument("--project", metavar="SLUG", help="add the person to this project")
        parser.add_argument("--role", choices=ROLES, help="role in this project")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["project"] is None) is not (options["role"] is None):
            raise CommandError("Give --project and --role together.")
        project = None if options["project"] is None else project_by_slug(options["project"])
        actor = system_actor()
        password = _password(from_stdin=options["password_stdin"], none=options["no_login"])
        # If the membership is refused, there is no account either.
        with transaction.atomic():
            user = create_user(
                actor=actor,
                username=options["username"],
                email=options["email"],
                name=options["name"],
                password=password,
                standing=Standing.SUPERUSER if options["superuser"] else Standing.PERSON,
            )
            if project is not None:
                add_member(actor=actor, project=project, user=user, role=ROLES[options["role"]])
        where = "" if project is None else f", {options['role']} in {project.slug}"
        self.stdout.write(f"Created the account {user.username}{where}.")


def _password(*, from_stdin: bool, none: bool) -> str | None:
    return None if none else ask_for_password(from_stdin=from_stdin, otherwise="--password-stdin or --no-login")
