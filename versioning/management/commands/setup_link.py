"""`manage.py setup_link`: where a new server is set up."""

from typing import Any

from django.core.management.base import CommandError

from versioning.management.first_run import setup_path
from versioning.management.verb_command import VerbCommand
from versioning.models.access.user import has_accounts


class Command(VerbCommand):
    help = "Print the path, with its key, on which a new server's first administrator is made in a browser."

    def handle(self, *args: Any, **options: Any) -> None:
        if has_accounts():
            raise CommandError("This server has been set up. `manage.py create_user` makes further accounts.")
        self.stdout.write(setup_path())
