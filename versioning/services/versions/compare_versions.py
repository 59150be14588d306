"""What changed between two versions of a document: fields first, then lines and words within lines."""

from dataclasses import dataclass
from typing import Any

from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.drafts.merge_snapshots import Snapshot, snapshot_of
from versioning.text.compare.comparison import Comparison
from versioning.text.compare.diff import CONTEXT_LINES, LIMIT_LINES, compare

COMPARED_FIELDS = ("title", "description", "content_type", "fields")


@dataclass(frozen=True)
class FieldChange:
    """One snapshot field other than the text, with both values."""

    field: str
    base: Any
    head: Any


@dataclass(frozen=True)
class SnapshotComparison:
    fields: tuple[FieldChange, ...]
    text: Comparison


@dataclass(frozen=True)
class VersionComparison(SnapshotComparison):
    base: Version
    head: Version


def compare_versions(
    *,
    actor: Actor,
    base: Version,
    head: Version,
    context: int = CONTEXT_LINES,
    limit_lines: int | None = LIMIT_LINES,
) -> VersionComparison:
    """Any two versions of one document, drafts included."""
    authorize(actor=actor, action=Action.VIEW, project_id=base.document.project_id)
    found = compare_snapshots(base=snapshot_of(base), head=snapshot_of(head), context=context, limit_lines=limit_lines)
    return VersionComparison(base=base, head=head, fields=found.fields, text=found.text)


def compare_snapshots(
    *, base: Snapshot, head: Snapshot, context: int = CONTEXT_LINES, limit_lines: int | None = LIMIT_LINES
) -> SnapshotComparison:
    """The same of any two snapshots that the actor may read, stored or not."""
    changes = tuple(
        FieldChange(field=name, base=base[name], head=head[name])
        for name in COMPARED_FIELDS
        if base[name] != head[name]
    )
    text = compare(base=base["body"], head=head["body"], context=context, limit_lines=limit_lines)
    return SnapshotComparison(fields=changes, text=text)
