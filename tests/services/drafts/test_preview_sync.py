from tests.cast import TEXT, Cast
from tests.services.drafts.syncing import BOTH, CLASHING, outdated
from tests.services.observing import everything_stored
from versioning.services.drafts.preview_sync import preview_sync


def test_tells_what_a_sync_would_make_and_makes_nothing(cast: Cast) -> None:
    draft = outdated(cast)
    before = everything_stored()

    preview = preview_sync(actor=cast.viewer, draft=draft)

    assert preview.merged.values["body"] == BOTH
    assert (preview.base_snapshot["body"], preview.base and preview.base.number) == (TEXT, 1)
    assert everything_stored() == before


def test_tells_of_the_conflicts(cast: Cast) -> None:
    draft = outdated(cast, theirs=CLASHING)

    preview = preview_sync(actor=cast.editor, draft=draft)

    assert [conflict["field"] for conflict in preview.merged.conflicts] == ["body"]


def test_a_draft_of_a_document_without_a_current_version_is_based_on_nothing(cast: Cast) -> None:
    preview = preview_sync(actor=cast.editor, draft=cast.draft())

    assert (preview.base, preview.current, preview.draft.is_outdated) == (None, None, False)
