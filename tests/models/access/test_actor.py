import pytest
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, make_project, make_token, make_user
from versioning.models import Actor, Document, Project, Role, Scope, Token


@pytest.mark.parametrize("role", list(Role))
def test_a_person_has_the_role_of_its_membership(cast: Cast, role: Role) -> None:
    actor: Actor = getattr(cast, role.label)

    assert actor.role_in(cast.project.pk) is role


def test_a_person_has_no_role_elsewhere(cast: Cast) -> None:
    other = make_project("elsewhere")

    assert cast.manager.role_in(other.pk) is None


def test_a_superuser_manages_every_project(cast: Cast) -> None:
    root = Actor(user=make_user("Rita Root", is_superuser=True))

    assert root.role_in(cast.project.pk) is Role.MANAGER


def test_a_superusers_personal_token_reaches_as_far_as_its_person(cast: Cast) -> None:
    root = make_user("Rita Root", is_superuser=True)
    token, _ = make_token(root, scopes=(Scope.READ,))

    assert Actor(user=root, credential=token.credential).role_in(cast.project.pk) is Role.MANAGER


def test_a_project_token_has_its_own_role_in_its_project_only(cast: Cast) -> None:
    other = make_project("elsewhere")
    token, _ = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.EDITOR)
    actor = Actor(user=cast.manager.user, credential=token.credential)

    assert [actor.role_in(cast.project.pk), actor.role_in(other.pk)] == [Role.EDITOR, None]


def test_a_superusers_project_token_does_not_reach_further(cast: Cast) -> None:
    root = make_user("Rita Root", is_superuser=True)
    other = make_project("elsewhere")
    token, _ = make_token(root, kind=Token.Kind.PROJECT, project=cast.project, role=Role.EDITOR)

    assert Actor(user=root, credential=token.credential).role_in(other.pk) is None


def test_an_organization_token_has_its_role_everywhere(cast: Cast) -> None:
    other = make_project("elsewhere")
    token, _ = make_token(cast.stranger.user, kind=Token.Kind.ORGANIZATION, role=Role.PUBLISHER)
    actor = Actor(user=cast.stranger.user, credential=token.credential)

    assert [actor.role_in(cast.project.pk), actor.role_in(other.pk)] == [Role.PUBLISHER, Role.PUBLISHER]


def test_asks_for_each_role_once(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    actor = Actor(user=cast.editor.user)

    with django_assert_num_queries(1):
        roles = [actor.role_in(cast.project.pk) for _ in range(3)]

    assert roles == [Role.EDITOR] * 3


def test_does_not_ask_for_a_role_that_it_was_told(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = Actor(user=cast.stranger.user)
    actor.learn_role(project_id=cast.project.pk, role=20)

    with django_assert_num_queries(0):
        role = actor.role_in(cast.project.pk)

    assert role is Role.EDITOR


def test_can_be_told_that_there_is_no_role(cast: Cast) -> None:
    actor = Actor(user=cast.editor.user)

    actor.learn_role(project_id=cast.project.pk, role=None)

    assert actor.role_in(cast.project.pk) is None


@pytest.mark.parametrize(("person", "slugs"), [("viewer", ["handbook"]), ("stranger", [])])
def test_a_person_sees_the_projects_it_is_a_member_of(cast: Cast, person: str, slugs: list[str]) -> None:
    make_project("elsewhere")

    assert [project.slug for project in Project.objects.visible_to(getattr(cast, person))] == slugs


def test_a_project_token_sees_its_project(cast: Cast) -> None:
    make_project("elsewhere")
    token, _ = make_token(cast.stranger.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)

    assert list(Project.objects.visible_to(Actor(user=cast.stranger.user, credential=token.credential))) == [
        cast.project
    ]


def test_an_organization_token_sees_every_project(cast: Cast) -> None:
    make_project("elsewhere")
    token, _ = make_token(cast.stranger.user, kind=Token.Kind.ORGANIZATION, role=Role.VIEWER)

    assert Project.objects.visible_to(Actor(user=cast.stranger.user, credential=token.credential)).count() == 2


def test_a_row_that_came_with_the_credential_is_found_once_without_a_statement(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = cast.document()
    lookup = Document.objects.lookup_to_fork(document.identifier)
    assert lookup is not None
    cast.editor.learn_row(lookup, document)

    with django_assert_num_queries(1):
        found = [cast.editor.find(lookup) for _ in range(2)]

    assert found[0] is document
    assert found[1] is not document


def test_a_row_that_came_with_the_credential_answers_no_other_lookup(cast: Cast) -> None:
    document, other = cast.document("One"), cast.document("Other")
    lookups = [Document.objects.lookup_to_fork(each.identifier) for each in (document, other)]
    assert lookups[0] is not None
    assert lookups[1] is not None
    cast.editor.learn_row(lookups[0], document)

    found = [cast.editor.find(lookup) for lookup in reversed(lookups) if lookup is not None]

    assert found == [other, document]
    assert found[1] is not document
