"""Save a draft as the desk does, with or without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from versioning.models import Actor, Draft
from versioning.services.drafts.save_draft import save_draft
from versioning.web.drafts.properties_json import without_kept_lines

# Recorded with each save, so that the history shows whether a person typed it or a program sent it.
ORIGIN = "desk"


@dataclass(frozen=True)
class DeskSave:
    """The saved draft, and the new values of the fields that followed the front matter of the text."""

    draft: Draft
    followed: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Say what was saved."""
        names = " and ".join(self.followed)
        also = f" The {names} changed with the front matter." if names else ""
        return f"Saved, revision {self.draft.revision}.{also}"


def save_from_desk(draft: Draft, *, actor: Actor, changes: Mapping[str, Any], expected_revision: int) -> DeskSave:
    """Save what a person typed. Raises what `save_draft` raises."""
    saved = save_draft(
        actor=actor,
        draft=draft,
        changes=without_kept_lines(changes, draft),
        expected_revision=expected_revision,
        origin=ORIGIN,
        follow_front_matter=True,
    )
    values = {name: getattr(saved.version, name) for name in ("title", "description") if name not in changes}
    return DeskSave(saved, {name: value for name, value in values.items() if value != getattr(draft.version, name)})
