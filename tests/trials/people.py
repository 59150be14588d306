"""A person of the project, and their token. Imports and schedules run with the rights of a person."""

from tests.benchmarks.databases import PROJECT, Database

PERSON = "writer"
# Of everybody whom `tests.benchmarks.inside.people` makes.
PASSWORD = "correct horse battery"  # noqa: S105


def make_person(database: Database, name: str = PERSON) -> None:
    database.manage("create_user", name, "--no-login", "--project", PROJECT, "--role", "manager")


def make_personal_token(database: Database, name: str = PERSON) -> str:
    make_person(database, name)
    return database.manage("create_token", "--user", name, "--name", "trials").strip()
