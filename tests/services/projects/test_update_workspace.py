import pytest

from tests.cast import Cast
from tests.services.observing import recorded
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed, NotFound
from versioning.models import Workspace
from versioning.services.projects.create_workspace import create_workspace
from versioning.services.projects.update_workspace import update_workspace


def test_replaces_only_the_named_fields(cast: Cast) -> None:
    with recorded() as events:
        update_workspace(actor=cast.manager, workspace=cast.workspace, changes={"slug": "shelf"})

    stored = Workspace.objects.get(pk=cast.workspace.pk)
    assert (stored.slug, stored.name) == ("shelf", cast.workspace.name)
    assert [(event.verb, event.data) for event in events] == [
        ("workspace.updated", {"workspace": str(stored.pk), "changes": {"slug": "shelf"}})
    ]


def test_refuses_a_slug_that_the_project_has(cast: Cast) -> None:
    other = create_workspace(actor=cast.manager, project=cast.project, slug="guides")

    with pytest.raises(AlreadyExists):
        update_workspace(actor=cast.manager, workspace=other, changes={"slug": "main"})

    assert Workspace.objects.get(pk=other.pk).slug == "guides"


@pytest.mark.parametrize(("field", "value"), [("slug", "a b"), ("name", ""), ("project", "x")])
def test_refuses_a_wrong_value_naming_its_field(cast: Cast, field: str, value: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        update_workspace(actor=cast.manager, workspace=cast.workspace, changes={field: value})

    assert refusal.value.field == field


def test_refuses_who_is_no_manager(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        update_workspace(actor=cast.publisher, workspace=cast.workspace, changes={"name": "Shelf"})


def test_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        update_workspace(actor=cast.stranger, workspace=cast.workspace, changes={"name": "Shelf"})


def test_raises_not_found_if_the_workspace_is_gone(cast: Cast) -> None:
    gone = create_workspace(actor=cast.manager, project=cast.project, slug="gone")
    Workspace.objects.filter(pk=gone.pk).delete()

    with pytest.raises(NotFound):
        update_workspace(actor=cast.manager, workspace=gone, changes={"name": "Shelf"})
