"""Write the fixtures of this folder: a database with rows in every table, as the SQL that creates it.

`before_squash.*.sql` come from the last commit whose migrations were 0001_initial to 0019_lists_of_all_documents. To
write them again, run this file there, once on each database:

    git worktree add ../before 69f9549 && ln -s "$PWD/.venv" ../before/.venv && cp -r tests/migrations ../before/tests/
    cd ../before
    export DATA_DIR=$(mktemp -d) KEEP_DISCARDED_DAYS=0
    .venv/bin/python -m tests.migrations.write_fixture > before_squash.sqlite.sql
    .venv/bin/python -m tests.postgres &  # It prints a DATABASE_URL: export it.
    .venv/bin/python -m tests.migrations.write_fixture > before_squash.postgresql.sql

It uses the HTTP API, the commands and the models' names alone, so that it runs on older commits and on newer ones.
"""

import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from sysconfig import get_path
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.git_repos import Repo
from tests.migrations.schemas import INSIDE_OF_THE_INDEX
from tests.postgres import PACKAGE, PROGRAMS
from tests.zips import make_zip

# A row of it exists only within a transaction, and `verify` reports one that stays.
ALWAYS_EMPTY = {"versioning_reencoding"}


class Api:
    """A client of /api/v1 that sends and reads JSON, and fails on every refusal."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}"}, SERVER_NAME="localhost")

    def send(self, method: str, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        answer = self.client.generic(
            method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )
        if answer.status_code >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.content.decode()}")
        return json.loads(answer.content).get("data") if answer.content else None


def run(*words: str) -> str:
    """Return what the command prints on standard output."""
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


def make(label: str, **values: Any) -> Any:
    """Insert one row of a model, for tables that neither the API nor a command writes."""
    return apps.get_model(label).objects.create(**values)


def fill() -> None:
    run("create_project", "handbook")
    run("create_user", "anna", "--no-login", "--superuser", "--project", "handbook", "--role", "manager")
    api = Api(run("create_token", "--user", "anna", "--name", "The API's"))
    document = write_documents(api)
    run("purge", "--delete")
    import_texts()
    fill_other_tables(document)


def write_documents(api: Api) -> str:
    """Write documents in every state, and return the id of one."""
    category = api.send("POST", "documents", {"project": "handbook", "title": "Guides", "kind": "category"})
    body = "".join(f"Line {number} of a text that is long enough for a delta.\n" for number in range(1, 30))
    text = {"project": "handbook", "title": "Réfunds", "body": body, "category": category["document"]["id"]}
    document: str = api.send("POST", "documents", text, **{"Idempotency-Key": "once"})["document"]["id"]
    draft = f"documents/{document}/draft"
    api.send("POST", f"{draft}/publish")
    for word in ("second", "third"):
        api.send("POST", draft)
        api.send("PATCH", draft, {"body": body.replace("Line 7", f"The {word} line 7")})
        api.send("POST", f"{draft}/publish")
    api.send("POST", draft)
    api.send("PATCH", draft, {"title": "Discarded"})
    api.send("DELETE", draft)
    api.send("POST", draft)
    branch = api.send("POST", "branches", {"project": "handbook", "name": "Spring"})["branch"]["id"]
    api.send("POST", draft, {"branchId": branch})
    translation = {**text, "language": "de", "translation_key": document, "title": "Erstattungen"}
    api.send("POST", "documents", translation)
    trashed = api.send("POST", "documents", {"project": "handbook", "title": "In the trash"})
    api.send("DELETE", f"documents/{trashed['document']['id']}")
    return document


def import_texts() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repo = Repo(folder / "repo")
        repo.write("story.md", "# A story\n\nIt begins.\n")
        repo.commit()
        repo.write("story.md", "# A story\n\nIt ends.\n")
        repo.commit()
        run("import_git", str(repo.folder), "--project", "handbook")
        run("import_zip", str(make_zip(folder, {"a.md": "# A\n\nOne.\n"})), "--project", "handbook")


def fill_other_tables(document: str) -> None:
    now = timezone.now()
    anna = apps.get_model("versioning.User").objects.get(username="anna")
    project = apps.get_model("versioning.Project").objects.get()
    make("versioning.Transfer", project=project, kind="zip_in", status="done", started_by=anna, file_name="a.zip")
    ready = make("versioning.WorkflowStatus", project=project, name="Ready", read_only=True)
    make("versioning.WorkflowStatus", project=project, name="In work").following.add(ready)
    make("versioning.Presentation", document_id=document, tags=["money"]).related.add(document)
    app = make(
        "versioning.Application",
        name="An editor",
        client_type="confidential",
        client_secret="a secret",
        authorization_grant_type="authorization-code",
        redirect_uris="https://editor.example/",
    )
    given = {"user": anna, "application": app, "expires": now + timedelta(days=3650)}
    make("versioning.Grant", code="a code", redirect_uri="https://editor.example/", **given)
    access = make("oauth2_provider.AccessToken", token="an access token", **given)
    make("oauth2_provider.RefreshToken", token="a refresh token", user=anna, application=app, access_token=access)
    make("oauth2_provider.IDToken", **given)
    make("oauth2_provider.DeviceGrant", device_code="a", user_code="b", client_id="c", expires=now)
    group = make("auth.Group", name="Editors")
    permission = apps.get_model("auth.Permission").objects.earliest("pk")
    group.permissions.add(permission)
    anna.groups.add(group)
    anna.user_permissions.add(permission)
    make("admin.LogEntry", user=anna, object_repr="Anna", action_flag=1)
    make("sessions.Session", session_key="a", session_data="b", expire_date=now)


def sqlite_statements() -> Iterator[str]:
    """Yield tables, rows, and then what reads the rows: indexes, triggers, and the full-text index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        parts = cursor.fetchall()
        tables = [(name, sql) for kind, name, sql in parts if kind == "table" and not INSIDE_OF_THE_INDEX.match(name)]
        for name, sql in tables:
            yield sql
            cursor.execute(f'SELECT * FROM "{name}"')
            columns = ", ".join(f'quote("{column[0]}")' for column in cursor.description or ())
            cursor.execute(f'SELECT {columns} FROM "{name}"')
            yield from (f'INSERT INTO "{name}" VALUES ({", ".join(row)})' for row in cursor.fetchall())
        yield from (sql for _, _, sql in parts if sql.startswith("CREATE VIRTUAL TABLE"))
        yield "INSERT INTO versioning_searchindex(versioning_searchindex) VALUES ('rebuild')"
        cursor.execute("SELECT k, v FROM versioning_searchindex_config WHERE k = 'rank'")
        for key, value in cursor.fetchall():
            yield f"INSERT INTO versioning_searchindex(versioning_searchindex, rank) VALUES ('{key}', '{value}')"
        yield from (sql for kind, _, sql in parts if kind != "table")


def postgresql_dump() -> str:
    """Return what pg_dump writes, less what only psql understands and what only people read."""
    program = Path(get_path("platlib")) / PACKAGE / PROGRAMS / "pg_dump"
    done = subprocess.run(
        [program, "--inserts", "--no-owner", "--no-privileges", "--no-comments", os.environ["DATABASE_URL"]],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return re.sub(r"\n{2,}", "\n", re.sub(r"^(--|\\).*$", "", done.stdout, flags=re.MULTILINE)).lstrip()


def find_empty_tables() -> set[str]:
    with connection.cursor() as cursor:
        names = {info.name for info in connection.introspection.get_table_list(cursor) if info.type == "t"}
        empty = set()
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            if cursor.fetchone() == (0,):
                empty.add(name)
    return empty - ALWAYS_EMPTY


def main() -> None:
    run("migrate")
    fill()
    run("verify")
    if empty := find_empty_tables():
        raise RuntimeError(f"Nothing is in {', '.join(sorted(empty))}.")
    if connection.vendor == "postgresql":
        sys.stdout.write(postgresql_dump())
    else:
        sys.stdout.writelines(f"{statement};\n" for statement in sqlite_statements())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
