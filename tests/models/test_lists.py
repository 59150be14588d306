"""A page in a statement that is made once has what the query set has, whoever asks."""

from collections.abc import Callable

import pytest

from tests.cast import Cast, make_cast, make_user
from versioning.models import Actor, Document, Event, Membership, Role, Scope, Token, Verb
from versioning.models.access.credential import Credential
from versioning.models.event_lists import OF_MANAGERS
from versioning.models.project import FEW
from versioning.models.sql.keyset import Keyset

NEWEST = ("-id",)


def _holder_of(cast: Cast, role: Role, kind: Token.Kind) -> Actor:
    project = cast.project.pk if kind == Token.Kind.PROJECT else None
    credential = Credential(key="of a test", scopes=frozenset(Scope), project_id=project, role=role)
    return Actor(user=make_user("Some Service"), credential=credential)


def _of_two_projects(cast: Cast) -> Actor:
    """Return a manager of the cast's, and a viewer of one other that is theirs alone."""
    third = make_cast("third")
    third.document()
    Event.objects.create(verb="token.created", actor=third.manager.user, project=third.project)
    Membership.objects.create(project=third.project, user=cast.manager.user, role=Role.VIEWER)
    return cast.manager


ACTORS: dict[str, Callable[[Cast], Actor]] = {
    "an administrator": lambda cast: Actor(user=make_user("Ada", is_superuser=True)),
    "a token of the organization": lambda cast: _holder_of(cast, Role.MANAGER, Token.Kind.ORGANIZATION),
    "a reading token of the organization": lambda cast: _holder_of(cast, Role.VIEWER, Token.Kind.ORGANIZATION),
    "a project's token": lambda cast: _holder_of(cast, Role.MANAGER, Token.Kind.PROJECT),
    "a project's reading token": lambda cast: _holder_of(cast, Role.VIEWER, Token.Kind.PROJECT),
    "a manager": lambda cast: cast.manager,
    "a viewer": lambda cast: cast.viewer,
    "a member of two projects": _of_two_projects,
    "a stranger": lambda cast: cast.stranger,
}


@pytest.mark.parametrize("name", ACTORS)
def test_a_page_of_documents_has_what_the_actor_may_read(cast: Cast, name: str) -> None:
    for at in (cast, make_cast("other")):
        at.document(), at.draft()
    actor = ACTORS[name](cast)

    page = Document.objects.page_visible_to(actor).page(NEWEST, size=99)

    assert page == list(Document.objects.visible_to(actor).order_by(*NEWEST))


@pytest.mark.parametrize(
    ("name", "projects", "tokens"),
    [
        ("an administrator", 2, True),
        ("a token of the organization", 2, True),
        ("a reading token of the organization", 2, False),
        ("a project's token", 1, True),
        ("a project's reading token", 1, False),
        ("a manager", 1, True),
        ("a viewer", 1, False),
        ("a member of two projects", 2, True),
        ("a stranger", 0, False),
    ],
)
def test_a_page_of_events_has_what_the_actor_may_see(cast: Cast, name: str, projects: int, tokens: bool) -> None:
    for at in (cast, make_cast("other")):
        at.document()
        Event.objects.create(verb="token.created", actor=at.manager.user, project=at.project)
    actor = ACTORS[name](cast)

    page = Event.objects.page_visible_to(actor).page(NEWEST, size=99)

    assert page == list(Event.objects.visible_to(actor).order_by(*NEWEST))
    assert len({event.project_id for event in page}) == projects
    assert any(event.verb == "token.created" for event in page) is tokens


@pytest.mark.parametrize("name", ["a manager", "a member of two projects"])
def test_pages_follow_one_another_without_a_gap(cast: Cast, name: str) -> None:
    actor = ACTORS[name](cast)
    cast.document(), cast.draft(), make_cast("other").document()
    keyset, cursor = Keyset.of_list("/events", filters=(), order=NEWEST), None
    read = list[Event]()

    while cursor is not None or not read:
        page, cursor = keyset.page(Event.objects.page_visible_to(actor), size=2, cursor=cursor)
        read += page

    assert len(read) > 2
    assert read == list(Event.objects.visible_to(actor).order_by(*NEWEST))


def test_somebody_in_many_projects_sees_those_of_all(cast: Cast) -> None:
    for number in range(FEW):
        other = make_cast(f"other-{number}")
        other.document()
        Membership.objects.create(project=other.project, user=cast.manager.user, role=Role.VIEWER)

    documents = Document.objects.page_visible_to(cast.manager).page(NEWEST, size=99)

    assert len({document.project_id for document in documents}) == FEW


def test_the_verbs_that_managers_alone_see_are_those_of_tokens() -> None:
    assert set(OF_MANAGERS) == {Verb.TOKEN_CREATED, Verb.TOKEN_REVOKED, Verb.INVITATION_SENT, Verb.INVITATION_WITHDRAWN}
