import pytest
from django.core.management import CommandError

from tests.management.running import run
from versioning.models import Event, Project

pytestmark = pytest.mark.django_db


def test_makes_a_project_with_branch_and_workspace() -> None:
    printed = run("create_project", "handbook", "--name", "Our handbook", "--language", "de")

    project = Project.objects.get()
    assert (project.slug, project.name, project.language) == ("handbook", "Our handbook", "de")
    assert (project.branches.count(), project.workspaces.count()) == (1, 1)
    assert printed.out == f"Created the project handbook ({project.pk}).\n"
    assert Event.objects.get().actor.username == "system"


def test_refuses_a_slug_that_is_taken() -> None:
    run("create_project", "handbook")

    with pytest.raises(CommandError, match="A project with the slug handbook already exists"):
        run("create_project", "handbook")


@pytest.mark.parametrize(
    "words", [("a b",), ("x" * 101,), ("ok", "--name", "x" * 256), ("ok", "--language", "english")]
)
def test_refuses_a_wrong_value_with_a_sentence(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="must"):
        run("create_project", *words)

    assert not Project.objects.exists()
