from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, make_cast, make_token
from tests.models.raw import refusal_of, refusal_of_update
from versioning.models import Actor, Draft, Role, Token
from versioning.models.version_lookup import VersionDetail
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.publish_and_promote import publish_and_promote

MOVE_TO_BRANCH = "UPDATE versioning_draft SET branch_id = %s WHERE id = %s"


def test_refuses_a_second_draft_on_a_branch(cast: Cast) -> None:
    document = cast.document()
    on_main, free = cast.fork(document, ForkMode.STRICT), cast.fork(document)

    sentence = refusal_of(MOVE_TO_BRANCH, on_main.branch_id, free.pk)

    assert "branch" in sentence


def test_accepts_any_number_of_free_standing_drafts(cast: Cast) -> None:
    document = cast.document()

    drafts = [cast.fork(document), cast.fork(document), cast.fork(document)]

    assert [draft.branch_id for draft in drafts] == [None, None, None]
    assert Draft.objects.filter(document=document).count() == 3


def test_accepts_drafts_of_two_documents_on_a_branch(cast: Cast) -> None:
    first, second = cast.draft("One"), cast.draft("Two")

    assert first.branch_id == second.branch_id is not None


def test_refuses_two_drafts_of_one_version(cast: Cast) -> None:
    document = cast.document()
    first, second = cast.fork(document), cast.fork(document)

    sentence = refusal_of_update(second, "version_id = %s", first.version_id)

    assert "version" in sentence


def test_refuses_an_identifier_twice(cast: Cast) -> None:
    first, second = cast.draft("One"), cast.draft("Two")

    sentence = refusal_of_update(second, "identifier = %s", first.identifier)

    assert "identifier" in sentence


def test_refuses_a_branch_that_does_not_exist(live_cast: Cast) -> None:
    draft = live_cast.draft()

    refusal_of(MOVE_TO_BRANCH, uuid4(), draft.pk)

    assert Draft.objects.get(pk=draft.pk).branch == draft.branch


def test_is_outdated_once_another_version_is_current(cast: Cast) -> None:
    document = cast.document()
    draft, newer = cast.fork(document), cast.fork(document)

    publish_and_promote(actor=cast.publisher, draft=newer)

    assert Draft.objects.select_related("document").get(pk=draft.pk).is_outdated


def test_is_not_outdated_when_just_forked(cast: Cast) -> None:
    assert not cast.fork(cast.document()).is_outdated


def test_a_draft_from_before_the_first_promotion_is_outdated_after_it(cast: Cast) -> None:
    first = cast.draft()
    second = cast.fork(first.document)

    publish_and_promote(actor=cast.publisher, draft=first)

    assert Draft.objects.select_related("document").get(pk=second.pk).is_outdated


@pytest.mark.parametrize("role", ["viewer", "editor", "publisher", "manager"])
def test_members_see_the_drafts_of_their_project(cast: Cast, role: str) -> None:
    draft = cast.draft()
    make_cast("elsewhere").draft()

    assert list(Draft.objects.visible_to(getattr(cast, role))) == [draft]


def test_strangers_see_no_draft(cast: Cast) -> None:
    cast.draft()

    assert not Draft.objects.visible_to(cast.stranger).exists()


def test_project_tokens_see_the_drafts_of_their_project(cast: Cast) -> None:
    draft = cast.draft()
    make_cast("elsewhere").draft()
    token, _ = make_token(cast.stranger.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)

    assert list(Draft.objects.visible_to(Actor(user=cast.stranger.user, credential=token.credential))) == [draft]


def test_organization_tokens_see_the_drafts_of_every_project(cast: Cast) -> None:
    cast.draft()
    make_cast("elsewhere").draft()
    token, _ = make_token(cast.stranger.user, kind=Token.Kind.ORGANIZATION, role=Role.VIEWER)

    assert Draft.objects.visible_to(Actor(user=cast.stranger.user, credential=token.credential)).count() == 2


def test_nobody_sees_the_drafts_of_a_trashed_document(cast: Cast) -> None:
    draft = cast.draft()

    trash_document(actor=cast.manager, document=draft.document)

    assert not Draft.objects.visible_to(cast.manager).exists()


def test_reads_all_that_a_page_shows_in_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = cast.fork(cast.document(), ForkMode.STRICT)

    with django_assert_num_queries(1):
        read = Draft.objects.with_everything().get(pk=draft.pk)
        shown = (
            read.document.title,
            read.branch,
            read.base,
            read.last_saved_by,
            read.version.text,
            read.version.source,
        )

    assert shown[0] == "Refunds"


def test_is_called_by_its_identifier(cast: Cast) -> None:
    draft = cast.draft()

    assert str(draft) == f"draft {draft.identifier}"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by statistics: `make bench ARGS=plans`")
@pytest.mark.parametrize("detail", VersionDetail)
@pytest.mark.parametrize("names_branch", [True, False])
def test_the_draft_on_a_branch_is_found_without_reading_the_other_drafts(
    cast: Cast, detail: VersionDetail, names_branch: bool
) -> None:
    draft = cast.fork(cast.document(), ForkMode.STRICT)
    branch = draft.branch_id if names_branch else None

    with CaptureQueriesContext(connection) as captured:
        Draft.objects.find_on(branch, of=str(draft.document_id), user=cast.editor.user.pk, detail=detail)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
        assert "document_id=? AND branch_id=?" in str(cursor.fetchall())
