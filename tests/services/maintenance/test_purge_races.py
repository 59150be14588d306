from functools import partial
from itertools import cycle

from tests.cast import Cast
from tests.races import run_together
from tests.services.maintenance.purging import in_days
from tests.services.maintenance.repacking import expect_soundness
from versioning.exceptions import NotFound, VersionNotFound
from versioning.models import Document, Draft, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import Fork, ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.maintenance.purge import purge

ROUNDS = 6
SAVES = 30
LEAVES = 25


def _purge_often(times: int = 1) -> None:
    for _ in range(times):
        purge(actor=system_actor(), now=in_days(365))


def test_never_takes_a_text_that_a_save_is_about_to_hold_again(live_cast: Cast) -> None:
    system_actor()
    draft = live_cast.draft(body="A")

    def save() -> None:
        for _, text in zip(range(SAVES), cycle("BA")):
            live_cast.save(draft, body=text)

    results = run_together(save, lambda: _purge_often(SAVES))

    assert results == [None, None]
    assert Draft.objects.get(pk=draft.pk).version.text == "A"
    expect_soundness()


def test_a_discarded_draft_is_reopened_or_gone(live_cast: Cast) -> None:
    system_actor()
    document = live_cast.document()

    for _ in range(ROUNDS):
        version = discard_draft(actor=live_cast.editor, draft=live_cast.fork(document))

        reopened, purged = run_together(partial(reopen_draft, actor=live_cast.editor, version=version), _purge_often)

        assert purged is None
        assert isinstance(reopened, Draft | VersionNotFound)
        assert Version.objects.filter(pk=version.pk).exists() is isinstance(reopened, Draft)
    expect_soundness()


def test_a_discarded_draft_is_forked_from_or_gone(live_cast: Cast) -> None:
    system_actor()
    document = live_cast.document()

    for _ in range(ROUNDS):
        version = discard_draft(actor=live_cast.editor, draft=live_cast.fork(document))

        forked, purged = run_together(
            partial(
                fork_document, actor=live_cast.editor, document=document, mode=ForkMode.FREE, source=str(version.pk)
            ),
            _purge_often,
        )

        assert purged is None
        assert isinstance(forked, Fork | VersionNotFound)
        assert Version.objects.filter(source=version.pk).exists() is isinstance(forked, Fork)
    expect_soundness()


def test_a_document_is_restored_whole_or_gone(live_cast: Cast) -> None:
    system_actor()

    for number in range(ROUNDS):
        document = live_cast.document(f"Text {number}")
        trash_document(actor=live_cast.manager, document=document)

        restored, purged = run_together(
            partial(restore_document, actor=live_cast.manager, document=document), _purge_often
        )

        assert purged is None
        assert isinstance(restored, Document | NotFound)
        assert Version.objects.filter(document=document.pk).exists() is isinstance(restored, Document)
    expect_soundness()


def test_a_tree_is_restored_while_its_parts_are_taken(live_cast: Cast) -> None:
    system_actor()

    for number in range(ROUNDS):
        inner = live_cast.draft(f"Inner {number}", kind="category").document
        for leaf in range(LEAVES):
            live_cast.draft(f"Leaf {number}.{leaf}", parent_id=inner.pk)
        outer = live_cast.draft(f"Outer {number}", kind="category").document
        update_document(actor=live_cast.editor, document=inner, changes={"parent_id": outer.pk})
        trash_document(actor=live_cast.manager, document=outer)

        restored, purged = run_together(
            partial(restore_document, actor=live_cast.manager, document=outer), _purge_often
        )

        assert purged is None
        assert isinstance(restored, Document | NotFound)
    expect_soundness()
