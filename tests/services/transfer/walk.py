"""What the API answers about a project: every GET of its own API and of v3, for comparing two servers.

As a program it works on the database of the settings: `python -m tests.services.transfer.walk FOLDER VERB…`.
"""

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

from tests.services.transfer.walked_paths import paths

Answers = dict[str, Any]
# Numbers of a server.
NUMBERS = frozenset({"former_body", "by", "next_cursor", "cursor", "next", "previous", "request_id", "trace_id"})
HEADERS = ("Content-Type", "Content-Disposition", "ETag", "Last-Modified", "Location", "Cache-Control")
# Pages of one list. No list of the project is as long.
MOST_PAGES = 20
VIEWER = "vera.handbook"


def walk(project_slug: str) -> Answers:
    """Return the answer of each path that the schemas of the API name, for each object of the project.

    By the administrator, and by a viewer.
    """
    from tests.cast import client_for
    from versioning.models import Actor, File, Project, Scope, User
    from versioning.services.jobs.run_due_jobs import run_due_jobs

    # The links of texts are read by jobs.
    run_due_jobs()
    project = Project.objects.get(slug=project_slug)
    files = [file.url for file in File.objects.filter(project=project)]
    answers: Answers = {}
    for person in (User.objects.get(is_superuser=True, is_service=False), User.objects.get(username=VIEWER)):
        client = client_for(Actor(user=person), scopes=(Scope.READ, Scope.CUSTOMER_API))
        client.defaults["HTTP_HOST"] = "localhost"
        answers |= {f"{path} {person.username}": _pages(client, path) for path in sorted({*paths(project), *files})}
    return answers


def _pages(client: Any, path: str) -> Any:
    """Return the answer. That of a list has the rows of all its pages, because an import adds an event of its own."""
    first = response = client.get(path)
    answer, rows = _answer(first), list[Any]()
    while (following := _next_page(path, response)) is not None and len(rows) < MOST_PAGES:
        response = client.get(following)
        rows.append(_answer(response)[2]["data"])
    if rows:
        answer[2] = [row for page in (answer[2]["data"], *rows) for row in _rows_of(page)]
    return answer


def _rows_of(data: Any) -> list[Any]:
    return data if isinstance(data, list) else next(iter(data.values()))


def _next_page(path: str, response: Any) -> str | None:
    if "json" not in response.headers.get("Content-Type", ""):
        return None
    body = response.json()
    cursor = (body.get("pagination") or {}).get("next_cursor") if isinstance(body, dict) else None
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'cursor': cursor})}" if cursor else None


def _answer(response: Any) -> Any:
    """Return the status, the headers that a client depends on, and the body, without the numbers of a server."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
    try:
        return [response.status_code, headers, _plain(json.loads(content))]
    except ValueError:
        return [response.status_code, headers, sha256(content).hexdigest()]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(part) for part in value if not _is_import(part)]
    if not isinstance(value, dict):
        return value
    if "verb" in value:
        # An import records events itself, with the moment as a claim.
        value = {**value, "at": value.get("claimed_at") or value.get("at"), "claimed_at": None, "actor": None, "id": 0}
    if "membership_id" in value or {"role", "user"} <= value.keys():
        value = {**value, "id": 0, "created_at": None}
    return {name: _plain(part) for name, part in value.items() if name not in NUMBERS}


def _is_import(value: Any) -> bool:
    """Return whether it is the event of the import itself."""
    return isinstance(value, dict) and value.get("verb") == "project.imported"


def main(verb: str, folder: Path) -> None:
    """Do what the verb says: make the project or its accounts, move or verify it, or write down the answers."""
    from django.core.management import call_command

    from tests.cast import make_cast
    from tests.services.transfer.rich_project import make_rich
    from versioning.models import User

    if verb == "make":
        make_rich(make_cast(), folder)
        people = list(
            User.objects.filter(is_service=False).values(
                "id", "username", "first_name", "last_name", "email", "is_superuser", "date_joined"
            )
        )
        (folder / "people.json").write_text(json.dumps(people, default=str))
    elif verb == "people":
        for person in json.loads((folder / "people.json").read_text()):
            User.objects.create(**person)
    elif verb == "import":
        # All but the stranger, who is nobody in the file.
        names = User.objects.exclude(username="sven.handbook").values_list("username", flat=True)
        chosen = [f"--account={name}={name}" for name in names]
        call_command("import_project", str(folder / "project.tar.gz"), *chosen)
    elif verb == "export":
        (folder / "project.tar.gz").unlink(missing_ok=True)
        call_command("export_project", "handbook", str(folder / "project.tar.gz"))
    elif verb == "verify":
        # It fails if there is a breach.
        call_command("verify", "--files")
    else:
        (folder / verb).write_text(json.dumps(walk("handbook"), indent=1, sort_keys=True))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for verb in sys.argv[2:]:
        main(verb, Path(sys.argv[1]))
