"""The view of a comparison, fields first, then the text. Every page that compares uses it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from versioning.models import Version
from versioning.models.files.text_origin import origin_of
from versioning.ops.load.costly import render_long, run
from versioning.services.drafts.merge_snapshots import Snapshot
from versioning.services.files.compare_files import FileChange
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
from versioning.text.compare.rendered import (
    CONTEXT_BLOCKS,
    HiddenBlocks,
    RenderedComparison,
    compare_rendered,
    compare_sides,
)
from versioning.text.compare.tables import KEPT_CHARACTERS, Tables
from versioning.text.compare.words import compare_words
from versioning.text.merge.blocks import canonical_json
from versioning.text.render.refusals import TooCostly
from versioning.web.versions.reader_words import reader_words

LABELS = {"title": "Title", "description": "Description", "content_type": "Format"}
CONTENT_TYPES = {
    Version.ContentType.MARKDOWN.value: "Markdown",
    Version.ContentType.WYSIWYG.value: "rich text",
    Version.ContentType.BLOCK.value: "blocks",
    # The snapshot of no version has no content type.
    "": "",
}
# Lines on a page that shows only what changed. More would take a browser too long.
MOST_LINES = 3000


class DiffView(Enum):
    """One column with all lines, or two columns side by side."""

    INLINE = "inline"
    SIDE = "side"


@dataclass(frozen=True)
class FieldDifference:
    """A changed field: both values as safe HTML with the words marked. A missing value is an empty string."""

    label: str
    base: str
    head: str


@dataclass(frozen=True)
class Difference:
    """`text` is the table of changed lines as safe HTML, empty if there are none.

    `changes` counts fields and files too.
    """

    fields: list[FieldDifference]
    files: Sequence[FileChange]
    text: str
    changes: int
    statistics: Statistics
    coarse: bool
    truncated: bool

    @property
    def is_empty(self) -> bool:
        # A comparison that was cut short may have changes beyond its end.
        return not self.changes and not self.truncated


@dataclass(frozen=True)
class ShownDifference:
    """A difference as a template takes it. `rendered` is set if the texts are shown as readers see them.

    `whole` is the URL of the page on which nothing is folded, or an empty string. If there is nothing to compare with,
    `html` is the whole text as readers see it.
    """

    difference: Difference
    rendered: RenderedComparison | None
    whole: str = ""
    html: str = ""

    @property
    def looks_the_same(self) -> bool:
        """Whether readers see no difference although the sources differ."""
        if self.rendered is None or not self.difference.text:
            return False
        return all(isinstance(part, HiddenBlocks) or part.kind == "equal" for part in self.rendered.parts)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a difference is laid out. `base` and `head` are the names of the sides.

    `unfold` returns the URL of the page on which a fold is open. `opened` is the fold that is open now.
    """

    base: str
    head: str
    unfold: Callable[[Fold], str] | None = None
    opened: Fold | None = None
    view: DiffView = DiffView.INLINE
    kept_characters: int | None = KEPT_CHARACTERS

    def whole(self) -> "Layout":
        """Return the layout with long lines uncut."""
        return replace(self, kept_characters=None)

    def tables(self, comparison: SnapshotComparison) -> Tables:
        """Return the writer of the comparison's tables."""
        return Tables(
            base=self.base,
            head=self.head,
            unfold=self.unfold,
            moves=find_moves(comparison.text),
            kept_characters=self.kept_characters,
        )


def name_of(version: Version) -> str:
    """Return the name of a side, such as `version 3` or `draft 4`."""
    return f"draft {version.number}" if version.status == Version.Status.DRAFT else f"version {version.number}"


def difference(
    *,
    comparison: SnapshotComparison,
    base: Snapshot,
    head: Snapshot,
    layout: Layout,
    files: Sequence[FileChange] = (),
) -> Difference:
    """Return the comparison of two snapshots, laid out. `files` are those that differ."""
    fields = list(field_differences(comparison.fields))
    return Difference(
        fields=fields,
        files=files,
        text=_text(comparison, head=head, layout=layout) if comparison.text.hunks else "",
        changes=len(fields) + len(files) + count_change_groups(comparison.text),
        statistics=reader_words(comparison, base=base, head=head),
        coarse=comparison.text.coarse,
        truncated=comparison.text.truncated,
    )


def difference_between(
    *, base: Snapshot, head: Snapshot, layout: Layout, whole: str = "", files: Sequence[FileChange] = ()
) -> ShownDifference:
    """Return the difference of two snapshots, stored or not. The caller has checked that the actor may read both.

    It is rendered if the head was written in a visual editor.
    """
    shown = source_difference(base=base, head=head, layout=layout, whole=whole, files=files)
    if head["content_type"] == Version.ContentType.MARKDOWN or not shown.difference.text:
        return shown
    return replace(shown, rendered=rendered_between(base=_html(base), head=_html(head), files=files))


