"""Schedules that nobody can make."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.cast import Cast, make_token
from tests.services.schedules.scheduling import PROMOTE, PUBLISH, make_plan, scheduled
from versioning.exceptions import InvalidValue, NotAllowed, NotPublished, VersionFrozen
from versioning.models import Actor, Role, Schedule, Token
from versioning.services.schedules.run_again import run_again
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.schedules.unschedule import unschedule


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"at": datetime(2020, 1, 1, tzinfo=UTC)}, "at"),
        ({"at": datetime(2099, 1, 1, tzinfo=UTC)}, "at"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
    ],
)
def test_moments_and_zones_have_to_exist(cast: Cast, values: dict[str, Any], field: str) -> None:
    plan = Plan(**{"action": PUBLISH, "at": timezone.now() + timedelta(hours=1), **values})

    with pytest.raises(InvalidValue) as refusal:
        schedule_version(actor=cast.publisher, version=cast.draft().version, plan=plan)

    assert refusal.value.field == field


def test_impossible_ones_are_refused_at_once(cast: Cast) -> None:
    document = cast.document()
    assert document.current is not None
    with pytest.raises(VersionFrozen):
        scheduled(cast, document.current, PUBLISH)
    with pytest.raises(NotPublished):
        scheduled(cast, cast.fork(document).version, PROMOTE)


def test_is_for_publishers(cast: Cast) -> None:
    version = cast.draft().version
    schedule = scheduled(cast, version)

    with pytest.raises(NotAllowed):
        schedule_version(actor=cast.editor, version=version, plan=make_plan())
    with pytest.raises(NotAllowed):
        unschedule(actor=cast.editor, schedule=schedule)
    with pytest.raises(NotAllowed):
        run_again(actor=cast.editor, schedule=schedule)


def test_a_token_that_stands_for_no_person_schedules_nothing(cast: Cast) -> None:
    token, _ = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.MANAGER)
    actor = Actor(user=cast.manager.user, credential=token.credential)

    with pytest.raises(NotAllowed, match="personal token"):
        schedule_version(actor=actor, version=cast.draft().version, plan=make_plan())


@pytest.mark.parametrize("values", [{"action": "archive"}, {"sha256": b"x" * 32}, {"state": "lost"}])
def test_the_database_refuses_other_contents(cast: Cast, values: dict[str, Any]) -> None:
    scheduled(cast, cast.draft().version)

    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.update(**values)
