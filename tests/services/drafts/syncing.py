"""Drafts that a version became current beside, and their sync."""

from typing import Any

from tests.cast import TEXT, Cast
from versioning.models import Draft, Version
from versioning.services.drafts.sync_draft import Synced, sync_draft

MINE = TEXT.replace("Second line", "My line")
THEIRS = TEXT.replace("# Title", "# Their title")
BOTH = MINE.replace("# Title", "# Their title")
CLASHING = TEXT.replace("Second line", "Their line")


def outdated(cast: Cast, theirs: str = THEIRS, **mine: Any) -> Draft:
    """Return a draft with these changes, by default of the text. Another version has become current since."""
    document = cast.document()
    draft = cast.save(cast.fork(document), **(mine or {"body": MINE}))
    cast.version(document, theirs)
    return draft


def stored(draft: Draft) -> Version:
    return Version.objects.with_text().get(pk=draft.version_id)


def sync(cast: Cast, draft: Draft, **values: Any) -> Synced:
    return sync_draft(actor=cast.editor, draft=draft, **values)
