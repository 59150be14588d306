from uuid import uuid4

import pytest

from tests.cast import Cast, make_cast, make_token
from tests.models.raw import refusal_of, refusal_of_update
from tests.reading import current_of
from versioning.models import Actor, Document, Role, Token, Version
from versioning.policies import Action, decide
from versioning.services.documents.trash_document import trash_document
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_and_promote import publish_and_promote

# Two forms of the same documents.
BOTH_FORMS = pytest.mark.parametrize("form", ["visible_to", "searchable_by"])
PEOPLE = ("viewer", "editor", "publisher", "manager", "stranger")


def _titles(documents: object) -> set[str]:
    return {document.title for document in documents}  # type: ignore[attr-defined]


def _archived(cast: Cast, title: str) -> Document:
    document = cast.document(title)
    assert document.current is not None
    archive_version(actor=cast.publisher, version=document.current)
    return document


def test_refuses_itself_as_its_parent(cast: Cast) -> None:
    category = cast.document("Guides", kind="category")

    sentence = refusal_of_update(category, "parent_id = id")

    assert "document_is_not_its_own_parent" in sentence


def test_refuses_a_language_twice_in_a_translation(cast: Cast) -> None:
    english = cast.document("Refunds")
    other = cast.document("Erstattung")

    sentence = refusal_of_update(other, "translation_key = %s", english.translation_key)

    assert "translation" in sentence


def test_refuses_an_identifier_twice(cast: Cast) -> None:
    first, second = cast.document("One"), cast.document("Two")

    sentence = refusal_of_update(second, "identifier = %s", first.identifier)

    assert "identifier" in sentence


@pytest.mark.parametrize("column", ["current_id", "parent_id", "workspace_id", "project_id", "created_by_id"])
def test_refuses_to_point_at_what_does_not_exist(live_cast: Cast, column: str) -> None:
    document = live_cast.document()

    refusal_of_update(document, f"{column} = %s", uuid4())

    assert Document.objects.get(pk=document.pk).current_id == document.current_id


def test_refuses_to_delete_the_current_version(live_cast: Cast) -> None:
    version = current_of(live_cast.document())

    refusal_of("DELETE FROM versioning_version WHERE id = %s", version.pk)

    assert Version.objects.filter(pk=version.pk).exists()


@BOTH_FORMS
@pytest.mark.parametrize("person", PEOPLE)
def test_sees_exactly_what_the_policies_let_it_view(cast: Cast, person: str, form: str) -> None:
    actor: Actor = getattr(cast, person)
    documents = [cast.document(), make_cast("elsewhere").document()]

    visible = set(getattr(Document.objects, form)(actor))

    assert visible == {
        document
        for document in documents
        if decide(actor=actor, action=Action.VIEW, project_id=document.project_id).allowed
    }


@BOTH_FORMS
@pytest.mark.parametrize(("kind", "count"), [(Token.Kind.PROJECT, 1), (Token.Kind.ORGANIZATION, 2)])
def test_tokens_see_their_project_or_every_one(cast: Cast, kind: str, count: int, form: str) -> None:
    cast.document()
    make_cast("elsewhere").document()
    project = cast.project if kind == Token.Kind.PROJECT else None
    token, _ = make_token(cast.stranger.user, kind=kind, project=project, role=Role.VIEWER)
    actor = Actor(user=cast.stranger.user, credential=token.credential)

    assert getattr(Document.objects, form)(actor).count() == count


@BOTH_FORMS
def test_the_role_comes_along_with_the_document(cast: Cast, form: str) -> None:
    cast.document()

    found = getattr(Document.objects, form)(cast.publisher).get()

    assert found.actor_role == Role.PUBLISHER


@BOTH_FORMS
def test_the_trash_is_reachable_but_not_visible(cast: Cast, form: str) -> None:
    document = cast.document()

    trash_document(actor=cast.manager, document=document)

    assert not getattr(Document.objects, form)(cast.manager).exists()
    assert Document.objects.reachable_by(cast.manager).get() == document


def test_a_reference_is_a_uuid_or_the_identifier(cast: Cast) -> None:
    document = cast.document()
    cast.document("Other")

    for reference in (str(document.pk), document.pk.hex, document.identifier):
        assert list(Document.objects.with_reference(reference)) == [document]


@pytest.mark.parametrize("reference", ["", "zzzzzzzz", "1234567", "\0", "\ud800", "x" * 5000, "../../etc/passwd"])
def test_anything_else_refers_to_no_document(cast: Cast, reference: str) -> None:
    cast.document()

    assert not Document.objects.with_reference(reference).exists()


@pytest.mark.parametrize(("status", "titles"), [("draft", {"New"}), ("published", {"Live"}), ("archived", {"Old"})])
def test_has_the_status_of_what_readers_get(cast: Cast, status: str, titles: set[str]) -> None:
    cast.draft("New")
    cast.fork(cast.document("Live"))
    _archived(cast, "Old")

    assert _titles(Document.objects.with_status(status)) == titles


def test_tells_those_with_a_draft_from_those_without(cast: Cast) -> None:
    cast.document("Without")
    cast.fork(cast.document("With"))

    assert _titles(Document.objects.having_draft()) == {"With"}
    assert _titles(Document.objects.without_draft()) == {"Without"}


def test_tells_those_with_an_outdated_draft_from_the_others(cast: Cast) -> None:
    cast.fork(cast.document("Fresh"))
    cast.draft("New")
    cast.document("Without")
    outdated = cast.document("Outdated")
    cast.fork(outdated)
    cast.version(outdated, "Second.")

    assert _titles(Document.objects.having_outdated_draft()) == {"Outdated"}
    assert _titles(Document.objects.without_outdated_draft()) == {"Fresh", "New", "Without"}


def test_a_draft_without_base_is_outdated_once_something_is_current(cast: Cast) -> None:
    first = cast.draft("First")
    cast.fork(first.document)
    publish_and_promote(actor=cast.publisher, draft=first)

    assert _titles(Document.objects.having_outdated_draft()) == {"First"}


def test_a_draft_whose_base_was_archived_is_outdated_in_lists_as_on_its_own(cast: Cast) -> None:
    document = cast.document("Unpublished")
    draft = cast.fork(document)
    assert document.current is not None
    archive_version(actor=cast.publisher, version=document.current)

    listed = Document.objects.having_outdated_draft().filter(pk=document.pk).exists()

    assert listed == type(draft).objects.select_related("document").get(pk=draft.pk).is_outdated


@pytest.mark.parametrize("words", ["refund", "REFUND policy", "policy", "refund-pol", "money", "refund money", ""])
def test_finds_words_in_title_slug_and_description(cast: Cast, words: str) -> None:
    document = cast.document("Refund Policy", description="How money goes back.")

    assert list(Document.objects.matching(words)) == [document]


@pytest.mark.parametrize("words", ["returns", "refund returns", "100%"])
def test_finds_nothing_that_lacks_a_word(cast: Cast, words: str) -> None:
    cast.document("Refund Policy", description="How money goes back.")

    assert not Document.objects.matching(words).exists()


def test_is_called_by_its_title(cast: Cast) -> None:
    assert str(cast.document("Refunds")) == "Refunds"


def test_names_the_categories_above_the_topmost_first(cast: Cast) -> None:
    top = cast.document("Top", kind="category")
    middle = cast.document("Middle", kind="category", parent_id=top.pk)
    document = cast.document("Below", parent_id=middle.pk)

    assert Document.objects.above(document) == [top, middle]
    assert [category.title for category in Document.objects.above(middle)] == ["Top"]
    assert Document.objects.above(top) == []
