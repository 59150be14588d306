"""Compare two versions of a document: fields, then lines and words within lines."""

from dataclasses import dataclass
from typing import Any

from versioning.exceptions import ComparisonTooCostly
from versioning.models import Actor, Version
from versioning.ops.load.costly import run
from versioning.policies import Action, authorize
from versioning.services.drafts.merge_snapshots import Snapshot, snapshot_of
from versioning.text.compare.comparison import Comparison
from versioning.text.compare.diff import CONTEXT_LINES, LIMIT_LINES, compare
from versioning.text.render.refusals import TooCostly

COMPARED_FIELDS = ("title", "description", "content_type", "fields")


@dataclass(frozen=True)
class FieldChange:
    """One snapshot field other than the text, with both values."""

    field: str
    base: Any
    head: Any


@dataclass(frozen=True)
class SnapshotComparison:
    """The changed fields but the text, and the comparison of the texts."""

    fields: tuple[FieldChange, ...]
    text: Comparison


@dataclass(frozen=True)
class VersionComparison(SnapshotComparison):
    """A comparison with its two versions."""

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
    """Compare any two versions of one document, drafts included. They come with their texts.

    `context` is the number of unchanged lines around each change. `limit_lines` caps the lines of
    all hunks together. None does not.
    """
    authorize(actor=actor, action=Action.VIEW, project_id=base.document.project_id)
    comparison = compare_snapshots(
        base=snapshot_of(base), head=snapshot_of(head), context=context, limit_lines=limit_lines
    )
    return VersionComparison(base=base, head=head, fields=comparison.fields, text=comparison.text)


def compare_snapshots(
    *, base: Snapshot, head: Snapshot, context: int = CONTEXT_LINES, limit_lines: int | None = LIMIT_LINES
) -> SnapshotComparison:
    """Compare two snapshots, stored or not. The caller authorizes the actor.

    Raises ComparisonTooCostly, and PoolBusy if too many other long texts are being compared.
    """
    changes = tuple(
        FieldChange(field=name, base=base[name], head=head[name])
        for name in COMPARED_FIELDS
        if base[name] != head[name]
    )
    try:
        text = run(compare, base=base["body"], head=head["body"], context=context, limit_lines=limit_lines)
    except TooCostly as error:
        raise ComparisonTooCostly from error
    return SnapshotComparison(fields=changes, text=text)
