"""The articles and categories of a project: in whatever project version, as the lists of project versions show them."""

from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.api.v3.conftest import Text, make_text
from tests.api.v3.refusals import assert_invalid
from tests.cast import Cast, make_cast
from tests.histories import make_many
from versioning.models import Language, Workspace

NAMES = {"articles": "title", "categories": "name"}


@pytest.fixture
def path(cast: Cast, noun: str) -> str:
    return f"/v3/projects/{cast.project.pk}/{noun}"


@pytest.fixture
def later(cast: Cast) -> Workspace:
    return Workspace.objects.create(project=cast.project, slug="later", name="Later", order=1)


def names(clients: Clients, path: str, **query: Any) -> list[str]:
    rows = clients.viewer.get(path, query).json()["data"]
    return [row[NAMES[path.rpartition("/")[2]]] for row in rows]


def test_lists_what_stands_in_any_project_version(
    clients: Clients, cast: Cast, noun: str, path: str, later: Workspace
) -> None:
    first = make_text(cast, noun, "First")
    make_many(first.document, [{"title": "Third", "workspace": later}, {"title": "Second", "order": 5}])

    assert names(clients, path) == ["First", "Second", "Third"]


def test_is_the_list_of_the_only_project_version(clients: Clients, cast: Cast, noun: str, path: str) -> None:
    text = make_text(cast, noun)
    make_many(text.document, [{"title": f"Text {number}", "order": -number} for number in range(5)])

    rows = clients.viewer.get(path).json()["data"]

    assert rows == clients.viewer.get(path.replace(noun, f"project-versions/{text.shelf}/{noun}")).json()["data"]


def test_lists_nothing_of_other_projects(clients: Clients, cast: Cast, noun: str, path: str) -> None:
    make_text(make_cast("foreign"), noun, "Foreign")
    make_text(cast, noun, "Ours")

    assert names(clients, path) == ["Ours"]


def test_lists_nothing_of_the_other_kind(clients: Clients, cast: Cast, noun: str, path: str) -> None:
    make_text(cast, "categories" if noun == "articles" else "articles")

    assert names(clients, path) == []


def test_shows_what_a_language_has_and_the_original_of_the_rest(
    clients: Clients, cast: Cast, noun: str, path: str
) -> None:
    Language.objects.create(project=cast.project, code="fr")
    text = make_text(cast, noun)
    make_text(cast, noun, "Other")
    key, kind = text.document.translation_key, text.document.kind
    cast.draft("Remboursements", kind=kind, language="fr", translation_key=key)

    assert sorted(names(clients, path, lang_code="fr")) == ["Other", "Remboursements"]
    assert sorted(names(clients, path)) == ["Other", "Refunds"]


def test_pages_by_number_and_by_cursor_show_each_text_once(
    clients: Clients, cast: Cast, noun: str, path: str, later: Workspace
) -> None:
    document = make_text(cast, noun, "Text 0").document
    make_many(document, [{"title": f"Text {n}", "workspace": later if n % 2 else cast.workspace} for n in range(1, 9)])
    expected = names(clients, path)

    by_number = [name for page in range(1, 6) for name in names(clients, path, page=page, page_size=2)]
    by_cursor: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        follow = f"&cursor={cursor}" if cursor else ""
        answer = clients.viewer.get(f"{path}?page_size=2&include_total_count=true{follow}").json()
        by_cursor += [row[NAMES[noun]] for row in answer["data"]]
        cursor = answer["pagination"]["next_cursor"]
        assert answer["pagination"]["total_count"] == 9

    assert by_number == by_cursor == expected
    assert len(set(expected)) == 9


def test_the_cursor_of_a_project_version_is_none_of_the_projects(
    clients: Clients, cast: Cast, path: str, noun: str
) -> None:
    text = make_text(cast, noun)
    make_text(cast, noun)
    shelf = path.replace(noun, f"project-versions/{text.shelf}/{noun}")
    cursor = clients.viewer.get(shelf, {"page_size": 1}).json()["pagination"]["next_cursor"]

    answer = clients.viewer.get(path, {"page_size": 1, "cursor": cursor})

    assert_invalid(answer, "cursor")


def test_what_is_no_language_is_refused_by_name(clients: Clients, path: str) -> None:
    assert_invalid(clients.viewer.get(path, {"lang_code": "EN"}), "lang_code")


def test_categories_come_with_the_categories_below_them(clients: Clients, cast: Cast, later: Workspace) -> None:
    top = Text("categories", cast.document("Guides", kind="category"))
    cast.document("Inner", kind="category", parent_id=top.document.pk)
    make_many(top.document, [{"title": "Later guides", "workspace": later}])

    rows = clients.viewer.get(f"/v3/projects/{cast.project.pk}/categories").json()["data"]

    assert [(row["name"], [child["name"] for child in row["child_categories"]]) for row in rows] == [
        ("Guides", ["Inner"]),
        ("Later guides", []),
    ]
