"""The rows of the timeline: the actions on each version, and the reasons if they are disabled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from versioning.models import Actor, Document, Version
from versioning.policies import Action, Decision, decide


@dataclass(frozen=True)
class TimelineRow:
    """`is_base` and `is_head` mark the two versions that are selected for comparison at first."""

    version: Version
    compare: Decision
    fork: Decision
    promote: Decision
    archive: Decision
    is_base: bool
    is_head: bool


def rows_of(
    versions: Iterable[Version], *, actor: Actor, document: Document, proposed: Sequence[Version] = ()
) -> list[TimelineRow]:
    """Return the rows of versions of this document. `proposed` are the head and the base to select for comparison."""
    head, base = (*proposed, None, None)[:2]
    # The role is the same for every row, so it is asked once.
    fork, promote, archive = (
        decide(actor=actor, action=action, project_id=document.project_id)
        for action in (Action.FORK, Action.PROMOTE, Action.ARCHIVE)
    )
    return [
        TimelineRow(
            version=version,
            compare=_unless(_why_not_compared(version)),
            fork=fork,
            promote=_unless(_why_not_promoted(version), also=promote),
            archive=_unless(_why_not_archived(version), also=archive),
            is_base=version is base,
            is_head=version is head,
        )
        for version in versions
    ]


def _unless(reason: str, *, also: Decision | None = None) -> Decision:
    """Return a refusal with the reason, or the decision `also` if there is no reason."""
    # The version's state comes before the role: another role would not help.
    return Decision(allowed=False, reason=reason) if reason else also or Decision(allowed=True)


def _why_not_compared(version: Version) -> str:
    if version.is_current:
        return "This version is current."
    return "" if version.document.current_id else "No version is current."


def _why_not_promoted(version: Version) -> str:
    if version.is_current:
        return "This version is already current."
    if version.is_discarded:
        return "This draft was discarded."
    reasons = {
        Version.Status.DRAFT: "Publish this draft first.",
        Version.Status.ARCHIVED: "Restore this version first.",
    }
    return reasons.get(Version.Status(version.status), "")


def _why_not_archived(version: Version) -> str:
    return "Drafts are discarded, not archived." if version.status == Version.Status.DRAFT else ""
