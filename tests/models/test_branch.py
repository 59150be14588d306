import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast, make_project
from tests.models.raw import refusal_of, refusal_of_update
from versioning.models import Branch


def test_every_project_has_its_main_branch(cast: Cast) -> None:
    other = make_project("elsewhere")

    assert {branch.project for branch in Branch.objects.main()} == {other, cast.project}


def test_refuses_a_second_main_branch(cast: Cast) -> None:
    branch = Branch.objects.create(project=cast.project, name="autumn")

    sentence = refusal_of_update(branch, "is_main = %s", True)

    assert "project" in sentence


def test_refuses_to_close_main(cast: Cast) -> None:
    sentence = refusal_of("UPDATE versioning_branch SET closed_at = created_at WHERE project_id = %s", cast.project.pk)

    assert "main_branch_is_never_closed" in sentence


def test_refuses_a_name_twice_in_a_project(cast: Cast) -> None:
    Branch.objects.create(project=cast.project, name="autumn")

    with pytest.raises(IntegrityError), transaction.atomic():
        Branch.objects.create(project=cast.project, name="autumn")

    assert Branch.objects.filter(name="autumn").count() == 1


def test_accepts_a_name_in_two_projects(cast: Cast) -> None:
    other = make_project("elsewhere")

    branches = [Branch.objects.create(project=project, name="autumn") for project in (cast.project, other)]

    assert [str(branch) for branch in branches] == ["autumn", "autumn"]
