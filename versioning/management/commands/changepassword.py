"""`manage.py changepassword USERNAME`: give an account a new password. Replaces Django's command of this name."""

from argparse import ArgumentParser
from typing import Any

from versioning.management.passwords import ask_for_password
from versioning.management.verb_command import VerbCommand, user_by_username
from versioning.services.access.reset_password import reset_password
from versioning.services.access.system_actor import system_actor


class Command(VerbCommand):
    help = "Give an account a new password, and end its sessions, tokens and sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input (one line)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = user_by_username(options["username"])
        password = ask_for_password(from_stdin=options["password_stdin"], otherwise="--password-stdin")
        reset_password(actor=system_actor(), user=user, password=password)
        self.stdout.write(f"Changed the password of {user.username}. Their sessions, tokens and sign-ins ended.")
