"""A stemma in units of the screen: where each mark stands and how each line runs. Pure, as the layout is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from versioning.models import Version
from versioning.web.versions.stemma_folds import Group
from versioning.web.versions.stemma_lanes import Arrangement, Edge, EdgeKind


@dataclass(frozen=True, kw_only=True)
class Scale:
    """In pixels: the height of a row, the width of a lane and of what is written beside, the margin around."""

    row: int
    lane: int
    text: int
    margin: int = 14


PAGE = Scale(row=46, lane=20, text=290)
RAIL = Scale(row=30, lane=16, text=230, margin=10)


@dataclass(frozen=True)
class Line:
    """`path` as SVG has it. A line that is cut leads to what is not in the picture."""

    path: str
    kind: EdgeKind
    is_cut: bool


@dataclass(frozen=True)
class Item:
    """One row, with its version where it is not a fold. `is_cut`: the line to its source is.

    `address` opens a fold.
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
        """How many versions, as it is written."""
        return f"{len(self.group):,}"


@dataclass(frozen=True)
class Picture:
    """`text_x`: where the writing begins."""

    width: int
    height: int
    text_x: int
    items: tuple[Item, ...]
    lines: tuple[Line, ...]


def draw(
    arrangement: Arrangement,
    *,
    versions: Mapping[int, Version],
    scale: Scale,
    address: Callable[[Group], str] = lambda group: "",
) -> Picture:
    """`versions` by number: those that stand alone in their rows. `address` is where a fold is open."""
    pen = _Pen(arrangement, scale=scale)
    text_x = pen.x(arrangement.lanes - 1) + scale.margin + 4
    cut = {edge.child for edge in arrangement.edges if edge.parent is None and edge.kind == "fork"}
    return Picture(
        width=text_x + scale.text,
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
                address=address(row.group) if len(row.group) > 1 else "",
            )
            for index, row in enumerate(arrangement.rows)
        ),
        lines=tuple(Line(pen.path(edge), edge.kind, edge.parent is None) for edge in arrangement.edges),
    )


class _Pen:
    def __init__(self, arrangement: Arrangement, *, scale: Scale) -> None:
        self._rows, self._scale = arrangement.rows, scale

    def x(self, lane: int) -> int:
        return self._scale.margin + lane * self._scale.lane

    def y(self, row: int) -> int:
        return row * self._scale.row + self._scale.row // 2

    def path(self, edge: Edge) -> str:
        """Straight down in its lane; it changes lanes between two rows, right below the child, right above the parent.

        One that is cut goes down a little.
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
        below, middle = y + self._scale.row, y + self._scale.row // 2
        return f"V{below}" if to == x else f"C{x} {middle} {to} {middle} {to} {below}"
