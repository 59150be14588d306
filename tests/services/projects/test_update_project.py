import pytest

from tests.cast import Cast, make_project
from tests.services.observing import recorded
from versioning.exceptions import InvalidValue, NotAllowed, NotFound
from versioning.models import Actor, Project, User
from versioning.services.projects.update_project import update_project


def test_replaces_only_the_named_fields(cast: Cast) -> None:
    with recorded() as events:
        update_project(actor=cast.manager, project=cast.project, changes={"name": "Manual"})

    stored = Project.objects.get(pk=cast.project.pk)
    assert (stored.name, stored.language) == ("Manual", "en")
    assert [(event.verb, event.project_id, event.data) for event in events] == [
        ("project.updated", cast.project.pk, {"changes": {"name": "Manual"}})
    ]


def test_takes_another_language(cast: Cast) -> None:
    project = update_project(actor=cast.manager, project=cast.project, changes={"language": "pt-BR"})

    assert project.language == "pt-BR"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "x" * 256),
        ("name", "a\0b"),
        ("name", "\ud800"),
        ("language", "english"),
        ("language", ""),
        ("slug", "other"),
    ],
)
def test_refuses_a_wrong_value_naming_its_field(cast: Cast, field: str, value: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        update_project(actor=cast.manager, project=cast.project, changes={field: value})

    assert refusal.value.field == field


def test_refuses_who_is_no_manager(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="You need the manager role"):
        update_project(actor=cast.publisher, project=cast.project, changes={"name": "Manual"})


def test_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        update_project(actor=cast.stranger, project=cast.project, changes={"name": "Manual"})


def test_raises_not_found_if_the_project_is_gone(cast: Cast) -> None:
    root = Actor(User.objects.get(is_superuser=True))
    gone = make_project("gone")
    Project.objects.filter(pk=gone.pk).delete()

    with pytest.raises(NotFound):
        update_project(actor=root, project=gone, changes={"name": "Manual"})
