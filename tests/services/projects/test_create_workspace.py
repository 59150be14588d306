import pytest

from tests.cast import Cast, make_cast
from tests.services.observing import recorded
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed, NotFound
from versioning.services.projects.create_workspace import create_workspace


def test_creates_a_workspace_for_documents(cast: Cast) -> None:
    with recorded() as events:
        workspace = create_workspace(actor=cast.manager, project=cast.project, slug="guides", name="Guides")

    assert (workspace.project, workspace.slug, workspace.name) == (cast.project, "guides", "Guides")
    assert [(event.verb, event.data) for event in events] == [
        ("workspace.created", {"workspace": str(workspace.pk), "slug": "guides", "name": "Guides"})
    ]


def test_the_name_defaults_to_the_slug(cast: Cast) -> None:
    assert create_workspace(actor=cast.manager, project=cast.project, slug="guides").name == "guides"


def test_refuses_a_slug_that_the_project_has(cast: Cast) -> None:
    with pytest.raises(AlreadyExists) as refusal:
        create_workspace(actor=cast.manager, project=cast.project, slug="main")

    assert refusal.value.data == {"field": "slug"}


def test_takes_a_slug_that_another_project_has(cast: Cast) -> None:
    create_workspace(actor=cast.manager, project=cast.project, slug="guides")
    other = make_cast("other")

    workspace = create_workspace(actor=other.manager, project=other.project, slug="guides")

    assert workspace.project == other.project


@pytest.mark.parametrize("slug", ["", "a b", "ä", "x" * 101, "a\n"])
def test_refuses_a_slug_that_cannot_be_used_in_a_url(cast: Cast, slug: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        create_workspace(actor=cast.manager, project=cast.project, slug=slug)

    assert refusal.value.field == "slug"


def test_refuses_a_name_that_is_too_long(cast: Cast) -> None:
    with pytest.raises(InvalidValue):
        create_workspace(actor=cast.manager, project=cast.project, slug="guides", name="x" * 256)


def test_refuses_who_is_no_manager(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_workspace(actor=cast.publisher, project=cast.project, slug="guides")


def test_the_project_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        create_workspace(actor=cast.stranger, project=cast.project, slug="guides")
