"""The geometry of a stemma in pixels: the place of each mark and the path of each line. Makes no query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from versioning.models import Version
from versioning.web.versions.stemma_folds import Group
from versioning.web.versions.stemma_lanes import Arrangement, EdgeKind, LaneEdge


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Sizes in pixels: the height of a row, the widths of a lane and of the text beside, and the margin.

    If a `character` has a width, the text beside gets as wide as its longest line.
    """

    row: int
    lane: int
    text: int
    margin: int = 14
    character: int = 0


# How many characters the state and the age take beside the author, and how many the numbers of a merged version take.
BESIDE_AUTHOR, OF_MERGED = 28, 28
PAGE = Scale(row=46, lane=20, text=290, character=7)
RAIL = Scale(row=30, lane=16, text=230, margin=10)


@dataclass(frozen=True)
class PictureLine:
    """An edge as an SVG path. A line that is cut leads to a version outside the picture."""

    path: str
    kind: EdgeKind
    is_cut: bool


@dataclass(frozen=True)
class Item:
    """One row. A fold has no version, and `address` is the URL that opens it.

    `is_cut` means that the line to the version's source is cut.
    """

    x: int
    y: int
    height: int
    group: Group
    version: Version | None
    is_cut: bool
    address: str = ""

    @property
    def top(self) -> int:
        return self.y - self.height // 2

    @property
    def newest(self) -> int:
        return self.group[0]

    @property
    def oldest(self) -> int:
        return self.group[-1]

    @property
    def count(self) -> str:
        """The number of versions as text, such as `1,204`."""
        return f"{len(self.group):,}"


@dataclass(frozen=True)
class Picture:
    """A drawn stemma. `text_x` is the left edge of the text."""

    width: int
    height: int
    text_x: int
    items: tuple[Item, ...]
    lines: tuple[PictureLine, ...]


def draw(
    arrangement: Arrangement,
    *,
    versions: Mapping[int, Version],
    scale: Scale,
    unfold_url: Callable[[Group], str] = lambda group: "",
) -> Picture:
    """Draw the arrangement. `versions` are those with a row of their own, by number."""
    pen = _Pen(arrangement, scale=scale)
    text_x = pen.x(arrangement.lanes - 1) + scale.margin + 4
    cut = {edge.child for edge in arrangement.edges if edge.parent is None and edge.kind == "fork"}
    return Picture(
        width=text_x + max([scale.text, *(scale.character * _longest_line(version) for version in versions.values())]),
        height=len(arrangement.rows) * scale.row,
        text_x=text_x,
        items=tuple(
            Item(
                x=pen.x(row.lane),
                y=pen.y(index),
                height=scale.row,
                group=row.group,
                version=versions.get(row.group[0]) if len(row.group) == 1 else None,
                is_cut=index in cut,
                address=unfold_url(row.group) if len(row.group) > 1 else "",
            )
            for index, row in enumerate(arrangement.rows)
        ),
        lines=tuple(PictureLine(pen.path(edge), edge.kind, edge.parent is None) for edge in arrangement.edges),
    )


def _longest_line(version: Any) -> int:
    """Return how many characters the longer of the two lines beside a version has at most."""
    merged = OF_MERGED if version.merged_number else 0
    return max(len(version.given_name[:90]) + 8, len(version.byline[:40]) + BESIDE_AUTHOR + merged)


class _Pen:
    """Turns rows and lanes into coordinates and paths."""

    def __init__(self, arrangement: Arrangement, *, scale: Scale) -> None:
        self._rows, self._scale = arrangement.rows, scale

    def x(self, lane: int) -> int:
        return self._scale.margin + lane * self._scale.lane

    def y(self, row: int) -> int:
        return row * self._scale.row + self._scale.row // 2

    def path(self, edge: LaneEdge) -> str:
        """Return the SVG path of an edge.

        It runs straight down in its lane, and changes lanes right below the child and right above the parent. An edge
        that is cut short is a short stroke down.
        """
        x, y = self.x(self._rows[edge.child].lane), self.y(edge.child)
        if edge.parent is None:
            return f"M{x} {y}v{self._scale.row * 2 // 5}"
        steps = [f"M{x} {y}"]
        if edge.parent > edge.child + 1:
            lane = self.x(edge.lane)
            steps += [self._turn(x, y, to=lane), f"V{self.y(edge.parent - 1)}"]
            x, y = lane, self.y(edge.parent - 1)
        return "".join([*steps, self._turn(x, y, to=self.x(self._rows[edge.parent].lane))])

    def _turn(self, x: int, y: int, *, to: int) -> str:
        # A cubic curve with vertical tangents joins the straight strokes without a corner.
        below, middle = y + self._scale.row, y + self._scale.row // 2
        return f"V{below}" if to == x else f"C{x} {middle} {to} {middle} {to} {below}"
