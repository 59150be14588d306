import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.histories import make_history
from versioning.models import Document, Version
from versioning.models.sql.prepared import Parameter
from versioning.models.sql.prepared_list import PreparedList

OF_PROJECT = PreparedList(lambda: Document.objects.filter(project=Parameter("project", models.UUIDField())))


@pytest.mark.parametrize("order", [("title", "id"), ("-title", "-id"), ("updated_at", "id")])
def test_pages_follow_one_another_in_their_order(cast: Cast, order: tuple[str, ...]) -> None:
    for title in "cabba":
        cast.draft(title)
    rows, names = OF_PROJECT.bind(project=cast.project.pk), [name.removeprefix("-") for name in order]

    first = rows.page(order, size=2)
    rest = rows.page(order, size=9, key=[getattr(first[-1], name) for name in names])

    assert [len(first), len(rest)] == [2, 3]
    assert first + rest == list(Document.objects.order_by(*order))


def test_few_statements_serve_all_sizes(cast: Cast) -> None:
    for title in ("One", "Two", "Three"):
        cast.document(title)
    rows = OF_PROJECT.bind(project=cast.project.pk)

    with CaptureQueriesContext(connection) as captured:
        found = [rows.page(("title", "id"), size=size) for size in (1, 2, 30)]

    texts = [query["sql"].partition("LIMIT ")[2] for query in captured]
    assert texts == ["26", "26", "51"]
    assert [len(page) for page in found] == [1, 2, 3]


def test_what_is_joined_to_several_rows_is_one_object(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = make_history(cast.document(), 5)

    with django_assert_num_queries(1):
        found = Version.objects.page_of(document).page(("-number",), size=9)
        people = {id(version.created_by) for version in found}

    assert [version.number for version in found] == [5, 4, 3, 2, 1]
    assert len(people) == 1
    assert found[0].created_by == cast.editor.user
