"""Compare two rendered texts block by block, then by words within the changed blocks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from versioning.text.compare.budget import Budget
from versioning.text.compare.diff import WORD_CELLS
from versioning.text.compare.lines import Edit, compare_lines
from versioning.text.compare.rendered_blocks import html_text, split_blocks, without_ids
from versioning.text.compare.rendered_pictures import PictureMarker
from versioning.text.compare.rendered_words import mark_sides, mark_words
from versioning.text.render.refusals import TooCostly

# Of each side, in characters.
MAX_HTML = 2_000_000
CONTEXT_BLOCKS = 2

BlockKind = Literal["equal", "delete", "insert", "words", "form", "picture"]


@dataclass(frozen=True, slots=True)
class Block:
    """Safe HTML of one block.

    A block of the kind `words` is the head's, with its changed words in `<ins>` and `<del>`. A block of the kind `form`
    is the head's too. Its words did not change, but something else did, such as a link or bold type. If a picture did,
    its kind is `picture`, and the picture is there beside what it was.

    Side by side, `base` is what the earlier text has in this place, and `html` what the later one has. Either is empty
    if that text has nothing there.
    """

    kind: BlockKind
    html: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class HiddenBlocks:
    """A number of unchanged blocks that are hidden."""

    count: int


@dataclass(frozen=True, slots=True)
class RenderedComparison:
    """Blocks in order. `coarse` if blocks were too large to compare their words, so they are removed and added."""

    parts: tuple[Block | HiddenBlocks, ...]
    coarse: bool


def compare_rendered(
    *, base: str, head: str, context: int | None = CONTEXT_BLOCKS, files: Sequence[tuple[UUID, UUID]] = ()
) -> RenderedComparison:
    """Compare two texts of safe HTML, in time and memory bounded by their sizes.

    `files` are pairs of a file of the base and the one that replaced it.
    `context` is the number of unchanged blocks kept around a change, or None to keep all blocks. Raise TooCostly if a
    side has more than MAX_HTML characters.
    """
    return _compared(_Comparer, base=base, head=head, context=context, files=files)


def compare_sides(
    *, base: str, head: str, context: int | None = CONTEXT_BLOCKS, files: Sequence[tuple[UUID, UUID]] = ()
) -> RenderedComparison:
    """As `compare_rendered`, with both texts side by side: the blocks have a `base`."""
    compared = _compared(_SideComparer, base=base, head=head, context=context, files=files)
    return replace(compared, parts=tuple(map(_in_columns, compared.parts)))


def _compared(
    kind: "type[_Comparer]", *, base: str, head: str, context: int | None, files: Sequence[tuple[UUID, UUID]]
) -> RenderedComparison:
    if max(len(base), len(head)) > MAX_HTML:
        raise TooCostly(f"one of them has more than {MAX_HTML:,} characters of HTML")
    pictures = PictureMarker(base=base, head=head, changed=dict(files))
    comparer = kind(base=split_blocks(base), head=split_blocks(head), pictures=pictures)
    blocks = list(comparer.blocks())
    parts = blocks if context is None else _folded(blocks, context=context)
    return RenderedComparison(parts=tuple(parts), coarse=comparer.is_coarse)


def _in_columns(part: Block | HiddenBlocks) -> Block | HiddenBlocks:
    if isinstance(part, HiddenBlocks) or part.kind not in ("equal", "delete"):
        return part
    # A page must not have an id twice.
    return Block(part.kind, html="" if part.kind == "delete" else part.html, base=without_ids(part.html))


class _Comparer:
    def __init__(self, *, base: list[str], head: list[str], pictures: PictureMarker) -> None:
        self._base, self._head, self._pictures = base, head, pictures
        # Blocks are compared as if they were lines: the same anchors, pairs and bounds fit.
        self._changes = compare_lines(base=base, head=head)
        self._budget = Budget(WORD_CELLS)

    @property
    def is_coarse(self) -> bool:
        return self._changes.coarse or self._budget.exceeded

    def blocks(self) -> Iterator[Block]:
        at = 0
        for edit in self._changes.edits:
            yield from _of_kind("equal", self._head[at : edit.head_start])
            yield from self._edited(edit)
            at = edit.head_end
        yield from _of_kind("equal", self._head[at:])

    def _edited(self, edit: Edit) -> Iterator[Block]:
        base_at, head_at = edit.base_start, edit.head_start
        for left, right in edit.pairs:
            changed = self._changed(base=self._base[left], head=self._head[right])
            if changed is not None:
                yield from self._replaced(base=slice(base_at, left), head=slice(head_at, right))
                yield changed
                base_at, head_at = left + 1, right + 1
        yield from self._replaced(base=slice(base_at, edit.base_end), head=slice(head_at, edit.head_end))

    def _replaced(self, *, base: slice, head: slice) -> Iterator[Block]:
        # Both sides may have the same ids, and a page must not have one twice.
        yield from _of_kind("delete", map(without_ids, self._base[base]))
        yield from _of_kind("insert", map(self._pictures.marked, self._head[head]))

    def _changed(self, *, base: str, head: str) -> Block | None:
        """Return both as one block, or None if they have too little in common or are too large for the budget."""
        if html_text(base) == html_text(head):
            shown = self._pictures.marked(head, base=base)
            return Block("form" if shown == head else "picture", shown)
        marked = mark_words(base=base, head=head, budget=self._budget)
        return None if marked is None else Block("words", self._pictures.marked(marked, base=base))


class _SideComparer(_Comparer):
    """Keeps both texts of a changed block."""

    def _changed(self, *, base: str, head: str) -> Block | None:
        if html_text(base) == html_text(head):
            has_other_picture = self._pictures.marked(head, base=base) != head
            return Block("picture" if has_other_picture else "form", head, base=without_ids(base))
        marked = mark_sides(base=base, head=head, budget=self._budget)
        return None if marked is None else Block("words", marked[1], base=without_ids(marked[0]))


def _of_kind(kind: BlockKind, blocks: Iterable[str]) -> Iterator[Block]:
    return (Block(kind, block) for block in blocks)


def _folded(blocks: list[Block], *, context: int) -> Iterator[Block | HiddenBlocks]:
    changed = [index for index, block in enumerate(blocks) if block.kind != "equal"]
    visible = {near for index in changed for near in range(index - context, index + context + 1)}
    hidden = 0
    for index, block in enumerate(blocks):
        if index not in visible:
            hidden += 1
            continue
        if hidden:
            yield HiddenBlocks(hidden)
        hidden = 0
        yield block
    if hidden:
        yield HiddenBlocks(hidden)
