"""What each endpoint costs in queries: the same for 5 versions and 500, for one row and a hundred."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.api.counting import count, warmed
from tests.api.v3.conftest import Text, make_text
from tests.cast import Cast
from tests.histories import make_history, make_many
from versioning.models import Language, Membership, Role, User, WorkflowStatus, Workspace
from versioning.services.drafts.fork_document import ForkMode

SIZES = (5, 500)
Send = Callable[[APIClient, Text], Any]


def of_sizes(cast: Cast, noun: str) -> list[Text]:
    texts = [make_text(cast, noun, f"Of {size}") for size in SIZES]
    return [Text(text.noun, make_history(text.document, size)) for text, size in zip(texts, SIZES, strict=True)]


READS: dict[str, tuple[int, Callable[[Text], str]]] = {
    "the newest version": (3, lambda text: text.content),
    "the published version": (4, lambda text: f"{text.content}?published=true"),
    "its HTML": (3, lambda text: f"{text.content}?content_mode=display"),
    "a version by its number": (4, lambda text: f"{text.path}/versions/3"),
    "its versions": (3, lambda text: f"{text.path}/versions?page_size=100"),
    "a later page of its versions": (4, lambda text: f"{text.path}/versions?page_size=2&page=2"),
    "its versions, counted": (5, lambda text: f"{text.path}/versions?page_size=2&page=2&include_total_count=true"),
    "its settings": (3, lambda text: f"{text.path}/settings"),
}


@pytest.mark.parametrize("name", READS)
def test_reading_a_text_stays_within_its_budget(cast: Cast, clients: Clients, noun: str, name: str) -> None:
    budget, path = READS[name]
    client = warmed(clients.viewer)

    counts = [count(partial(client.get, path(text)), status=200) for text in of_sizes(cast, noun)]

    assert counts[0] == counts[1] <= budget


def _patch(client: APIClient, text: Text, **members: Any) -> Any:
    return client.patch(text.content, {"content": "New.", "title": "New", **members}, format="json")


def _publish(client: APIClient, text: Text, verb: str, number: int) -> Any:
    body = {"project_version_id": text.shelf, "version_number": number}
    return client.post(f"{text.path}/{verb}", body, format="json")


PUBLISHED: dict[str, tuple[int, int, Send]] = {
    "fork": (9, 201, lambda client, text: client.post(f"{text.path}/fork")),
    "change with a fork": (20, 200, lambda client, text: _patch(client, text, auto_fork=True)),
    "change nothing": (6, 200, lambda client, text: client.patch(text.content, {}, format="json")),
    "unpublish": (10, 200, lambda client, text: _publish(client, text, "unpublish", text.document.last_number)),
    "delete a version": (7, 204, lambda client, text: client.delete(f"{text.path}/versions/2")),
    "delete": (8, 204, lambda client, text: client.delete(text.path)),
    "set": (9, 200, lambda client, text: client.patch(f"{text.path}/settings", {"seo_title": "New"}, format="json")),
}
DRAFTED: dict[str, tuple[int, int, Send]] = {
    "change the draft": (15, 200, _patch),
    "publish": (10, 200, lambda client, text: _publish(client, text, "publish", text.document.last_number + 1)),
    "discard": (9, 204, lambda client, text: client.delete(f"{text.path}/versions/{text.document.last_number + 1}")),
}


@pytest.mark.parametrize("name", [*PUBLISHED, *DRAFTED])
def test_writing_a_text_stays_within_its_budget(cast: Cast, clients: Clients, noun: str, name: str) -> None:
    budget, status, send = (PUBLISHED | DRAFTED)[name]
    texts, client = of_sizes(cast, noun), warmed(clients.manager)
    if name in DRAFTED:
        for text in texts:
            cast.fork(text.document, ForkMode.STRICT)

    counts = [count(partial(send, client, text), status=status) for text in texts]

    assert counts[0] == counts[1] <= budget


def _articles(cast: Cast) -> None:
    make_many(make_text(cast, "articles").document, [{"order": order} for order in range(99)])


def _categories(cast: Cast) -> None:
    top = make_text(cast, "categories").document
    make_many(top, [{"parent": top, "order": order} for order in range(50)])
    make_many(top, [{"order": order} for order in range(50)])


def _users(cast: Cast) -> None:
    users = [User(username=f"user{number}") for number in range(99)]
    User.objects.bulk_create(users)
    rows = [Membership(project=cast.project, user=user, role=Role.VIEWER) for user in users]
    Membership.objects.bulk_create(rows)


def _languages(cast: Cast) -> None:
    codes = [f"{first}{second}" for first in "xyz" for second in "abcdefghijklmnopqrstuvwxyz"]
    Language.objects.bulk_create([Language(project=cast.project, code=code) for code in codes])


def _statuses(cast: Cast) -> None:
    rows = [WorkflowStatus(project=cast.project, name=f"Status {n}", order=n) for n in range(99)]
    WorkflowStatus.objects.bulk_create(rows)


def _workspaces(cast: Cast) -> None:
    Workspace.objects.bulk_create([Workspace(project=cast.project, slug=f"s{n}", name="S", order=n) for n in range(99)])


def _articles_in_workspaces(cast: Cast) -> None:
    _workspaces(cast)
    workspaces = cast.project.workspaces.exclude(pk=cast.workspace.pk)
    make_many(make_text(cast, "articles").document, [{"workspace": workspace} for workspace in workspaces])


LISTS: dict[str, tuple[int, str, Callable[[Cast], object]]] = {
    "articles": (5, "/project-versions/{shelf}/articles", _articles),
    "categories": (6, "/project-versions/{shelf}/categories", _categories),
    "articles of the project": (5, "/articles", _articles),
    "categories of the project": (6, "/categories", _categories),
    "articles of the project, in another language": (5, "/articles?lang_code=fr", _articles),
    "articles in many project versions": (5, "/articles", _articles_in_workspaces),
    "users": (5, "/users", _users),
    "languages": (5, "/languages", _languages),
    "workflow statuses": (5, "/workflow-statuses", _statuses),
    "project versions": (5, "/project-versions", _workspaces),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_however_long_it_is(cast: Cast, clients: Clients, name: str) -> None:
    budget, path, fill = LISTS[name]
    make_text(cast, "articles"), make_text(cast, "categories")
    path = f"/v3/projects/{cast.project.pk}{path.format(shelf=cast.workspace.pk)}"
    path += f"{'&' if '?' in path else '?'}page_size=100"
    client, counts, lengths = warmed(clients.viewer), [], []

    for prepare in (lambda cast: None, fill):
        prepare(cast)
        counts.append(count(partial(client.get, path), status=200))
        lengths.append(len(client.get(path).json()["data"]))

    assert lengths[1] > lengths[0] + 40
    assert counts[0] == counts[1] <= budget


def test_a_tree_costs_the_same_however_large_it_is(cast: Cast, clients: Clients) -> None:
    small, large = (make_text(cast, "categories", f"Tree {n}") for n in range(2))
    article = make_text(cast, "articles").document
    for tree, size in ((small, 1), (large, 100)):
        below = make_many(tree.document, [{"parent": tree.document, "order": n} for n in range(size)])
        make_many(article, [{"parent": place} for place in below])
    client = warmed(clients.viewer)

    counts = [count(partial(client.get, tree.path), status=200) for tree in (small, large)]

    assert len(client.get(large.path).json()["data"]["child_categories"]) == 100
    assert counts[0] == counts[1] <= 7


def test_a_text_costs_the_same_in_however_many_languages(cast: Cast, clients: Clients) -> None:
    texts = [make_text(cast, "articles", f"In {n}") for n in (1, 27)]
    codes = [f"x{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    key = texts[1].document.translation_key
    make_many(texts[1].document, [{"language": code, "translation_key": key} for code in codes])
    client = warmed(clients.viewer)

    counts = [count(partial(client.get, text.path), status=200) for text in texts]

    assert len(client.get(texts[1].path).json()["data"]["available_languages"]) == 27
    assert counts[0] == counts[1] <= 3


def _bulk(client: APIClient, cast: Cast, rest: str, texts: list[Text]) -> Any:
    ids = [str(text.document.pk) for text in texts]
    return client.post(f"/v3/projects/{cast.project.pk}/articles/bulk{rest}", {"ids": ids}, format="json")


@pytest.mark.parametrize("rest", ["/publish", "/unpublish"])
def test_each_item_of_a_bulk_costs_as_much_as_the_one_before(cast: Cast, clients: Clients, rest: str) -> None:
    def texts(size: int) -> list[Text]:
        return [make_text(cast, "articles", versions=0 if rest == "/publish" else 1) for _ in range(size)]

    client = warmed(clients.publisher)

    one, two, ten = (count(partial(_bulk, client, cast, rest, texts(size)), status=200) for size in (1, 2, 10))

    assert ten - two == 8 * (two - one)
    assert two - one <= 11
