"""Every GET of the API and of v3, with every object of a project and with the queries that it takes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

# What belongs to a server, to people or their tools, or to work that runs: a project file has none of it.
ELSEWHERE = frozenset(
    {
        "/api/v1/changes",
        "/api/v1/invitations",
        "/api/v1/invitations/{invitation}",
        "/api/v1/jobs",
        "/api/v1/jobs/{job}",
        "/api/v1/notices",
        "/api/v1/projects/{project}/usage",
        "/api/v1/tokens",
        "/api/v1/transfers",
        "/api/v1/transfers/{transfer}",
        "/api/v1/transfers/{transfer}/file",
        "/api/v1/watches",
        "/api/v1/webhooks",
        "/api/v1/webhooks/{webhook}",
        "/api/v1/webhooks/{webhook}/deliveries",
        "/v3/projects/{project_id}/drive/tasks/{task_id}",
    }
)
# Other values of a query than those that its schema lists.
VALUES: dict[str, list[str]] = {
    "search": ["refunds", "saved", "안내"],
    "q": ["plan"],
    "search_keyword": ["plan"],
    "language": ["de"],
    "lang_code": ["en", "de"],
    "status": ["draft", "published", "archived"],
    "version": ["current", "1"],
    "version_status": ["published,archived"],
    "name": ["v1"],
    "media_type": ["image/png"],
    "as_of": ["2100-01-01T00:00:00Z", "2000-01-01T00:00:00Z"],
    "updated_since": ["2000-01-01T00:00:00Z"],
    "created_since": ["2000-01-01T00:00:00Z"],
    "before": ["3"],
    "context": ["0"],
}
# Lists of all projects. Another server has other projects.
OF_PROJECT = frozenset({"branches", "documents", "events", "files", "members", "schedules", "workspaces"})


def paths(project: Any) -> Iterator[str]:
    """Yield every path to read."""
    objects = _Objects(project)
    for template, queries in templates():
        if template not in ELSEWHERE:
            for values in objects.of(template):
                path = template.format(**values)
                yield from (_with_query(path, query, project) for query in _queries(queries, values))


def templates() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the paths of all GET operations, each with the schemas of its query."""
    from drf_spectacular.generators import SchemaGenerator

    for module in ("config.urls_v1", "config.urls_v3"):
        generator: Any = SchemaGenerator
        schema = generator(urlconf=module).get_schema(request=None, public=True)
        for path, methods in schema["paths"].items():
            if "get" in methods:
                parameters = methods["get"].get("parameters", [])
                yield path, {each["name"]: each["schema"] for each in parameters if each["in"] == "query"}


def _queries(schemas: dict[str, Any], values: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield one query with nothing, or one with the values that are required, and then each value of each parameter."""
    needed = {"base": "1", "head": str(values.get("newest", 1))} if "base" in schemas else {}
    yield needed
    for name, schema in schemas.items():
        listed = schema.get("enum") or schema.get("items", {}).get("enum") or VALUES.get(name, [])
        listed = listed or (["true", "false"] if schema.get("type") == "boolean" else [])
        # One request for each kind of event would take long, and the list with all of them is compared.
        yield from ({**needed, name: str(value)} for value in listed[:12] if name != "verb")


def _with_query(path: str, query: dict[str, str], project: Any) -> str:
    if path.removeprefix("/api/v1/") in OF_PROJECT:
        query = {"project": str(project.pk), **query}
    return f"{path}?{urlencode(query)}" if query else path


class _Objects:
    """The objects of a project, by the names that the paths have for them."""

    def __init__(self, project: Any) -> None:
        from versioning.models import Document, Draft, File, Folder, Schedule, Workspace

        self.project = project
        self.documents = list(Document.objects.filter(project=project).order_by("pk"))
        self.by_name: dict[str, list[Any]] = {
            "workspace": list(Workspace.objects.filter(project=project).values_list("pk", flat=True)),
            "identifier": list(Draft.objects.filter(document__project=project).values_list("identifier", flat=True)),
            "file": list(File.objects.filter(project=project).values_list("pk", flat=True)),
            "folder": list(Folder.objects.filter(project=project).values_list("pk", flat=True)),
            "schedule": list(Schedule.objects.filter(project=project).values_list("pk", flat=True)),
        }

    def of(self, template: str) -> Iterator[dict[str, Any]]:
        """Yield the values of the names in the path, for each object."""
        names = [part[1:-1] for part in template.split("/") if part.startswith("{")]
        found: list[dict[str, Any]] = [{}]
        for name in names:
            found = [{**values, **more} for values in found for more in self._values(name, values)]
        yield from found

    def _values(self, name: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        if name in ("project", "project_id"):
            return [{name: self.project.pk}]
        if name == "document_id":
            return [{name: each.pk, "newest": each.last_number, "of": [each]} for each in self.documents]
        if name in ("article_id", "category_id"):
            keys = dict.fromkeys(each.translation_key for each in self.documents)
            return [{name: key, "of": [e for e in self.documents if e.translation_key == key]} for key in keys]
        if name in ("version", "version_number"):
            return [{name: number} for number in self._numbers(values["of"])]
        kind = {"project_version_id": "workspace"}.get(name, name.removesuffix("_id"))
        return [{name: value} for value in self.by_name[kind]]

    def _numbers(self, documents: list[Any]) -> list[int]:
        from versioning.models import Version

        versions = Version.objects.filter(document__in=documents)
        return sorted(set(versions.values_list("number", flat=True)))
