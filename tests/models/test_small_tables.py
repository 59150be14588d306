"""Constraints of the tables that have one or two."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from tests.cast import Cast
from versioning.models import Event, IdempotencyKey, ImportedCommit, Membership, Project, Role, Verb, Workspace

COMMIT = {"author": b"a", "committer": b"a", "message": b"m"}


def _refuses(model: type[models.Model], **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(**values)


def test_a_person_has_one_membership_in_a_project(cast: Cast) -> None:
    _refuses(Membership, project=cast.project, user=cast.editor.user, role=Role.MANAGER)

    assert Membership.objects.get(user=cast.editor.user).role == Role.EDITOR


def test_a_membership_has_a_role_that_exists(cast: Cast) -> None:
    _refuses(Membership, project=cast.project, user=cast.stranger.user, role=25)

    assert not Membership.objects.filter(user=cast.stranger.user).exists()


def test_a_project_has_a_slug_of_its_own(cast: Cast) -> None:
    _refuses(Project, slug="handbook", name="Another")

    assert str(Project.objects.get(slug="handbook")) == "Handbook"


def test_a_workspace_has_a_slug_of_its_own_in_its_project(cast: Cast) -> None:
    _refuses(Workspace, project=cast.project, slug="main", name="Another")

    assert str(Workspace.objects.get(slug="main")) == "Handbook"


def test_an_idempotency_key_has_one_answer_for_its_owner(db: None) -> None:
    IdempotencyKey.objects.create(owner="token 1", key="k", fingerprint=b"1")
    IdempotencyKey.objects.create(owner="token 2", key="k", fingerprint=b"2")

    _refuses(IdempotencyKey, owner="token 1", key="k", fingerprint=b"3")

    assert [str(key) for key in IdempotencyKey.objects.all()] == ["k", "k"]


def test_an_imported_commit_has_its_own_position_and_hash(cast: Cast) -> None:
    ImportedCommit.objects.create(project=cast.project, position=1, sha="a" * 40, **COMMIT)

    _refuses(ImportedCommit, project=cast.project, position=1, sha="b" * 40, **COMMIT)
    _refuses(ImportedCommit, project=cast.project, position=2, sha="a" * 40, **COMMIT)

    assert str(ImportedCommit.objects.get()) == "a" * 12


def test_a_membership_says_who_is_what_where(cast: Cast) -> None:
    membership = Membership.objects.get(user=cast.editor.user)

    assert str(membership) == "edda.handbook is editor in Handbook"


def test_a_user_is_shown_by_name_or_else_by_login(cast: Cast) -> None:
    named, nameless = cast.editor.user, cast.viewer.user
    nameless.first_name = nameless.last_name = ""

    assert [named.display_name, nameless.display_name] == ["Edda handbook", "vera.handbook"]


def test_pointer_moves_until_a_moment_come_last_first(cast: Cast) -> None:
    document = cast.document()
    before = timezone.now()
    cast.version(document, "Second.")

    then = Event.objects.filter(document=document).pointer_moves_until(before)
    now = Event.objects.filter(document=document).pointer_moves_until(timezone.now())

    assert [event.data["number"] for event in then] == [1]
    assert [event.data["number"] for event in now] == [2, 1]


def test_an_event_says_who_did_what_when(cast: Cast) -> None:
    event = Event.objects.filter(verb=Verb.DOCUMENT_CREATED, document=cast.document()).get()

    assert str(event) == f"document.created by {cast.editor.user.pk} at {event.at:%Y-%m-%d %H:%M:%SZ}"


def test_an_event_outlives_what_it_tells_of(live_cast: Cast) -> None:
    draft = live_cast.draft()
    document_id = draft.document_id

    draft.version.delete()
    draft.document.delete()

    assert Event.objects.filter(document_id=document_id, verb=Verb.DOCUMENT_CREATED).exists()
