from typing import Any

import pytest

from tests.cast import Cast, make_cast
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import AlreadyExists, InvalidValue, NotFound
from versioning.models import Verb, WorkflowStatus
from versioning.services.projects.update_workflow_status import update_workflow_status


def _status(cast: Cast, name: str = "Review") -> WorkflowStatus:
    return WorkflowStatus.objects.create(project=cast.project, name=name)


def _update(cast: Cast, status: WorkflowStatus, **changes: Any) -> WorkflowStatus:
    return update_workflow_status(actor=cast.manager, status=status, changes=changes)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "Check"), ("description", "By two."), ("order", 7), ("colour", "#00ff00"), ("read_only", True)],
)
def test_replaces_the_field_that_is_named_and_no_other(cast: Cast, field: str, value: Any) -> None:
    status = _status(cast)
    before = WorkflowStatus.objects.values().get(pk=status.pk)

    _update(cast, status, **{field: value})

    assert WorkflowStatus.objects.values().get(pk=status.pk) == {**before, field: value}


def test_leads_elsewhere(cast: Cast) -> None:
    status, done, back = _status(cast), _status(cast, "Done"), _status(cast, "Back")
    status.following.add(done)

    _update(cast, status, following=[back])

    assert list(status.following.all()) == [back]
    assert list(back.following.all()) == []


def test_writes_one_event(cast: Cast) -> None:
    status, done = _status(cast), _status(cast, "Done")

    with recorded() as events:
        _update(cast, status, name="Check", following=[done])

    assert [(event.verb, event.data) for event in events] == [
        (
            Verb.WORKFLOW_STATUS_UPDATED,
            {"status": str(status.pk), "changes": {"name": "Check", "following": [str(done.pk)]}},
        )
    ]


@pytest.mark.parametrize(
    ("changes", "field"), [({"name": ""}, "name"), ({"colour": "#FFF"}, "colour"), ({"project": 1}, "project")]
)
def test_refuses_what_cannot_be_kept_and_names_it(cast: Cast, changes: dict[str, Any], field: str) -> None:
    status = _status(cast)

    with pytest.raises(InvalidValue) as refusal:
        _update(cast, status, **changes)

    assert refusal.value.field == field


def test_refuses_to_lead_to_another_project(cast: Cast) -> None:
    status, foreign = _status(cast), _status(make_cast("other"))

    with pytest.raises(InvalidValue):
        _update(cast, status, following=[foreign])


def test_refuses_a_name_that_is_taken_and_changes_nothing(cast: Cast) -> None:
    status, done = _status(cast), _status(cast, "Done")
    before = everything_stored()

    with pytest.raises(AlreadyExists) as refusal:
        _update(cast, status, following=[done], name="Done")

    assert refusal.value.data == {"field": "name"}
    assert everything_stored() == before
    assert not status.following.exists()


def test_refuses_what_was_removed_meanwhile(cast: Cast) -> None:
    status = _status(cast)
    WorkflowStatus.objects.filter(pk=status.pk).delete()

    with pytest.raises(NotFound):
        _update(cast, status, name="Check")
