from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import Cast, make_cast, make_token, new_document
from tests.reading import changed, row_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import AlreadyExists, DocumentChanged, InvalidValue, NotAllowed, NotFound
from versioning.models import Actor, Document, Scope, Verb, Workspace
from versioning.services.documents.create_document import create_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document

SIMPLE = {"slug": "back", "language": "de", "order": -3, "hidden": True}


def _update(cast: Cast, document: Document, **changes: Any) -> Document:
    return update_document(actor=cast.editor, document=document, changes=changes)


def _category(cast: Cast, title: str = "Guides", **values: Any) -> Document:
    return cast.document(title, kind="category", **values)


def _chain(cast: Cast, length: int) -> list[Document]:
    """So many categories within each other, the outermost first."""
    categories = [cast.draft(f"Level {depth}", kind="category").document for depth in range(length)]
    for above, category in pairwise(categories):
        Document.objects.filter(pk=category.pk).update(parent=above)
    return categories


@pytest.mark.parametrize(("field", "value"), SIMPLE.items())
def test_replaces_the_field_that_is_named_and_no_other(cast: Cast, field: str, value: Any) -> None:
    document = cast.document()
    before = row_of(document)

    _update(cast, document, **{field: value})

    after = row_of(document)
    assert after[field] == value
    assert changed(before=before, after=after) == {field, "revision", "updated_at", "updated_by_id"}


def test_moves_it_below_a_category_and_back_to_the_top(cast: Cast) -> None:
    document, category = cast.document(), _category(cast)

    below = _update(cast, document, parent_id=category.pk).parent_id
    top = _update(cast, document, parent_id=None).parent_id

    assert (below, top) == (category.pk, None)


def test_moves_it_to_another_workspace(cast: Cast) -> None:
    document = cast.document()
    workspace = Workspace.objects.create(project=cast.project, slug="internal", name="Internal")

    _update(cast, document, workspace_id=workspace.pk)

    assert Document.objects.get(pk=document.pk).workspace == workspace


def test_touches_no_version(cast: Cast) -> None:
    document = cast.document()
    before = everything_stored()

    _update(cast, document, **SIMPLE)

    tables = {"versioning_document", "versioning_event", "versioning_language", "versioning_searchentry"}
    assert changed(before=before, after=everything_stored()) == tables


def test_writes_one_event(cast: Cast) -> None:
    document, category = cast.document(), _category(cast)

    with recorded() as events:
        _update(cast, document, parent_id=category.pk, hidden=True, order=2)

    assert [(event.verb, event.document_id, event.data) for event in events] == [
        (
            Verb.DOCUMENT_UPDATED,
            document.pk,
            {"changes": {"parent_id": str(category.pk), "hidden": True, "order": 2}},
        )
    ]


def test_saves_where_the_revision_is_the_expected_one(cast: Cast) -> None:
    document = cast.document()

    updated = update_document(
        actor=cast.editor, document=document, changes={"order": 1}, expected_revision=document.revision
    )

    assert updated.revision == document.revision + 1


def test_refuses_another_revision_than_the_expected_one(cast: Cast) -> None:
    document = cast.document()
    updated = _update(cast, document, order=1)
    before = everything_stored()

    with pytest.raises(DocumentChanged) as refusal:
        update_document(actor=cast.publisher, document=document, changes={"order": 2}, expected_revision=2)

    assert refusal.value.data == {
        "revision": 3, "updated_by": "Edda handbook", "updated_at": updated.updated_at,
    }  # fmt: skip
    assert everything_stored() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "New"}, "title"),
        ({"current_id": uuid4()}, "current_id"),
        ({"last_number": 7}, "last_number"),
        ({"project_id": uuid4()}, "project_id"),
        ({"parent_id": uuid4()}, "parent_id"),
        ({"workspace_id": uuid4()}, "workspace_id"),
        ({"slug": ""}, "slug"),
        ({"slug": "x" * 256}, "slug"),
        ({"slug": "a\0b"}, "slug"),
        ({"language": "english"}, "language"),
        ({"language": "\ud800"}, "language"),
        ({"order": 2**31}, "order"),
        ({"order": -(2**63)}, "order"),
    ],
)
def test_refuses_a_value_that_cannot_be_kept_and_names_it(cast: Cast, changes: dict[str, Any], field: str) -> None:
    document = cast.document()
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        _update(cast, document, **changes)

    assert refusal.value.field == field
    assert everything_stored() == before


def test_refuses_a_workspace_of_another_project(cast: Cast) -> None:
    foreign = make_cast("elsewhere").workspace

    with pytest.raises(InvalidValue, match="workspace_id must be the id of a workspace of this project"):
        _update(cast, cast.document(), workspace_id=foreign.pk)


def test_refuses_a_category_of_another_project(cast: Cast) -> None:
    foreign = _category(make_cast("elsewhere"))

    with pytest.raises(InvalidValue, match="parent must be the id of a category of this workspace"):
        _update(cast, cast.document(), parent_id=foreign.pk)


