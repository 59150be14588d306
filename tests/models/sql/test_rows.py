import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from versioning.models import Draft, Event, Verb, Version
from versioning.models.sql.new_row import new_row
from versioning.models.sql.rows import delete_row, insert_row, insert_rows, insert_unless_taken, update_row


def test_inserts_a_row_as_the_orm_would(cast: Cast) -> None:
    event = Event(verb=Verb.DRAFT_SAVED, actor=cast.editor.user, project=cast.project, data={"é": [None, True, 1.5]})

    insert_row(event)

    stored = Event.objects.get(pk=event.pk)
    assert model_to_dict(stored) == model_to_dict(event)
    assert (stored.at, stored.data) == (event.at, event.data)
    assert not event._state.adding


def test_inserts_several_rows_in_their_order_by_one_statement(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    events = [Event(verb=Verb.DRAFT_SAVED, actor=cast.editor.user, data={"place": place}) for place in range(3)]

    with django_assert_num_queries(1):
        insert_rows(events)

    stored = Event.objects.filter(verb=Verb.DRAFT_SAVED).order_by("id")
    assert [event.data for event in stored] == [{"place": 0}, {"place": 1}, {"place": 2}]
    assert [event.at for event in stored] == [event.at for event in events]


def test_inserts_nothing_where_the_place_is_taken(cast: Cast) -> None:
    draft = cast.draft()
    other = cast.fork(draft.document).version if draft.document.current_id else draft.version
    second = Draft(identifier=draft.identifier, version=other, document=draft.document, last_saved_by=cast.editor.user)

    made = insert_unless_taken(second, unless=("identifier",))

    assert (made, second._state.adding) == (False, True)
    assert Draft.objects.get() == draft


def test_another_refusal_of_the_database_is_raised(cast: Cast) -> None:
    draft = cast.draft()
    second = Draft(version=draft.version, document=draft.document, last_saved_by=cast.editor.user)

    with pytest.raises(IntegrityError):
        insert_unless_taken(second, unless=("identifier",))


def test_writes_the_named_fields_alone(cast: Cast) -> None:
    version = cast.draft().version
    version.fields, version.description, version.title = {"a": 1}, "New.", "Not written"

    update_row(version, "fields", "description")

    stored = Version.objects.get()
    assert (stored.fields, stored.description, stored.title) == ({"a": 1}, "New.", "Refunds")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's numbers are all as wide")
def test_a_number_that_is_too_large_is_refused_and_not_cut(cast: Cast) -> None:
    document = cast.document()
    document.order = 2**32 + 7

    with pytest.raises(DataError), transaction.atomic():
        update_row(document, "order")


def test_tells_where_a_row_is_gone(cast: Cast) -> None:
    draft = cast.draft()
    delete_row(draft)

    with pytest.raises(DatabaseError, match="gone"):
        update_row(draft, "revision")

    assert not Draft.objects.exists()


def test_a_new_row_is_what_the_model_makes(cast: Cast) -> None:
    draft, person = cast.draft(), cast.editor.user
    given = {"verb": Verb.DRAFT_SAVED, "actor": person, "document": draft.document, "token_id": None}

    made, expected = new_row(Event, **given), Event(**given)

    assert {**model_to_dict(made), "at": None} == {**model_to_dict(expected), "at": None}
    assert (made.actor, made.document, made._state.adding) == (person, draft.document, True)
    assert made.data is not new_row(Event, **given).data


def test_a_new_row_is_known_to_the_one_that_it_alone_refers_to(cast: Cast) -> None:
    version = cast.draft().version

    made = new_row(Draft, version=version, branch=None)

    assert (version.draft, made.version, made.branch, made.branch_id) == (made, version, None, None)


def test_a_new_row_has_no_other_fields_than_its_model(cast: Cast) -> None:
    with pytest.raises(TypeError, match="has no field vreb"):
        new_row(Event, vreb=Verb.DRAFT_SAVED)
