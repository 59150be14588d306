from typing import Any

import pytest

from tests.cast import TEXT, Cast, make_token
from tests.reading import current_of
from tests.services.observing import compressed, everything_stored, read_in_transactions, recorded
from versioning.exceptions import DraftExists, InvalidValue, NotAllowed, StatusReadOnly, VersionFrozen, VersionNotFound
from versioning.models import Actor, Document, Draft, Scope, Verb, Version, WorkflowStatus
from versioning.services.documents.revise_document import revise_document
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.text_changes import OnPublished, TextChanges
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.trash_version import trash_version

FORK = OnPublished.FORK


def _revise(cast: Cast, document: Document, place: dict[str, Any] | None = None, **values: Any) -> Version:
    actor = values.pop("actor", cast.editor)
    return revise_document(actor=actor, document=document, changes=TextChanges(place=place or {}, **values))


def _text(version: Version) -> str:
    return Version.objects.with_text().get(pk=version.pk).text


def test_saves_an_open_draft(cast: Cast) -> None:
    draft = cast.draft()

    version = _revise(cast, draft.document, content={"title": "New", "body": "Other."})

    assert (version.pk, version.title, _text(version)) == (draft.version_id, "New", "Other.")
    assert Draft.objects.get(pk=draft.pk).revision == 2


@pytest.mark.parametrize("place", [{}, {"order": 7}])
def test_compresses_a_text_before_the_lock(cast: Cast, place: dict[str, Any]) -> None:
    draft, document = cast.draft(), cast.document("Published")

    with compressed() as depths:
        _revise(cast, draft.document, place, actor=cast.manager, content={"body": "Other."})
        _revise(cast, document, place, actor=cast.manager, content={"body": "Other."}, on_published=FORK)

    assert set(depths) == {0}


def test_reads_no_text_while_it_holds_the_lock(cast: Cast) -> None:
    document = cast.document()

    with read_in_transactions() as texts:
        version = _revise(cast, document, content={"body": "Other."}, on_published=FORK)

    assert texts == []
    assert _text(version) == "Other."


def test_the_text_of_a_fork_rests_on_the_text_that_its_source_rests_on(cast: Cast) -> None:
    document = cast.document(body=TEXT)
    cast.version(document, TEXT * 2)

    version = _revise(cast, document, content={"body": TEXT * 3}, on_published=FORK)

    assert version.source is not None
    assert version.body.base_id == version.source.body.base_id is not None


def test_forks_a_published_version_and_saves_the_fork(cast: Cast) -> None:
    document = cast.document()

    version = _revise(cast, document, content={"title": "New", "body": "Other."}, on_published=FORK)

    assert (version.number, version.status, version.title, _text(version)) == (2, "draft", "New", "Other.")
    assert Draft.objects.get(version=version).branch == cast.project.branches.main().get()
    assert current_of(document).text == TEXT


def test_what_is_told_of_a_fork_are_both_steps_and_where_the_change_came_from(cast: Cast) -> None:
    document = cast.document()

    with recorded() as events:
        _revise(cast, document, content={"title": "New"}, on_published=FORK, origin="editor")

    assert [event.verb for event in events] == [Verb.DRAFT_FORKED, Verb.DRAFT_SAVED]
    assert (events[1].data["fields"], events[1].data["origin"]) == (["title"], "editor")


def test_moves_and_changes_as_one_act(cast: Cast) -> None:
    category, draft = cast.document("Guides", kind="category"), cast.draft()

    version = _revise(cast, draft.document, {"parent_id": category.pk, "order": 3}, content={"title": "New"})

    assert (version.document.parent_id, version.document.order, version.title) == (category.pk, 3, "New")


def test_moves_what_is_published_without_a_fork(cast: Cast) -> None:
    document = cast.document()

    version = _revise(cast, document, {"order": 3}, on_published=FORK)

    assert (version.number, version.document.order) == (1, 3)
    assert not Draft.objects.filter(document=document).exists()


@pytest.mark.parametrize("on_published", OnPublished)
def test_an_article_that_is_sent_back_as_it_was_read_is_no_change(cast: Cast, on_published: OnPublished) -> None:
    document = cast.document(fields={"a": 1})
    before = everything_stored()

    version = _revise(
        cast, document, content={"title": "Refunds", "body": TEXT, "fields": {"a": 1}}, on_published=on_published
    )

    assert version == current_of(document)
    assert everything_stored() == before


def test_a_true_in_the_place_of_a_one_is_a_change(cast: Cast) -> None:
    document = cast.document(fields={"a": 1})

    version = _revise(cast, document, content={"fields": {"a": True}}, on_published=FORK)

    assert version.fields["a"] is True


def test_a_fork_is_given_what_differs_alone(cast: Cast) -> None:
    document = cast.document()

    with recorded() as events:
        version = _revise(cast, document, content={"title": "Refunds", "body": "Other."}, on_published=FORK)

    assert events[1].data["fields"] == ["body"]
    assert version.modified_fields == ["body"]


