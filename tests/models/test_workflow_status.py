import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.cast import Cast, make_project
from versioning.models import Document, WorkflowStatus


def _status(cast: Cast, name: str = "Review") -> WorkflowStatus:
    return WorkflowStatus.objects.create(project=cast.project, name=name)


def test_a_project_has_each_name_once(cast: Cast) -> None:
    _status(cast)
    WorkflowStatus.objects.create(project=make_project("other"), name="Review")

    with pytest.raises(IntegrityError), transaction.atomic():
        _status(cast)

    assert [str(status) for status in WorkflowStatus.objects.filter(project=cast.project)] == ["Review"]


def test_leading_there_is_not_leading_back(cast: Cast) -> None:
    review, done = _status(cast), _status(cast, "Done")

    review.following.add(done)

    assert (list(review.following.all()), list(done.following.all())) == ([done], [])
    assert list(done.preceding.all()) == [review]


def test_they_stand_in_their_order(cast: Cast) -> None:
    for name, order in (("Third", 2), ("First", 0), ("Second", 1)):
        WorkflowStatus.objects.create(project=cast.project, name=name, order=order)

    assert [status.name for status in WorkflowStatus.objects.all()] == ["First", "Second", "Third"]


def test_one_that_documents_stand_in_stays(cast: Cast) -> None:
    status = _status(cast)
    Document.objects.filter(pk=cast.document().pk).update(workflow_status=status)

    with pytest.raises(ProtectedError):
        status.delete()
