"""Showing what differs: the fields first, then the text. One component for every page that compares."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from versioning.models import Version
from versioning.services.drafts.merge_snapshots import Snapshot
from versioning.services.versions.compare_versions import FieldChange, SnapshotComparison, compare_snapshots
from versioning.text.compare.budget import Budget
from versioning.text.compare.comparison import Statistics
from versioning.text.compare.diff import WORD_CELLS
from versioning.text.compare.html import tag_change, words_html
from versioning.text.compare.layout import (
    Fold,
    LayoutSection,
    count_change_groups,
    expand_small_folds,
    inline_layout,
    open_fold,
    side_by_side_layout,
)
from versioning.text.compare.lines import split_lines
from versioning.text.compare.moves import find_moves
from versioning.text.compare.rendered import CONTEXT_BLOCKS, RenderedComparison, compare_rendered
from versioning.text.compare.tables import KEPT_CHARACTERS, Tables
from versioning.text.compare.words import compare_words
from versioning.text.merge.blocks import canonical_json
from versioning.text.render.refusals import TooCostly
from versioning.text.render.render import render

LABELS = {"title": "Title", "description": "Description", "content_type": "Written in"}
CONTENT_TYPES = {
    Version.ContentType.MARKDOWN.value: "Markdown",
    Version.ContentType.WYSIWYG.value: "rich text",
    Version.ContentType.BLOCK.value: "blocks",
    "": "",
}
# Lines of a page that shows no more than what changed.
MOST_LINES = 3000


class View(Enum):
    INLINE = "inline"
    SIDE = "side"


@dataclass(frozen=True)
class ShownField:
    """Both values as safe HTML, with the words marked; empty where a side has no value."""

    label: str
    base: str
    head: str


@dataclass(frozen=True)
class Difference:
    """`text` is the table of the text's changes, safe HTML, empty where the text is the same; `changes` counts all."""

    fields: list[ShownField]
    text: str
    changes: int
    statistics: Statistics
    coarse: bool
    truncated: bool

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.truncated


@dataclass(frozen=True)
class Shown:
    """A difference as a template takes it: where the head was written in a visual editor, as it looks.

    `whole` is the address of the page on which nothing is folded, where there is one.
    """

    difference: Difference
    rendered: RenderedComparison | None
    whole: str = ""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a difference is laid out.

    `unfold` gives the address at which a fold is open, where there is one; `opened` is the one that is open now.
    """

    base: str
    head: str
    unfold: Callable[[Fold], str] | None = None
    opened: Fold | None = None
    view: View = View.INLINE
    kept_characters: int | None = KEPT_CHARACTERS

    def whole(self) -> "Layout":
        """The same with long lines uncut."""
        return replace(self, kept_characters=None)

    def tables(self, found: SnapshotComparison) -> Tables:
        return Tables(
            base=self.base,
            head=self.head,
            unfold=self.unfold,
            moves=find_moves(found.text),
            kept_characters=self.kept_characters,
        )


def name_of(version: Version) -> str:
    """Said of a side: the draft is told apart, for it may change."""
    return f"draft {version.number}" if version.status == Version.Status.DRAFT else f"version {version.number}"


def difference(*, found: SnapshotComparison, head: Snapshot, layout: Layout) -> Difference:
    """What was found, laid out; `head` is the snapshot that it was compared with."""
    fields = list(shown_fields(found.fields))
    return Difference(
        fields=fields,
        text=_text(found, head=head, layout=layout) if found.text.hunks else "",
        changes=len(fields) + count_change_groups(found.text),
        statistics=found.text.statistics,
        coarse=found.text.coarse,
        truncated=found.text.truncated,
    )


def shown_between(*, base: Snapshot, head: Snapshot, layout: Layout, whole: str = "") -> Shown:
    """What differs between two snapshots that the reader may see, stored or not."""
    found = compare_snapshots(base=base, head=head, limit_lines=MOST_LINES)
    is_visual = head["content_type"] != Version.ContentType.MARKDOWN and bool(found.text.hunks)
    return Shown(
        difference=difference(found=found, head=head, layout=layout),
        rendered=rendered_between(base=_html(base), head=_html(head)) if is_visual else None,
        whole=whole,
    )


def rendered_between(*, base: str, head: str, context: int | None = CONTEXT_BLOCKS) -> RenderedComparison | None:
    """None where it would take too long: the source is shown then."""
    try:
        return compare_rendered(base=base, head=head, context=context)
    except TooCostly:
        return None


def _html(snapshot: Snapshot) -> str:
    # A snapshot of nothing is written in nothing.
    return render(snapshot["body"], content_type=snapshot["content_type"]) if snapshot["content_type"] else ""


def shown_fields(changes: tuple[FieldChange, ...]) -> Iterator[ShownField]:
    """One for each field, and one for each member of the metadata."""
    values = [value for change in changes for value in _values(change)]
    for label, base, head in values:
        base_html, head_html = marked_pair(base=base, head=head)
        yield ShownField(label=label, base=base_html, head=head_html)


def marked_pair(*, base: str, head: str) -> tuple[str, str]:
    """Both texts as safe HTML, with the words marked that the other does not have."""
    changes = compare_words(base=base, head=head, budget=Budget(WORD_CELLS))
    if changes is None:
        return (base and tag_change(kind="delete", text=base), head and tag_change(kind="insert", text=head))
    return words_html(changes.base), words_html(changes.head)


def field_label(*, field: str, member: str = "") -> str:
    return f"Metadata: {member}" if field == "fields" else LABELS[field]


def shown_value(*, field: str, value: Any) -> str:
    """A field's value, or a member's of the metadata, as a person reads it."""
    if field == "content_type":
        return CONTENT_TYPES[value]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _values(change: FieldChange) -> Iterator[tuple[str, str, str]]:
    if change.field != "fields":
        base, head = (shown_value(field=change.field, value=value) for value in (change.base, change.head))
        yield field_label(field=change.field), base, head
        return
    for member in sorted({*change.base, *change.head}):
        is_same = member in change.base and member in change.head
        if is_same and canonical_json(change.base[member]) == canonical_json(change.head[member]):
            continue
        base, head = _member(change.base, member), _member(change.head, member)
        yield field_label(field="fields", member=member), base, head


def _member(fields: Mapping[str, Any], member: str) -> str:
    return shown_value(field="fields", value=fields[member]) if member in fields else ""


def _text(found: SnapshotComparison, *, head: Snapshot, layout: Layout) -> str:
    parts = parts_of(found, head=head, view=layout.view)
    if layout.opened is not None:
        parts = open_fold(parts, fold=layout.opened, head=head["body"])
    tables = layout.tables(found)
    return tables.side_by_side(parts) if layout.view is View.SIDE else tables.inline(parts)


def parts_of(found: SnapshotComparison, *, head: Snapshot, view: View) -> list[LayoutSection]:
    arrange = side_by_side_layout if view is View.SIDE else inline_layout
    size = len(split_lines(head["body"]))
    parts = arrange(comparison=found.text, head_size=size)
    return expand_small_folds(parts, head=head["body"])
