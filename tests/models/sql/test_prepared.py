from uuid import uuid4

import pytest
from django.db import connection, models
from django.db.models import F, QuerySet
from django.db.transaction import TransactionManagementError
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from versioning.models import Document, Version
from versioning.models.sql.prepared import Parameter, Prepared, PreparedUpdate
from versioning.services.documents.trash_document import trash_document

BY_TITLE = Prepared(
    lambda: (
        Version.objects.filter(
            title=Parameter("title", models.CharField()), document=Parameter("document", models.UUIDField())
        )
        .select_related("document__parent", "source", "created_by")
        .order_by("number")
    )
)


def test_finds_what_the_query_set_finds(cast: Cast) -> None:
    document = cast.document("A title", fields={"a": [1, None]})
    fork = cast.fork(document).version

    found = BY_TITLE.all(title="A title", document=document.pk)

    expected = list(Version.objects.filter(document=document).order_by("number"))
    assert found == expected
    assert [model_to_dict(one) for one in found] == [model_to_dict(one) for one in expected]
    assert [one.created_at for one in found] == [one.created_at for one in expected]
    assert (found[1].source, found[1].pk) == (found[0], fork.pk)


def test_what_was_joined_is_not_asked_for_again(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    document = cast.document("A title")
    [version] = BY_TITLE.all(title="A title", document=document.pk)

    with django_assert_num_queries(0):
        beside = (version.document, version.document.parent, version.source, version.created_by)

    assert beside == (document, None, None, cast.editor.user)


def test_values_are_bound_at_each_call_and_the_text_is_made_once(cast: Cast) -> None:
    documents = [cast.document(title) for title in ("One", "Two", "One")]

    with CaptureQueriesContext(connection) as captured:
        found = [BY_TITLE.one(title=document.title, document=document.pk) for document in documents]
        nothing = BY_TITLE.one(title="Three", document=uuid4())

    assert [one and one.document_id for one in found] == [document.pk for document in documents]
    assert nothing is None
    assert len({query["sql"].partition("WHERE")[0] for query in captured}) == 1


def test_what_was_left_out_is_read_when_it_is_asked_for(cast: Cast) -> None:
    document = cast.document("A title")
    narrow = Prepared(lambda: Document.objects.filter(pk=Parameter("pk", models.UUIDField())).only("slug"))

    found = narrow.one(pk=document.pk)

    assert found is not None
    assert found.get_deferred_fields() >= {"title", "language"}
    assert found.title == "A title"


def test_what_was_found_can_be_saved(cast: Cast) -> None:
    found = Document.objects.find(str(cast.document().pk), user=cast.viewer.user.pk)

    assert found is not None
    found.order = 7
    found.save()
    assert Document.objects.get().order == 7


RENUMBERED = PreparedUpdate(
    lambda: Document.objects.filter(pk=Parameter("pk", models.UUIDField()), trashed_at=None),
    order=F("order") + 1,
    title=Parameter("title", models.CharField()),
)


def test_rows_that_it_changes_come_back_as_they_are_by_then(cast: Cast) -> None:
    document, other = cast.document("One"), cast.document("Other")

    found = RENUMBERED.one(pk=document.pk, title="Two")

    stored = Document.objects.get(pk=document.pk)
    assert found is not None
    assert model_to_dict(found) == model_to_dict(stored)
    assert (stored.title, stored.order, stored.created_at) == ("Two", 1, found.created_at)
    assert Document.objects.get(pk=other.pk).title == "Other"


def test_who_uses_it_while_it_is_compiled_changes_the_row_too(cast: Cast) -> None:
    document = cast.document("One")
    calls: list[None] = []

    def rows() -> QuerySet[Document]:
        calls.append(None)
        # The last query set of a compilation. By then, another thread may find what is compiled so far.
        if len(calls) == 2:
            renumbered.one(pk=document.pk)
        return Document.objects.filter(pk=Parameter("pk", models.UUIDField()))

    renumbered = PreparedUpdate(rows, order=F("order") + 1)

    renumbered.one(pk=document.pk)

    assert Document.objects.get(pk=document.pk).order == document.order + 2


def test_what_it_does_not_find_it_does_not_change(cast: Cast) -> None:
    document = trash_document(actor=cast.manager, document=cast.document("One"))

    found = RENUMBERED.one(pk=document.pk, title="Two")

    assert found is None
    assert Document.objects.get().title == "One"


@pytest.mark.django_db(transaction=True)
def test_locks_nothing_outside_of_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        Document.objects.lock(uuid4())


@pytest.mark.django_db(transaction=True)
def test_changes_nothing_outside_of_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        RENUMBERED.one(pk=uuid4(), title="Two")
