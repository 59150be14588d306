from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.reading import current_of
from versioning.models import Document, Draft
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.drafts.save_draft import save_draft
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.restore_version import restore_version

SHORT, LONG = 5, 200

Prepare = Callable[[Cast, Document], Callable[[], object]]


def _fork(mode: ForkMode) -> Prepare:
    return lambda cast, document: lambda: fork_document(actor=cast.publisher, document=document, mode=mode)


def _find(cast: Cast, document: Document) -> Callable[[], object]:
    cast.fork(document, ForkMode.STRICT)
    return lambda: fork_document(actor=cast.publisher, document=document, mode=ForkMode.GET_OR_CREATE)


def _save(cast: Cast, document: Document) -> Callable[[], object]:
    draft = cast.fork(document)
    return lambda: save_draft(actor=cast.publisher, draft=draft, changes={"body": "Other.", "title": "New"})


def _save_known_text(cast: Cast, document: Document) -> Callable[[], object]:
    draft = cast.save(cast.save(cast.fork(document), body="One."), body="Two.")
    return lambda: save_draft(actor=cast.publisher, draft=draft, changes={"body": "One."}, expected_revision=3)


def _sync(cast: Cast, document: Document) -> Callable[[], object]:
    draft = cast.save(cast.fork(document), body="Mine.")
    current = cast.save(cast.fork(document), title="New")
    publish_and_promote(actor=cast.publisher, draft=current)
    return lambda: sync_draft(actor=cast.publisher, draft=draft)


def _publish(cast: Cast, document: Document) -> Callable[[], object]:
    version = cast.fork(document).version
    return lambda: publish_version(actor=cast.publisher, version=version)


def _publish_and_promote(cast: Cast, document: Document) -> Callable[[], object]:
    draft = cast.fork(document)
    return lambda: publish_and_promote(actor=cast.publisher, draft=draft)


def _publish_and_promote_a_new_text(cast: Cast, document: Document) -> Callable[[], object]:
    draft = cast.save(cast.fork(document), body="Another.")
    return lambda: publish_and_promote(actor=cast.publisher, draft=draft)


def _promote(cast: Cast, document: Document) -> Callable[[], object]:
    version = publish_version(actor=cast.publisher, version=cast.fork(document).version)
    return lambda: promote_version(actor=cast.publisher, version=version)


def _archive(cast: Cast, document: Document) -> Callable[[], object]:
    version = current_of(document)
    return lambda: archive_version(actor=cast.publisher, version=version)


def _restore(cast: Cast, document: Document) -> Callable[[], object]:
    version = archive_version(actor=cast.publisher, version=current_of(document))
    return lambda: restore_version(actor=cast.publisher, version=version)


def _discard(cast: Cast, document: Document) -> Callable[[], object]:
    draft = cast.fork(document)
    return lambda: discard_draft(actor=cast.publisher, draft=draft)


def _reopen(cast: Cast, document: Document) -> Callable[[], object]:
    version = discard_draft(actor=cast.publisher, draft=cast.fork(document, ForkMode.STRICT))
    return lambda: reopen_draft(actor=cast.publisher, version=version)


# How many statements each verb takes, the actor's role being known, savepoints left out.
BUDGETS = {
    # Their source was read along with the document.
    "fork_free": (_fork(ForkMode.FREE), 4),
    "fork_strict": (_fork(ForkMode.STRICT), 6),
    "fork_get_or_create": (_fork(ForkMode.GET_OR_CREATE), 6),
    "find": (_find, 3),
    # One of them reads, before the lock, the text that the new one is to rest on.
    "save": (_save, 7),
    "save_known_text": (_save_known_text, 6),
    "sync": (_sync, 7),
    "publish": (_publish, 5),
    # One of each tells searches what readers get.
    "publish_and_promote": (_publish_and_promote, 7),
    "publish_and_promote_a_new_text": (_publish_and_promote_a_new_text, 8),
    "promote": (_promote, 5),
    "archive": (_archive, 7),
    "restore": (_restore, 4),
    "discard": (_discard, 5),
    "reopen": (_reopen, 9),
}


def _history(cast: Cast, length: int) -> Document:
    """Return a document of so many versions, half of them published, one current, the others open drafts."""
    document = cast.document()
    for number in range(2, length + 1):
        draft = cast.fork(document)
        if number % 2:
            publish_version(actor=cast.publisher, version=draft.version)
    return Document.objects.get(pk=document.pk)


def _statements(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


def _counts(cast: Cast, length: int) -> dict[str, int]:
    document = _history(cast, length)
    counts = {}
    for name, (prepare, _) in BUDGETS.items():
        Draft.objects.filter(document=document, branch__isnull=False).update(branch=None)
        current = publish_and_promote(actor=cast.publisher, draft=cast.fork(document))
        act = prepare(cast, current.document)
        counts[name] = len(_statements(act))
    return counts


@pytest.mark.parametrize("length", [SHORT, LONG])
def test_each_verb_keeps_its_budget_however_long_the_history(cast: Cast, length: int) -> None:
    counts = _counts(cast, length)

    assert counts == {name: budget for name, (_, budget) in BUDGETS.items()}


@pytest.mark.parametrize("mode", ForkMode)
def test_a_fork_never_reads_or_writes_a_text(cast: Cast, mode: ForkMode) -> None:
    document = cast.document()

    statements = _statements(lambda: fork_document(actor=cast.editor, document=document, mode=mode))

    assert not [statement for statement in statements if "versioning_blob" in statement]


def test_a_save_reads_no_text_while_it_holds_the_lock(cast: Cast) -> None:
    draft = cast.draft()

    statements = _statements(lambda: save_draft(actor=cast.editor, draft=draft, changes={"body": "Other."}))

    locked = next(index for index, statement in enumerate(statements) if "versioning_document" in statement)
    assert not [
        statement for statement in statements[locked:] if statement.startswith("SELECT") and "encoded" in statement
    ]


def test_a_draft_that_was_read_with_its_text_is_saved_without_reading_it_again(cast: Cast) -> None:
    cast.fork(cast.document())
    draft = Draft.objects.with_everything().get()

    statements = _statements(lambda: save_draft(actor=cast.editor, draft=draft, changes={"body": "Other."}))

    assert len(statements) == 6
