from typing import Any
from uuid import uuid4

import pytest

from tests.cast import Cast
from tests.reading import current_of
from tests.services.drafts.syncing import CLASHING, MINE, THEIRS, outdated, stored, sync
from tests.services.observing import everything_stored
from versioning.exceptions import DraftChanged, InvalidValue, MergeConflict
from versioning.models import Draft
from versioning.services.drafts.sync_draft import Resolution
from versioning.services.versions.publish_and_promote import publish_and_promote


def resolution(draft: Draft, **changes: Any) -> Resolution:
    number = current_of(draft.document).number
    return Resolution(base=number, revision=Draft.objects.get(pk=draft.pk).revision, changes=changes)


@pytest.mark.parametrize("key", ["number", "pk"])
def test_a_resolution_settles_the_conflicts(cast: Cast, key: str) -> None:
    draft = outdated(cast, theirs=CLASHING)
    current = current_of(draft.document)
    answer = Resolution(base=getattr(current, key), revision=2, changes={"body": "Our line.\n"})

    synced = sync(cast, draft, resolution=answer)

    assert (synced.merged, synced.draft.revision, synced.draft.base) == (True, 3, current)
    assert stored(draft).text == "Our line.\n"


def test_a_resolution_stands_over_what_merges_by_itself(cast: Cast) -> None:
    draft = outdated(cast)

    sync(cast, draft, resolution=resolution(draft, body="Rather this.", title="Rather so"))

    assert (stored(draft).text, stored(draft).title) == ("Rather this.", "Rather so")


def test_what_a_resolution_leaves_open_is_a_conflict_still(cast: Cast) -> None:
    draft = outdated(cast, theirs=CLASHING, body=MINE, title="Mine")
    later = cast.save(cast.fork(draft.document), title="Theirs")
    publish_and_promote(actor=cast.publisher, draft=later)
    before = everything_stored()

    with pytest.raises(MergeConflict) as refusal:
        sync(cast, draft, resolution=resolution(draft, body="Our line.\n"))

    assert refusal.value.data["conflicts"] == [
        {"field": "title", "base": "Refunds", "theirs": "Theirs", "mine": "Mine"}
    ]
    assert everything_stored() == before


@pytest.mark.parametrize("base", [1, 2, 99, 3.5, uuid4()])
def test_refuses_a_resolution_for_another_current_version(cast: Cast, base: Any) -> None:
    draft = outdated(cast)
    before = everything_stored()

    with pytest.raises(MergeConflict, match="Another version became current") as refusal:
        sync(cast, draft, resolution=Resolution(base=base, revision=2, changes={"body": "Our line."}))

    assert refusal.value.data["current"]["number"] == 3
    assert everything_stored() == before


@pytest.mark.parametrize("theirs", [THEIRS, CLASHING])
def test_refuses_a_resolution_for_another_revision(cast: Cast, theirs: str) -> None:
    draft = outdated(cast, theirs=theirs)
    answer = resolution(draft, body="Our line.")
    cast.save(draft, body="Once more.")
    before = everything_stored()

    with pytest.raises(DraftChanged) as refusal:
        sync(cast, draft, resolution=answer)

    assert refusal.value.data["mine"] == {"body": "Our line."}
    assert refusal.value.data["theirs"] == {"body": "Once more."}
    assert everything_stored() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"body": "\udfff"}, "body"),
        ({"content_type": "block"}, "body"),
        ({"number": 7}, "number"),
    ],
)
def test_refuses_a_resolution_that_cannot_be_kept(cast: Cast, changes: dict[str, Any], field: str) -> None:
    draft = outdated(cast)
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        sync(cast, draft, resolution=resolution(draft, **changes))

    assert refusal.value.field == field
    assert everything_stored() == before
