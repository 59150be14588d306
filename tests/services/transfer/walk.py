"""What the API answers about a project: every GET of its own API and of v3, for comparing two servers.

As a program it works on the database of the settings: `python -m tests.services.transfer.walk FOLDER VERB…`.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

Answers = dict[str, Any]
# Of servers, people or their tools, or work that runs: a project file has none of it.
ELSEWHERE = (
    *("jobs", "notices", "watch", "tokens", "webhooks", "invitations", "changes", "usage", "schema", "docs"),
    *("transfers", "users/me"),
)
LISTS = frozenset({"documents", "workspaces", "branches", "members", "files", "events", "schedules"})
# Numbers of a server.
NUMBERS = frozenset({"former_body", "by", "next_cursor", "cursor", "next", "previous", "request_id", "trace_id"})


def walk(project_slug: str) -> Answers:
    """Return the answer of each path that the schemas of the API name, for each object of the project."""
    from tests.cast import client_for
    from versioning.models import Actor, Project, Scope, User

    project = Project.objects.get(slug=project_slug)
    root = User.objects.filter(is_superuser=True, is_service=False).get()
    client = client_for(Actor(user=root), scopes=(Scope.READ, Scope.CUSTOMER_API))
    client.defaults["HTTP_HOST"] = "localhost"
    return {path: _answer(client.get(path)) for path in sorted(set(paths(project)))}


def paths(project: Any) -> Iterator[str]:
    """Every path to read, with every object in it."""
    for template in templates():
        if not any(word in template for word in ELSEWHERE):
            yield from _filled(template, project)


def templates() -> Iterator[str]:
    """The paths of all GET operations."""
    from drf_spectacular.generators import SchemaGenerator

    for module in ("config.urls_v1", "config.urls_v3"):
        generator: Any = SchemaGenerator
        schema = generator(urlconf=module).get_schema(request=None, public=True)
        yield from (path for path, methods in schema["paths"].items() if "get" in methods)


def _filled(template: str, project: Any) -> Iterator[str]:
    from versioning.models import Branch, Document, Draft, File, Language, Schedule, Version, WorkflowStatus, Workspace

    listed: dict[str, list[Any]] = {
        "project": [project.pk],
        "workspace": list(Workspace.objects.filter(project=project).values_list("pk", flat=True)),
        "project_version": list(Workspace.objects.filter(project=project).values_list("pk", flat=True)),
        "document": list(Document.objects.filter(project=project).values_list("pk", flat=True)),
        "branch": list(Branch.objects.filter(project=project).values_list("pk", flat=True)),
        "identifier": list(Draft.objects.filter(document__project=project).values_list("identifier", flat=True)),
        "file": list(File.objects.filter(project=project).values_list("pk", flat=True)),
        "schedule": list(Schedule.objects.filter(project=project).values_list("pk", flat=True)),
        "language": list(Language.objects.filter(project=project).values_list("code", flat=True)),
        "status": list(WorkflowStatus.objects.filter(project=project).values_list("pk", flat=True)),
    }
    names = [part[1:-1] for part in template.split("/") if part.startswith("{")]
    for values in _values(names, listed, project, Version):
        path = template
        for name, value in values.items():
            path = path.replace("{" + name + "}", str(value))
        yield f"{path}?{urlencode(_query(template, project))}"


def _values(names: list[str], listed: dict[str, list[Any]], project: Any, version: Any) -> Iterator[dict[str, Any]]:
    """Yield every object for one name, and every version of every document for two."""
    if not names:
        yield {}
        return
    versions = version.objects.filter(document__project=project).values_list("document", "number", "pk")
    kinds = {name: _kind(name) for name in names}
    if "version" in kinds.values():
        for document, number, pk in versions:
            by_kind = {"document": document, "version": pk if "v3" in names else number, "project": project.pk}
            if all(kind in by_kind for kind in kinds.values()):
                yield {name: by_kind[kind] for name, kind in kinds.items()}
        return
    last = names[-1]
    for value in listed.get(kinds[last], []):
        rest = {name: listed[kinds[name]][0] for name in names[:-1] if listed.get(kinds[name])}
        if len(rest) == len(names) - 1:
            yield {**rest, last: value}


def _kind(name: str) -> str:
    known = {"article_id": "document", "category_id": "document", "version_number": "version", "lang_code": "language"}
    return known.get(name, name.removesuffix("_id"))


def _query(template: str, project: Any) -> dict[str, str]:
    query = {"page_size": "100"} if not template.startswith("/v3") else {}
    if template.endswith("/compare"):
        return {"base": "1", "head": "1"}
    if template.removeprefix("/api/v1/") in LISTS:
        return {**query, "project": project.slug}
    return query


def _answer(response: Any) -> Any:
    """Return the status and the body, without the numbers of a server."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    try:
        body = json.loads(content)
    except ValueError:
        body = content.decode(errors="replace")
    return [response.status_code, _plain(body)]


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