def test_refuses_a_parent_that_is_no_category(cast: Cast) -> None:
    with pytest.raises(InvalidValue, match="parent must be the id of a category of this workspace"):
        _update(cast, cast.document(), parent_id=cast.document("Other").pk)


def test_refuses_a_category_in_the_trash(cast: Cast) -> None:
    category = trash_document(actor=cast.manager, document=_category(cast))

    with pytest.raises(InvalidValue, match="parent must be the id of a category of this workspace"):
        _update(cast, cast.document(), parent_id=category.pk)


def test_refuses_to_put_a_category_into_itself(cast: Cast) -> None:
    category = _category(cast)

    with pytest.raises(InvalidValue, match="must not be the document itself or below it"):
        _update(cast, category, parent_id=category.pk)


def test_refuses_to_put_a_category_below_itself(cast: Cast) -> None:
    outer = _category(cast, "Outer")
    inner = _category(cast, "Inner", parent_id=outer.pk)
    innermost = _category(cast, "Innermost", parent_id=inner.pk)

    with pytest.raises(InvalidValue, match="must not be the document itself or below it"):
        _update(cast, outer, parent_id=innermost.pk)


def test_refuses_to_nest_without_end(cast: Cast) -> None:
    category = _category(cast)
    for depth in range(99):
        above, category = category, cast.draft(f"Level {depth}", kind="category").document
        Document.objects.filter(pk=category.pk).update(parent=above)

    with pytest.raises(InvalidValue, match="nested 100 levels deep at most"):
        _update(cast, cast.document(), parent_id=category.pk)


def test_refuses_to_nest_what_is_deep_itself_without_end(cast: Cast) -> None:
    first, second = _chain(cast, 60), _chain(cast, 41)

    with pytest.raises(InvalidValue, match="nested 100 levels deep at most"):
        _update(cast, first[0], parent_id=second[-1].pk)


def test_nests_as_deep_as_it_says(cast: Cast) -> None:
    first, second = _chain(cast, 60), _chain(cast, 40)

    assert _update(cast, first[0], parent_id=second[-1].pk).parent == second[-1]


def test_refuses_a_category_of_another_workspace(cast: Cast) -> None:
    other = Workspace.objects.create(project=cast.project, slug="other", name="Other")
    category = create_document(
        actor=cast.editor, workspace=other, **new_document(title="Far", kind="category")
    ).document

    with pytest.raises(InvalidValue, match="a category of this workspace"):
        _update(cast, cast.document(), parent_id=category.pk)


def test_refuses_a_language_that_the_text_has_already(cast: Cast) -> None:
    english = cast.document()
    german = cast.document("Erstattung", language="de", translation_key=english.translation_key)
    before = everything_stored()

    with pytest.raises(AlreadyExists) as refusal:
        _update(cast, german, language="en", order=5)

    assert refusal.value.data == {"field": "language"}
    assert everything_stored() == before


def test_refuses_a_token_that_may_only_propose(cast: Cast) -> None:
    document = cast.document()
    token, _ = make_token(cast.editor.user, scopes=(Scope.READ, Scope.DRAFT, Scope.PUBLISH))

    with pytest.raises(NotAllowed, match="Your token needs the manage scope"):
        update_document(
            actor=Actor(user=cast.editor.user, credential=token.credential), document=document, changes={"order": 1}
        )


def test_refuses_a_trashed_document(cast: Cast) -> None:
    document = trash_document(actor=cast.manager, document=cast.document())

    with pytest.raises(NotFound):
        _update(cast, document, order=1)


def test_refuses_to_leave_a_category_behind_in_another_workspace(cast: Cast) -> None:
    category = _category(cast)
    document = cast.document()
    _update(cast, document, parent_id=category.pk)
    workspace = Workspace.objects.create(project=cast.project, slug="internal", name="Internal")

    for moved in (document, category):
        with pytest.raises(InvalidValue):
            _update(cast, moved, workspace_id=workspace.pk)


def test_a_move_takes_the_translations_along(cast: Cast) -> None:
    original, category = cast.document(), _category(cast)
    french = cast.document("Bonjour")
    Document.objects.filter(pk=french.pk).update(language="fr", translation_key=original.translation_key)

    _update(cast, original, parent_id=category.pk)

    french.refresh_from_db()
    assert french.parent_id == category.pk


def test_a_move_into_another_workspace_takes_the_translations_along(cast: Cast) -> None:
    original, category = cast.document(), _category(cast)
    french = cast.document("Bonjour", parent_id=category.pk)
    Document.objects.filter(pk=french.pk).update(language="fr", translation_key=original.translation_key)
    workspace = Workspace.objects.create(project=cast.project, slug="internal", name="Internal")

    _update(cast, original, workspace_id=workspace.pk)

    french.refresh_from_db()
    assert (french.workspace_id, french.parent_id) == (workspace.pk, None)
