"""`manage.py create_project SLUG`: create a project."""

from argparse import ArgumentParser
from typing import Any

from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.projects.create_project import create_project


class Command(VerbCommand):
    help = "Create a project with its branch main and its first workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="name in URLs")
        parser.add_argument("--name", default="", help="display name (default: the slug)")
        parser.add_argument(
            "--language", default="en", help="primary language, such as en or pt-BR (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        slug, name, language = options["slug"], options["name"], options["language"]
        project = create_project(actor=system_actor(), slug=slug, name=name, language=language)
        self.stdout.write(f"Created the project {project.slug} ({project.pk}).")
