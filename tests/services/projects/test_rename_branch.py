import pytest

from tests.cast import Cast
from tests.services.observing import recorded
from versioning.exceptions import AlreadyExists, BranchClosed, InvalidValue, MainBranchFixed, NotAllowed, NotFound
from versioning.models import Branch
from versioning.services.projects.close_branch import close_branch
from versioning.services.projects.create_branch import create_branch
from versioning.services.projects.rename_branch import rename_branch


def _branch(cast: Cast, name: str = "spring") -> Branch:
    return create_branch(actor=cast.editor, project=cast.project, name=name)


def test_gives_it_another_name(cast: Cast) -> None:
    branch = _branch(cast)

    with recorded() as events:
        rename_branch(actor=cast.editor, branch=branch, name="summer")

    assert Branch.objects.get(pk=branch.pk).name == "summer"
    assert [(event.verb, event.data) for event in events] == [
        ("branch.renamed", {"branch": str(branch.pk), "name": "summer", "former": "spring"})
    ]


def test_does_nothing_if_it_has_the_name(cast: Cast) -> None:
    branch = _branch(cast)

    with recorded() as events:
        rename_branch(actor=cast.editor, branch=branch, name="spring")

    assert events == []


def test_refuses_the_branch_main(cast: Cast) -> None:
    main = cast.project.branches.get(is_main=True)

    with pytest.raises(MainBranchFixed):
        rename_branch(actor=cast.manager, branch=main, name="trunk")


def test_refuses_a_closed_branch(cast: Cast) -> None:
    branch = close_branch(actor=cast.publisher, branch=_branch(cast))

    with pytest.raises(BranchClosed):
        rename_branch(actor=cast.editor, branch=branch, name="summer")


def test_refuses_a_name_that_is_taken(cast: Cast) -> None:
    branch = _branch(cast)

    with pytest.raises(AlreadyExists):
        rename_branch(actor=cast.editor, branch=branch, name="main")


def test_refuses_a_wrong_name(cast: Cast) -> None:
    with pytest.raises(InvalidValue):
        rename_branch(actor=cast.editor, branch=_branch(cast), name="a\0b")


def test_refuses_a_viewer(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        rename_branch(actor=cast.viewer, branch=_branch(cast), name="summer")


def test_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        rename_branch(actor=cast.stranger, branch=_branch(cast), name="summer")


def test_raises_not_found_if_it_is_gone(cast: Cast) -> None:
    branch = _branch(cast)
    Branch.objects.filter(pk=branch.pk).delete()

    with pytest.raises(NotFound):
        rename_branch(actor=cast.editor, branch=branch, name="summer")
