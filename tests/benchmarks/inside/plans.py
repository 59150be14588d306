"""How PostgreSQL runs the statements of budgeted calls on a large database: `python -m tests.benchmarks.inside.plans`.

A statement is explained twice: with its values, and as the generic plan that a connection keeps of a prepared one.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Count
from django.test import Client
from rest_framework.test import APIClient

from tests.api.v1.test_query_counts import READS, WRITES
from tests.api.v3 import test_query_counts as v3
from tests.api.v3.conftest import Text
from tests.benchmarks.inside import say
from tests.benchmarks.inside.crowd import crowd
from tests.benchmarks.inside.searches import sign_in
from tests.benchmarks.inside.seed import write_history
from tests.benchmarks.searches import BEGINNING, COMMON
from versioning.models import Document, Draft

# Documents that calls change, each one of its own.
OTHERS = 20
# The planner reads smaller tables at once, rightly.
LARGE_ROWS = 1_000
PARALLEL = ("Gather", "Gather Merge")
KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
Call = Callable[[], Any]


def scans(*, token: str) -> dict[str, list[str]]:
    """By call, the scans of large tables in its statements."""
    client = APIClient(SERVER_NAME="127.0.0.1")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    large = _large_tables()
    return {name: _scans_of(name, call, large=large) for name, call in _calls(client)}


def _calls(client: APIClient) -> Iterator[tuple[str, Call]]:
    draft = Draft.objects.select_related("document")[0]
    documents = list(Document.objects.filter(drafts=None)[:OTHERS])
    save = partial(client.patch, data={"body": "New.", "title": "New"}, format="json")
    for name, (_, address) in READS.items():
        yield name, partial(client.get, address(draft.document))
    yield "search", partial(client.get, f"/api/v1/documents?search={COMMON}")
    yield "search by relevance", partial(client.get, f"/api/v1/documents?search={COMMON}&ordering=relevance")
    yield from _desk()
    yield "save", partial(save, f"/api/v1/drafts/{draft.identifier}")
    for name, (_, _, send) in WRITES.items():
        yield name, partial(send, client, documents.pop())
    crowded = Document.objects.annotate(open_drafts=Count("drafts")).order_by("-open_drafts")[0]
    for drafts, pk in (("no", documents.pop().pk), ("many", crowded.pk)):
        main = f"/api/v1/documents/{pk}/draft"
        yield f"open a draft on main beside {drafts} others", partial(client.post, main, {}, format="json")
        yield f"read it beside {drafts} others", partial(client.get, main)
        yield f"save it beside {drafts} others", partial(save, main)
        yield f"publish it beside {drafts} others", partial(client.post, f"{main}/publish", {}, format="json")
    yield from _v3(client, documents)


def _desk() -> Iterator[tuple[str, Call]]:
    """Yield what the desk asks for while somebody types the word."""
    desk = Client(SERVER_NAME="127.0.0.1", headers={"cookie": sign_in()})
    yield "suggestions", partial(desk.get, f"/suggestions?q={BEGINNING}")
    yield "search as one types", partial(desk.get, f"/?q={BEGINNING}", headers={"hx-target": "results"})


def _v3(client: APIClient, documents: list[Document]) -> Iterator[tuple[str, Call]]:
    text = Text("articles", documents.pop())
    for name, (_, address) in v3.READS.items():
        yield f"v3: {name}", partial(client.get, address(text))
    for name, (_, rest, _) in v3.LISTS.items():
        path = f"/v3/projects/{text.document.project_id}{rest.format(shelf=text.shelf)}"
        yield f"v3: {name}", partial(client.get, path)
    for name, (_, _, send) in v3.PUBLISHED.items():
        yield f"v3: {name}", partial(send, client, Text("articles", documents.pop()))


class _Statements(list[tuple[str, Any]]):
    """An `execute_wrapper` that keeps what it sees."""

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if sql.lstrip().startswith(KINDS):
            self.append((sql, params))
        return execute(sql, params, many, context)


def _scans_of(name: str, call: Call, *, large: set[str]) -> list[str]:
    statements = _Statements()
    with connection.execute_wrapper(statements):
        answer = call()
    if answer.status_code >= 400:
        raise RuntimeError(f"{name}: {answer.status_code} {answer.content[:300]!r}")
    found = []
    for sql, params in statements:
        for kind, plan in _plans(sql, params):
            found += [f"{kind} {scan}: {' '.join(sql.split())[:1500]}" for scan in _scans_in(plan, large=large)]
    return found


def _plans(sql: str, params: Any) -> Iterator[tuple[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        yield "planned for its values:", cursor.fetchone()[0][0]["Plan"]
        cursor.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {_numbered(sql)}")
        yield "planned once:", cursor.fetchone()[0][0]["Plan"]


def _numbered(sql: str) -> str:
    """Return the statement with PostgreSQL's own placeholders."""
    first, *others = sql.replace("%%", "%").split("%s")
    return first + "".join(f"${number}{part}" for number, part in enumerate(others, 1))


def _scans_in(plan: dict[str, Any], *, large: set[str]) -> list[str]:
    kind, table = plan["Node Type"], plan.get("Relation Name", "")
    is_scan = kind in PARALLEL or (kind == "Seq Scan" and table in large)
    own = [f"{kind} {table}".strip()] if is_scan else []
    return own + [scan for below in plan.get("Plans", ()) for scan in _scans_in(below, large=large)]


def _large_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE_ROWS])
        return {row[0] for row in cursor.fetchall()}


if __name__ == "__main__":
    given_token, documents, versions, drafts = sys.argv[1:]
    crowd(write_history(texts=1, size=200), documents=int(documents), versions=int(versions), drafts=int(drafts))
    say(scans(token=given_token))
