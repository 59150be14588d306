"""What the tests of quotas share."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.cast import Cast
from versioning.models import Actor, Usage
from versioning.models.quotas.usage import Amounts, Limits
from versioning.models.quotas.usage_recount import find_miscounts
from versioning.services.access.system_actor import system_actor
from versioning.services.projects.limit_project import limit_project

LATER = datetime.now(UTC) + timedelta(days=400)
UNLIMITED = Limits(0, 0, 0)


def random_text(size: int = 4000) -> str:
    """Return a text that compression cannot make much smaller."""
    return "".join(f"{hash((size, place)):x} " for place in range(size // 16))


def used(cast: Cast) -> Amounts:
    return Usage.objects.of_project(cast.project.pk).total()


def used_by(cast: Cast, actor: Actor) -> Amounts:
    return Usage.objects.of_person(cast.project.pk, actor.user.pk).total()


def limit(cast: Cast, **limits: int) -> None:
    limit_project(actor=system_actor(), project=cast.project, limits=UNLIMITED._replace(**limits))


@pytest.fixture(autouse=True)
def usage_is_right(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test, the counters must be what the rows take up."""
    for name in {"cast", "live_cast"} & set(request.fixturenames):
        request.getfixturevalue(name)
    yield
    assert list(find_miscounts(connection)) == []
