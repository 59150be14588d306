from functools import partial

import pytest

from tests.cast import Cast
from tests.services.observing import everything_stored, read_in_transactions
from versioning.exceptions import NotAllowed, VersionFrozen
from versioning.models import Version
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.versions.set_status import set_status


@pytest.mark.parametrize("status", ["draft", "published", "archived"])
def test_a_version_that_has_the_status_stays_as_it_is(cast: Cast, status: str) -> None:
    draft = cast.fork(cast.document())
    set_to = partial(set_status, actor=cast.publisher, status=status)
    version = set_to(version=draft.version)
    before = everything_stored()

    again = set_to(version=version)

    assert again == version
    assert everything_stored() == before


def test_an_editor_may_discard_twice(cast: Cast) -> None:
    version = set_status(actor=cast.editor, version=cast.fork(cast.document()).version, status="archived")

    again = set_status(actor=cast.editor, version=version, status="archived")

    assert again.is_discarded


def test_an_editor_may_not_say_that_a_published_version_is_archived(cast: Cast) -> None:
    version = set_status(actor=cast.publisher, version=cast.version(cast.document(), "Two.\n"), status="archived")

    with pytest.raises(NotAllowed, match="You need the publisher role"):
        set_status(actor=cast.editor, version=version, status="archived")


def test_refuses_to_discard_a_draft_that_was_closed_meanwhile(cast: Cast) -> None:
    draft = cast.fork(cast.document())
    seen = Version.objects.with_text().get(pk=draft.version_id)
    discard_draft(actor=cast.editor, draft=draft)

    with pytest.raises(VersionFrozen):
        set_status(actor=cast.editor, version=seen, status="archived")


def test_publishing_a_discarded_draft_reads_no_text_while_it_holds_the_lock(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document()), body="Another text.")
    discarded = discard_draft(actor=cast.editor, draft=draft)

    with read_in_transactions() as texts:
        version = set_status(actor=cast.publisher, version=discarded, status="published")

    assert texts == []
    assert version.words == 2
