"""The people of a history, also if two imports meet the same people at once."""

from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, BrokenBarrierError

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tests.models.raw import execute
from tests.races import run_together
from versioning.exceptions import VersioningError
from versioning.models import User
from versioning.services.transfer._git.commit_object import Signature
from versioning.services.transfer._import import people as import_people
from versioning.services.transfer._import.people import People

ANNA = Signature("Anna Author", "anna@example.org", datetime(2026, 1, 1, tzinfo=UTC))


def test_makes_a_person_who_cannot_sign_in(db: None) -> None:
    people = People()

    people.learn([ANNA, ANNA])

    anna = User.objects.get(pk=people.id_of(ANNA))
    assert (anna.username, anna.display_name, anna.is_active) == ("anna@example.org", "Anna Author", False)
    assert people.created == 1


def test_two_imports_that_meet_a_person_at_once_make_one(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Barrier(2)

    def make_password_together(password: str | None) -> str:
        # SQLite lets one import in at a time, so the other thread never arrives.
        with suppress(BrokenBarrierError):
            meeting.wait(timeout=1)
        return make_password(password)

    monkeypatch.setattr(import_people, "make_password", make_password_together)

    outcomes = run_together(_learn_anna, _learn_anna)

    assert {people.id_of(ANNA) for people in outcomes} == {User.objects.get().pk}
    assert sorted(people.created for people in outcomes) == [0, 1]


def test_stops_with_a_sentence_if_people_are_refused_again_and_again(db: None) -> None:
    User.objects.create(username="anna", first_name="Anna")
    execute("CREATE UNIQUE INDEX one_of_each_first_name ON versioning_user (first_name)")

    with pytest.raises(VersioningError, match="Run the import again"):
        People().learn([ANNA])


def _learn_anna() -> People:
    people = People()
    with transaction.atomic():
        people.learn([ANNA])
    return people
