"""The rows of the timeline: what may be done with each version, and why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from versioning.models import Actor, Document, Version
from versioning.policies import Action, Decision, decide


@dataclass(frozen=True)
class TimelineRow:
    """`base` and `head` are the choices of the comparison that is proposed."""

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
    """Of versions of this document; `proposed` are the head and the base that are chosen to be compared."""
    head, base = (*proposed, None, None)[:2]
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
    """What the version's state forbids is said first: no role would help."""
    return Decision(allowed=False, reason=reason) if reason else also or Decision(allowed=True)


def _why_not_compared(version: Version) -> str:
    if version.is_current:
        return "It is the current version."
    return "" if version.document.current_id else "No version is current."


def _why_not_promoted(version: Version) -> str:
    if version.is_current:
        return "Readers see it already."
    if version.is_discarded:
        return "It was discarded and never published."
    reasons = {
        Version.Status.DRAFT: "It is a draft: publish it first.",
        Version.Status.ARCHIVED: "It is archived: restore it first.",
    }
    return reasons.get(Version.Status(version.status), "")


def _why_not_archived(version: Version) -> str:
    return "It is a draft, which is discarded instead." if version.status == Version.Status.DRAFT else ""
