"""A person of the project, and their token. Imports and schedules run with the rights of a person."""

from tests.benchmarks.databases import PROJECT, Database

PERSON = "writer"


def make_person(database: Database) -> None:
    database.manage("create_user", PERSON, "--no-login", "--project", PROJECT, "--role", "manager")


def make_personal_token(database: Database) -> str:
    make_person(database)
    return database.manage("create_token", "--user", PERSON, "--name", "trials").strip()
