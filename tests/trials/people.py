"""A person of the project, and their token. Tokens that stand for no person cannot schedule anything."""

from tests.benchmarks.databases import PROJECT, Database

PERSON = "writer"


def make_personal_token(database: Database) -> str:
    database.manage("create_user", PERSON, "--no-login", "--project", PROJECT, "--role", "manager")
    return database.manage("create_token", "--user", PERSON, "--name", "trials").strip()
