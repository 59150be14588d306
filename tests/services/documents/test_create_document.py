from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from tests.cast import TEXT, Cast, make_cast, make_project, new_document
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import AlreadyExists, InvalidValue
from versioning.models import Blob, Document, Draft, Verb, Version
from versioning.services.documents.create_document import create_document
from versioning.services.documents.trash_document import trash_document


def _create(cast: Cast, **values: Any) -> Draft:
    return create_document(
        actor=cast.editor, workspace=cast.workspace, **new_document(**{"title": "Refunds", **values})
    )


def test_opens_version_1_as_a_draft_on_main(cast: Cast) -> None:
    draft = _create(cast, body=TEXT)

    document = Document.objects.get(pk=draft.document_id)
    assert draft.branch is not None
    assert (draft.branch.name, draft.base, draft.revision) == ("main", None, 1)
    assert (draft.version.number, draft.version.name, draft.version.status) == (1, "v1", "draft")
    assert (draft.version.source, draft.version.text) == (None, TEXT)
    assert (document.current, document.last_number, document.revision) == (None, 1, 1)


def test_publishes_nothing(cast: Cast) -> None:
    draft = _create(cast)

    assert not Version.objects.of(draft.document_id).ever_published().exists()


def test_keeps_every_value_that_it_is_given(cast: Cast) -> None:
    category, key = _create(cast, title="Guides", kind="category").document, uuid4()

    draft = _create(
        cast, description="How.", content_type="wysiwyg", body="<p>x</p>", fields={"a": [1]}, kind="article",
        slug="back", language="de", translation_key=key, parent_id=category.pk, order=4, hidden=True, name="Entwurf",
    )  # fmt: skip

    document, version = Document.objects.get(pk=draft.document_id), Version.objects.get(pk=draft.version_id)
    assert (version.description, version.content_type, version.fields) == ("How.", "wysiwyg", {"a": [1]})
    assert (version.name, version.text) == ("Entwurf", "<p>x</p>")
    assert (document.kind, document.slug, document.language) == ("article", "back", "de")
    assert (document.translation_key, document.parent, document.order, document.hidden) == (key, category, 4, True)


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Refund Policy", "refund-policy"), ("退款", "退款"), ("!?", "untitled"), ("a" * 255, "a" * 255)],
)
def test_makes_the_slug_from_the_title(cast: Cast, title: str, slug: str) -> None:
    assert _create(cast, title=title).document.slug == slug


def test_takes_the_projects_language(cast: Cast) -> None:
    assert _create(cast).document.language == "en"


def test_writes_one_event(cast: Cast) -> None:
    with recorded() as events:
        draft = _create(cast)

    assert [(event.verb, event.document_id, event.version_id, event.actor_id, event.data) for event in events] == [
        (Verb.DOCUMENT_CREATED, draft.document_id, draft.version_id, cast.editor.user.pk, {"title": "Refunds"})
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"description": "a\0b"}, "description"),
        ({"description": "\udfff"}, "description"),
        ({"content_type": "docx"}, "content_type"),
        ({"body": "\ud800"}, "body"),
        ({"content_type": "block", "body": "no blocks"}, "body"),
        ({"name": "x" * 256}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"fields": {"a": "b\0"}}, "fields"),
        ({"fields": {"a\0": 1}}, "fields"),
        ({"fields": {"a": ["\ud800"]}}, "fields"),
        ({"fields": {"a": float("nan")}}, "fields"),
        ({"fields": {"a": {"b": float("-inf")}}}, "fields"),
        ({"parent_id": uuid4()}, "parent_id"),
        ({"kind": "folder"}, "kind"),
        ({"language": "english"}, "language"),
        ({"slug": "x" * 256}, "slug"),
        ({"order": 2**31}, "order"),
    ],
)
def test_refuses_a_value_that_cannot_be_kept_and_names_it(cast: Cast, values: dict[str, Any], field: str) -> None:
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        _create(cast, **values)

    assert refusal.value.field == field
    assert everything_stored() == before


def test_keeps_a_body_that_holds_any_character(cast: Cast) -> None:
    body = "\0 \ufeff \r\n \u2028 🪶"

    draft = _create(cast, body=body)

    assert Version.objects.get(pk=draft.version_id).text == body


def test_refuses_a_parent_that_is_no_category(cast: Cast) -> None:
    with pytest.raises(InvalidValue, match="parent must be the id of a category"):
        _create(cast, parent_id=cast.document().pk)


def test_refuses_a_parent_in_the_trash(cast: Cast) -> None:
    category = trash_document(actor=cast.manager, document=_create(cast, kind="category").document)

    with pytest.raises(InvalidValue, match="parent must be the id of a category"):
        _create(cast, parent_id=category.pk)


def test_refuses_a_parent_of_another_project(cast: Cast) -> None:
    other = make_project("elsewhere")
    category = _create(cast, kind="category").document
    Document.objects.filter(pk=category.pk).update(project=other, workspace=other.workspaces.get())

    with pytest.raises(InvalidValue, match="parent must be the id of a category"):
        _create(cast, parent_id=category.pk)


def test_refuses_a_language_that_the_text_has_already(cast: Cast) -> None:
    english = _create(cast).document
    before = everything_stored()

    with pytest.raises(AlreadyExists, match="has a document in en already") as refusal:
        _create(cast, translation_key=english.translation_key)

    assert refusal.value.data == {"field": "language"}
    assert everything_stored() == before


def test_an_empty_body_is_a_text_too(cast: Cast) -> None:
    draft = _create(cast)

    assert Blob.objects.get(document=draft.document_id).read() == b""


def test_the_translations_of_two_projects_never_meet(cast: Cast) -> None:
    theirs = make_cast("foreign").document()

    ours = _create(cast, translation_key=theirs.translation_key)

    assert ours.document.translation_key == theirs.translation_key


def test_says_what_is_taken_where_every_identifier_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_bytes", bytes)
    _create(cast)

    with pytest.raises(IntegrityError, match="identifier"):
        _create(cast)

    assert Document.objects.count() == 1
