"""The version that a fork copies."""

import pytest

from tests.cast import TEXT, Cast
from tests.reading import current_of
from tests.services.observing import everything_stored
from versioning.exceptions import NothingToFork, VersionNotFound
from versioning.models import Document, Draft
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_version import publish_version

EVERY_MODE = pytest.mark.parametrize("mode", ForkMode)
ON_A_BRANCH = pytest.mark.parametrize("mode", [ForkMode.STRICT, ForkMode.GET_OR_CREATE])


def _archive_current(cast: Cast, document: Document) -> None:
    stored = Document.objects.select_related("current").get(pk=document.pk)
    assert stored.current is not None
    archive_version(actor=cast.publisher, version=stored.current)


@EVERY_MODE
def test_without_a_current_version_copies_the_newest_that_was_ever_published(cast: Cast, mode: ForkMode) -> None:
    document = cast.document()
    cast.version(document, "Second.")
    cast.fork(document)
    _archive_current(cast, document)

    draft = cast.fork(document, mode)

    assert draft.version.source is not None
    assert draft.version.source.number == 2


@ON_A_BRANCH
def test_refuses_where_nothing_was_ever_published(cast: Cast, mode: ForkMode) -> None:
    document = discard_draft(actor=cast.editor, draft=cast.draft()).document
    before = everything_stored()

    with pytest.raises(NothingToFork):
        cast.fork(document, mode)

    assert everything_stored() == before


def test_free_copies_the_newest_where_nothing_was_ever_published(cast: Cast) -> None:
    document = cast.draft().document
    cast.save(cast.fork(document), body="Newest.")

    assert cast.fork(document, ForkMode.FREE).version.text == "Newest."


@EVERY_MODE
def test_copies_the_version_that_it_is_told(cast: Cast, mode: ForkMode) -> None:
    document = cast.document()
    first = current_of(document)
    cast.version(document, "Second.")

    forks = [cast.fork(document, mode, source=str(first.pk)), cast.fork(document, ForkMode.FREE, source="1")]

    assert [(fork.version.source, fork.version.text) for fork in forks] == [(first, TEXT), (first, TEXT)]


def test_copies_a_draft_as_it_stands(cast: Cast) -> None:
    draft = cast.save(cast.draft(), body="Unfinished.")

    assert cast.fork(draft.document, source="1").version.text == "Unfinished."


@EVERY_MODE
@pytest.mark.parametrize("source", ["9", "", "nonsense", "0198c0de-0000-7000-8000-000000000000", "9" * 50])
def test_refuses_a_source_that_does_not_exist(cast: Cast, mode: ForkMode, source: str) -> None:
    document = cast.document()
    before = everything_stored()

    with pytest.raises(VersionNotFound):
        cast.fork(document, mode, source=source)

    assert everything_stored() == before


def test_refuses_a_source_of_another_document(cast: Cast) -> None:
    foreign = cast.document("Other")

    with pytest.raises(VersionNotFound):
        cast.fork(cast.document(), source=str(foreign.current_id))


def test_refuses_current_where_nothing_is_promoted(cast: Cast) -> None:
    document = publish_version(actor=cast.publisher, version=cast.draft().version).document

    with pytest.raises(VersionNotFound):
        cast.fork(document, source="current")


def test_its_base_is_the_current_version_whatever_its_source(cast: Cast) -> None:
    document = cast.document()
    second = cast.version(document, "Second.")

    draft = cast.fork(document, source="1")

    assert draft.base_id == second.pk
    assert not Draft.objects.select_related("document").get(pk=draft.pk).is_outdated
