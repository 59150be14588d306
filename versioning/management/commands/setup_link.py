"""`manage.py setup_link`: print where a new server is set up."""

from typing import Any

from django.core.management.base import CommandError

from versioning.management.first_run import setup_path
from versioning.management.verb_command import VerbCommand
from versioning.models.access.user import has_accounts


class Command(VerbCommand):
    help = "Print the path, with its key, where you create the first administrator of a new server in a browser."

    def handle(self, *args: Any, **options: Any) -> None:
        # The key is useless once there is an account.
        if has_accounts():
            raise CommandError("This server has already been set up. Use `manage.py create_user` to create accounts.")
        self.stdout.write(setup_path())
