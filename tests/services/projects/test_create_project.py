import pytest

from tests.cast import Cast, make_token, make_user
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed
from versioning.models import Actor, Role, Scope, Token, Verb
from versioning.services.projects.create_project import create_project


@pytest.fixture
def root(db: None) -> Actor:
    return Actor(user=make_user("Rita Root", is_superuser=True))


def _organization(role: Role, *scopes: str) -> Actor:
    user = make_user("Otto Organization")
    token, _ = make_token(user, kind=Token.Kind.ORGANIZATION, role=role, scopes=scopes or tuple(Token.all_scopes()))
    return Actor(user=user, credential=token.credential)


def test_comes_with_its_branch_main_and_its_first_workspace(root: Actor) -> None:
    project = create_project(actor=root, slug="handbook", name="The Handbook", language="de")

    branch, workspace = project.branches.get(), project.workspaces.get()
    assert (project.slug, project.name, project.language) == ("handbook", "The Handbook", "de")
    assert (branch.name, branch.is_main, branch.created_by) == ("main", True, root.user)
    assert (workspace.slug, workspace.name) == ("main", "The Handbook")


def test_the_name_defaults_to_the_slug(root: Actor) -> None:
    assert create_project(actor=root, slug="handbook").name == "handbook"


def test_writes_one_event(root: Actor) -> None:
    with recorded() as events:
        project = create_project(actor=root, slug="handbook")

    assert [(event.verb, event.project_id, event.actor_id, event.data) for event in events] == [
        (Verb.PROJECT_CREATED, project.pk, root.user.pk, {"slug": "handbook"})
    ]


def test_refuses_a_slug_that_is_taken(root: Actor) -> None:
    create_project(actor=root, slug="handbook")
    before = everything_stored()

    with pytest.raises(AlreadyExists) as refusal:
        create_project(actor=root, slug="handbook")

    assert refusal.value.data == {"field": "slug"}
    assert everything_stored() == before


@pytest.mark.parametrize("slug", ["deadbeef" * 4, "497f6eca-6276-4993-bfeb-53cbbbba6f08", "DEADBEEF-" * 4])
def test_refuses_a_slug_under_which_it_could_not_be_found(root: Actor, slug: str) -> None:
    with pytest.raises(InvalidValue, match="slug must not be a UUID") as refusal:
        create_project(actor=root, slug=slug)

    assert refusal.value.field == "slug"


def test_an_organization_token_of_a_manager_may(db: None) -> None:
    project = create_project(actor=_organization(Role.MANAGER), slug="handbook")

    assert project.branches.count() == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.PUBLISHER])
def test_an_organization_token_of_less_may_not(db: None, role: Role) -> None:
    with pytest.raises(NotAllowed):
        create_project(actor=_organization(role), slug="handbook")


def test_an_organization_token_without_the_scope_may_not(db: None) -> None:
    with pytest.raises(NotAllowed):
        create_project(actor=_organization(Role.MANAGER, Scope.READ, Scope.PUBLISH), slug="handbook")


@pytest.mark.parametrize("person", ["viewer", "editor", "publisher", "manager", "stranger"])
def test_people_who_are_no_administrators_may_not(cast: Cast, person: str) -> None:
    before = everything_stored()

    with pytest.raises(NotAllowed):
        create_project(actor=getattr(cast, person), slug="another")

    assert everything_stored() == before


def test_a_project_token_may_not(cast: Cast) -> None:
    token, _ = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.MANAGER)

    with pytest.raises(NotAllowed):
        create_project(actor=Actor(user=cast.manager.user, credential=token.credential), slug="another")
