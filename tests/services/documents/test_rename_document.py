import pytest

from tests.cast import Cast
from versioning.exceptions import DraftExists
from versioning.models import Document, Version
from versioning.services.documents.rename_document import rename_document
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.archive_version import archive_version


def _titles(document: Document) -> list[tuple[str, str]]:
    return list(Version.objects.of(document.pk).order_by("number").values_list("title", "status"))


def test_publishes_the_new_title_of_what_readers_see(cast: Cast) -> None:
    document = rename_document(actor=cast.publisher, document=cast.document("Old"), title="New")

    assert document.title == "New"
    assert _titles(document) == [("Old", "published"), ("New", "published")]


def test_changes_the_draft_of_what_was_never_published(cast: Cast) -> None:
    document = rename_document(actor=cast.editor, document=cast.draft("Old").document, title="New")

    assert (document.title, document.current) == ("New", None)
    assert _titles(document) == [("New", "draft")]


def test_shows_readers_nothing_that_was_taken_from_them(cast: Cast) -> None:
    document = cast.document("Old")
    archive_version(actor=cast.publisher, version=document.versions.get())

    renamed = rename_document(actor=cast.editor, document=document, title="New")

    assert (renamed.title, renamed.current) == ("New", None)
    assert _titles(document) == [("Old", "archived"), ("New", "draft")]


def test_refuses_where_the_next_version_is_being_written(cast: Cast) -> None:
    document = cast.document("Old")
    cast.fork(document, ForkMode.STRICT)

    with pytest.raises(DraftExists):
        rename_document(actor=cast.publisher, document=document, title="New")
