import pytest

from tests.cast import Cast, make_cast, make_token
from versioning.exceptions import NotFound
from versioning.models import Actor, Draft, Role, Token
from versioning.models.version_lookup import VersionDetail
from versioning.services.documents.trash_document import trash_document
from versioning.services.lookups import find_branch_draft, find_draft


def _found(actor: Actor, draft: Draft) -> list[Draft]:
    reference = str(draft.document_id)
    return [
        find_draft(actor=actor, identifier=draft.identifier),
        find_draft(actor=actor, identifier=draft.identifier, detail=VersionDetail.LISTED),
        find_branch_draft(actor=actor, reference=reference, branch_id=None),
        find_branch_draft(actor=actor, reference=reference, branch_id=draft.branch_id),
        find_branch_draft(actor=actor, reference=draft.document.identifier, branch_id=None),
    ]


@pytest.mark.parametrize("role", ["viewer", "editor", "publisher", "manager"])
def test_members_find_the_drafts_of_their_project(cast: Cast, role: str) -> None:
    draft = cast.draft(body="Text.")

    found = _found(getattr(cast, role), draft)

    assert found == [draft] * 5
    assert {one.version.text for one in found} == {"Text."}


def test_strangers_find_no_draft(cast: Cast) -> None:
    draft = cast.draft()

    with pytest.raises(NotFound):
        find_draft(actor=cast.stranger, identifier=draft.identifier)
    with pytest.raises(NotFound):
        find_branch_draft(actor=cast.stranger, reference=str(draft.document_id), branch_id=None)


def test_project_tokens_find_the_drafts_of_their_project_alone(cast: Cast) -> None:
    draft, elsewhere = cast.draft(), make_cast("elsewhere").draft()
    token, _ = make_token(cast.stranger.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)
    actor = Actor(user=cast.stranger.user, credential=token.credential)

    assert _found(actor, draft) == [draft] * 5
    with pytest.raises(NotFound):
        find_draft(actor=actor, identifier=elsewhere.identifier)


def test_a_members_project_token_reaches_no_other_project_of_the_member(cast: Cast) -> None:
    elsewhere = make_cast("elsewhere")
    draft = elsewhere.draft()
    token, _ = make_token(elsewhere.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.MANAGER)

    with pytest.raises(NotFound):
        find_draft(actor=Actor(user=elsewhere.manager.user, credential=token.credential), identifier=draft.identifier)


def test_organization_tokens_find_the_drafts_of_every_project(cast: Cast) -> None:
    drafts = [cast.draft(), make_cast("elsewhere").draft()]
    token, _ = make_token(cast.stranger.user, kind=Token.Kind.ORGANIZATION, role=Role.VIEWER)
    actor = Actor(user=cast.stranger.user, credential=token.credential)

    assert [find_draft(actor=actor, identifier=draft.identifier) for draft in drafts] == drafts


def test_nobody_finds_the_drafts_of_a_trashed_document(cast: Cast) -> None:
    draft = cast.draft()

    trash_document(actor=cast.manager, document=draft.document)

    with pytest.raises(NotFound):
        find_draft(actor=cast.manager, identifier=draft.identifier)
    with pytest.raises(NotFound):
        find_branch_draft(actor=cast.manager, reference=str(draft.document_id), branch_id=None)
