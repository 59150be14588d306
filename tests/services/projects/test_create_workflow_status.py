from typing import Any

import pytest

from tests.cast import Cast, make_cast
from tests.races import run_together
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import AlreadyExists, InvalidValue
from versioning.models import Verb, WorkflowStatus
from versioning.services.projects.create_workflow_status import NewWorkflowStatus, create_workflow_status


def _create(cast: Cast, name: str = "Review", **values: Any) -> WorkflowStatus:
    new = NewWorkflowStatus(name=name, **values)
    return create_workflow_status(actor=cast.manager, project=cast.project, new=new)


def test_a_new_one_comes_last_and_leads_anywhere(cast: Cast) -> None:
    first, second = _create(cast, "Draft"), _create(cast)

    assert (first.order, second.order) == (0, 1)
    assert (second.colour, second.read_only, list(second.following.all())) == ("#6b6b6b", False, [])


def test_is_kept_as_it_was_given(cast: Cast) -> None:
    done = _create(cast, "Done", order=9)

    status = _create(cast, description="Two read it.", order=3, colour="#ab12cd", read_only=True, following=[done])

    stored = WorkflowStatus.objects.get(pk=status.pk)
    assert (stored.description, stored.order, stored.colour, stored.read_only) == ("Two read it.", 3, "#ab12cd", True)
    assert list(stored.following.all()) == [done]


def test_writes_one_event(cast: Cast) -> None:
    done = _create(cast, "Done")

    with recorded() as events:
        status = _create(cast, following=[done])

    assert [(event.verb, event.data) for event in events] == [
        (
            Verb.WORKFLOW_STATUS_CREATED,
            {
                "status": str(status.pk),
                "name": "Review",
                "description": "",
                "order": 1,
                "colour": "#6b6b6b",
                "read_only": False,
                "following": [str(done.pk)],
            },
        )
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"description": "\0"}, "description"),
        ({"description": "x" * 2001}, "description"),
        ({"order": -1}, "order"),
        ({"order": 2**31}, "order"),
        ({"colour": "#ABCDEF"}, "colour"),
        ({"colour": "red"}, "colour"),
        ({"colour": "#abcdef\n"}, "colour"),
    ],
)
def test_refuses_what_cannot_be_kept_and_names_it(cast: Cast, values: dict[str, Any], field: str) -> None:
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        _create(cast, **values)

    assert refusal.value.field == field
    assert everything_stored() == before


def test_refuses_to_lead_to_another_project(cast: Cast) -> None:
    foreign = _create(make_cast("other"))

    with pytest.raises(InvalidValue) as refusal:
        _create(cast, following=[foreign])

    assert refusal.value.field == "following"


def test_refuses_a_name_that_is_taken(cast: Cast) -> None:
    _create(cast)
    before = everything_stored()

    with pytest.raises(AlreadyExists) as refusal:
        _create(cast)

    assert refusal.value.data == {"field": "name"}
    assert everything_stored() == before


def test_several_at_once_get_different_places(live_cast: Cast) -> None:
    run_together(*[lambda name=f"Station {number}": _create(live_cast, name) for number in range(4)])

    orders = WorkflowStatus.objects.filter(project=live_cast.project).values_list("order", flat=True)
    assert sorted(orders) == [0, 1, 2, 3]


def test_two_at_once_of_one_name_make_one(live_cast: Cast) -> None:
    results = run_together(lambda: _create(live_cast), lambda: _create(live_cast))

    assert [type(result) for result in results if isinstance(result, Exception)] == [AlreadyExists]
