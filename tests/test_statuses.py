import pytest

from versioning import exceptions
from versioning.api.problems import problem_of
from versioning.exceptions import VersioningError
from versioning.statuses import STATUSES, Statuses, statuses_of

REFUSALS = [kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, VersioningError)]


def made(kind: type[VersioningError]) -> VersioningError:
    return kind("No.", field="title") if issubclass(kind, exceptions.InvalidValue) else kind()


def test_a_subclass_has_the_statuses_of_its_class() -> None:
    assert statuses_of(exceptions.VersionNotFound) == STATUSES[exceptions.NotFound] == Statuses(404, 404, 404)


def test_a_refusal_without_a_row_is_a_conflict_everywhere() -> None:
    assert exceptions.LastManager not in STATUSES
    assert statuses_of(exceptions.LastManager) == Statuses(409, 409, 409)


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_the_page_of_a_refusal_has_its_status(kind: type[VersioningError]) -> None:
    problem = problem_of(made(kind))

    assert problem.status == statuses_of(kind).own


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_no_refusal_is_a_fault_of_the_server(kind: type[VersioningError]) -> None:
    assert all(400 <= status < 500 for status in statuses_of(kind))
