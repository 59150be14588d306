import pytest

from tests.cast import Cast
from tests.services.observing import recorded
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed, NotFound
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.projects.close_branch import close_branch
from versioning.services.projects.create_branch import create_branch


def test_opens_a_branch_on_which_drafts_can_be_forked(cast: Cast) -> None:
    document = cast.document()

    with recorded() as events:
        branch = create_branch(actor=cast.editor, project=cast.project, name="Spring release")

    assert cast.fork(document, ForkMode.STRICT, branch_id=branch.pk).branch_id == branch.pk
    assert [(event.verb, event.data) for event in events] == [
        ("branch.created", {"branch": str(branch.pk), "name": "Spring release"})
    ]


def test_refuses_a_name_that_an_open_branch_has(cast: Cast) -> None:
    with pytest.raises(AlreadyExists) as refusal:
        create_branch(actor=cast.editor, project=cast.project, name="main")

    assert refusal.value.data == {"field": "name"}


def test_refuses_a_name_that_a_closed_branch_has(cast: Cast) -> None:
    branch = create_branch(actor=cast.editor, project=cast.project, name="spring")
    close_branch(actor=cast.publisher, branch=branch)

    with pytest.raises(AlreadyExists):
        create_branch(actor=cast.editor, project=cast.project, name="spring")


@pytest.mark.parametrize("name", ["", " ", "x" * 256, "a\0b"])
def test_refuses_a_wrong_name(cast: Cast, name: str) -> None:
    with pytest.raises(InvalidValue):
        create_branch(actor=cast.editor, project=cast.project, name=name)


def test_refuses_a_viewer(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_branch(actor=cast.viewer, project=cast.project, name="spring")


def test_the_project_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        create_branch(actor=cast.stranger, project=cast.project, name="spring")
