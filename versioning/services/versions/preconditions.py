"""What a caller saw when they decided. A verb refuses if it changed since."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from versioning.exceptions import CurrentChanged, DraftOutdated
from versioning.models import Draft
from versioning.services.kernel.locking import LockedDocument, LockedDraft
from versioning.services.kernel.saving import changed_meanwhile


@dataclass(frozen=True)
class Preconditions:
    """The version that was current, or None if the document had no current version."""

    current_id: UUID | None

    def check_current(self, held: LockedDocument) -> None:
        """Raise CurrentChanged if another version is current now."""
        if held.document.current_id != self.current_id:
            raise CurrentChanged


@dataclass(frozen=True)
class DraftPreconditions(Preconditions):
    """The current version, and the revision of the draft."""

    revision: int

    def check_draft(self, draft: Draft) -> None:
        """Raise DraftChanged if the draft, which was read under the lock, has another revision."""
        if draft.revision != self.revision:
            raise changed_meanwhile(draft, changes={})


class Outdated(Enum):
    """What happens if another version became current since the draft was forked or synced."""

    REFUSE = "refuse"
    OVERRIDE = "override"


def check_outdated(held: LockedDraft, *, outdated: Outdated) -> None:
    """Raise DraftOutdated, with the numbers of base and current version, if an outdated draft is to be refused."""
    if outdated is Outdated.REFUSE and held.draft.is_outdated:
        base, current = held.draft.base, held.document.current
        raise DraftOutdated(base=base and base.number, current=current and current.number)