def test_an_open_draft_is_saved_even_where_nothing_differs(cast: Cast) -> None:
    draft = cast.draft()

    _revise(cast, draft.document, content={"title": "Refunds"})

    assert Draft.objects.get(pk=draft.pk).revision == 2


def test_refuses_to_change_what_is_published_and_moves_nothing(cast: Cast) -> None:
    document = cast.document()
    before = everything_stored()

    with pytest.raises(VersionFrozen):
        _revise(cast, document, {"order": 3}, content={"title": "New"})

    assert everything_stored() == before


def test_refuses_a_second_draft_and_moves_nothing(cast: Cast) -> None:
    document = cast.document()
    cast.fork(document, ForkMode.STRICT)
    before = everything_stored()

    with pytest.raises(DraftExists):
        _revise(cast, document, {"order": 3}, content={"title": "New"}, number=1, on_published=FORK)

    assert everything_stored() == before


def test_changes_the_version_whose_number_is_given(cast: Cast) -> None:
    document = cast.document()
    drafts = [cast.fork(document), cast.fork(document)]

    version = _revise(cast, document, content={"title": "New"}, number=2)

    assert version.pk == drafts[0].version_id


def test_forks_an_older_version_whose_number_is_given(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second.")

    version = _revise(cast, document, content={"title": "New"}, number=1, on_published=FORK)

    assert (version.number, _text(version)) == (3, TEXT)


def test_forks_what_was_taken_out_of_use(cast: Cast) -> None:
    document = cast.document()
    archive_version(actor=cast.publisher, version=current_of(document))

    version = _revise(cast, document, content={"title": "New"}, on_published=FORK)

    assert (version.number, version.source and version.source.number) == (2, 1)


def test_passes_over_what_was_discarded_or_is_in_the_trash(cast: Cast) -> None:
    document = cast.document()
    second = publish_version(actor=cast.publisher, version=cast.fork(document).version)
    discard_draft(actor=cast.editor, draft=cast.fork(document))
    trash_version(actor=cast.manager, version=second)

    version = _revise(cast, document, content={"title": "New"}, on_published=FORK)

    assert version.source == current_of(document)


def test_refuses_a_discarded_version(cast: Cast) -> None:
    document = cast.document()
    discard_draft(actor=cast.editor, draft=cast.fork(document))

    with pytest.raises(VersionNotFound):
        _revise(cast, document, content={"title": "New"}, number=2)


def test_refuses_where_no_version_is_left(cast: Cast) -> None:
    draft = cast.draft()
    discard_draft(actor=cast.editor, draft=draft)

    with pytest.raises(VersionNotFound):
        _revise(cast, draft.document, {"order": 3})


def test_a_place_that_is_refused_leaves_the_text_as_it_was(cast: Cast) -> None:
    draft = cast.draft()
    before = everything_stored()

    with pytest.raises(InvalidValue):
        _revise(cast, draft.document, {"parent_id": draft.document_id}, content={"title": "New"})

    assert everything_stored() == before


def test_a_text_that_is_refused_leaves_the_place_as_it_was(cast: Cast) -> None:
    document = cast.document()
    before = everything_stored()

    with pytest.raises(InvalidValue):
        _revise(cast, document, {"order": 3}, content={"body": "\ud800"}, on_published=FORK)

    assert everything_stored() == before


def test_opens_no_draft_while_the_workflow_status_is_read_only(cast: Cast) -> None:
    document = cast.document()
    status = WorkflowStatus.objects.create(project=cast.project, name="Review", read_only=True)
    set_workflow_status(actor=cast.editor, document=document, status_id=status.pk)
    before = everything_stored()

    with pytest.raises(StatusReadOnly):
        _revise(cast, document, {"order": 3}, content={"title": "New"}, on_published=FORK)

    assert everything_stored() == before


def test_a_token_that_may_not_move_documents_changes_texts_alone(cast: Cast) -> None:
    draft, (token, _) = cast.draft(), make_token(cast.editor.user, scopes=(Scope.DRAFT,))
    actor = Actor(user=cast.editor.user, credential=token.credential)

    _revise(cast, draft.document, content={"title": "New"}, actor=actor)

    with pytest.raises(NotAllowed):
        _revise(cast, draft.document, {"order": 3}, content={"title": "Newer"}, actor=actor)
    assert Version.objects.get(pk=draft.version_id).title == "New"


@pytest.mark.parametrize("values", [{"content": {"title": "New"}}, {"place": {"order": 3}}, {}])
def test_refuses_who_may_only_read(cast: Cast, values: dict[str, Any]) -> None:
    draft = cast.draft()

    with pytest.raises(NotAllowed):
        _revise(cast, draft.document, actor=cast.viewer, **values)