def source_difference(
    *, base: Snapshot, head: Snapshot, layout: Layout, whole: str = "", files: Sequence[FileChange] = ()
) -> ShownDifference:
    """As `difference_between`, but never rendered."""
    comparison = compare_snapshots(base=base, head=head, limit_lines=MOST_LINES)
    laid_out = difference(comparison=comparison, base=base, head=head, layout=layout, files=files)
    return ShownDifference(difference=laid_out, rendered=None, whole=whole)


def rendered_between(
    *,
    base: str,
    head: str,
    context: int | None = CONTEXT_BLOCKS,
    files: Sequence[FileChange] = (),
    view: DiffView = DiffView.INLINE,
) -> RenderedComparison | None:
    """Return the rendered comparison, or None if it would take too long. The page then shows the source."""
    replaced = tuple((change.base.pk, change.head.pk) for change in files if change.base and change.head)
    compare = compare_sides if view is DiffView.SIDE else compare_rendered
    try:
        return run(compare, base=base, head=head, context=context, files=replaced)
    except TooCostly:
        return None


def _html(snapshot: Snapshot) -> str:
    # The snapshot of no version has no content type to render it with.
    if not snapshot["content_type"]:
        return ""
    return render_long(snapshot["body"], content_type=snapshot["content_type"]).html


def field_differences(changes: tuple[FieldChange, ...]) -> Iterator[FieldDifference]:
    """Yield one for each changed field, and one for each changed member of the metadata."""
    values = [value for change in changes for value in _values(change)]
    for label, base, head in values:
        base_html, head_html = marked_pair(base=base, head=head)
        yield FieldDifference(label=label, base=base_html, head=head_html)


def marked_pair(*, base: str, head: str) -> tuple[str, str]:
    """Return both texts as safe HTML, with the words marked that the other one lacks."""
    changes = compare_words(base=base, head=head, budget=Budget(WORD_CELLS))
    # Too long to compare by words: mark all of both.
    if changes is None:
        return (base and tag_change(kind="delete", text=base), head and tag_change(kind="insert", text=head))
    return words_html(changes.base), words_html(changes.head)


def field_label(*, field: str, member: str = "") -> str:
    """Return the label of a field, or of one member of the metadata."""
    return f"Metadata: {member}" if field == "fields" else LABELS[field]


def value_text(*, field: str, value: Any) -> str:
    """Return the value of a field, or of one member of the metadata, as a person reads it."""
    if field == "content_type":
        return CONTENT_TYPES[value]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _values(change: FieldChange) -> Iterator[tuple[str, str, str]]:
    if change.field != "fields":
        base, head = (value_text(field=change.field, value=value) for value in (change.base, change.head))
        yield field_label(field=change.field), base, head
        return
    for member in sorted({*change.base, *change.head}):
        # Compared as JSON: the order of keys makes no difference, but 1 and true do.
        is_same = member in change.base and member in change.head
        if is_same and canonical_json(change.base[member]) == canonical_json(change.head[member]):
            continue
        if _is_reimported(change, member=member):
            continue
        base, head = _member(change.base, member), _member(change.head, member)
        yield field_label(field="fields", member=member), base, head


def _is_reimported(change: FieldChange, *, member: str) -> bool:
    """Return whether an import wrote both sides for one path. Its numbers say nothing to a person."""
    base, head = (origin_of({member: side[member]} if member in side else {}) for side in (change.base, change.head))
    return base is not None and head is not None and base.path == head.path


def _member(fields: Mapping[str, Any], member: str) -> str:
    return value_text(field="fields", value=fields[member]) if member in fields else ""


def _text(comparison: SnapshotComparison, *, head: Snapshot, layout: Layout) -> str:
    parts = parts_of(comparison, head=head, view=layout.view)
    if layout.opened is not None:
        parts = open_fold(parts, fold=layout.opened, head=head["body"])
    tables = layout.tables(comparison)
    return tables.side_by_side(parts) if layout.view is DiffView.SIDE else tables.inline(parts)


def parts_of(comparison: SnapshotComparison, *, head: Snapshot, view: DiffView) -> list[LayoutSection]:
    """Return the changed lines and the folds between them, in order."""
    arrange = side_by_side_layout if view is DiffView.SIDE else inline_layout
    size = len(split_lines(head["body"]))
    parts = arrange(comparison=comparison.text, head_size=size)
    # A fold of one or two lines takes as much space as the lines.
    return expand_small_folds(parts, head=head["body"])
