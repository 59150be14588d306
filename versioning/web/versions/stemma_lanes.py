"""Where the rows of a stemma stand and how its edges run: lanes, as pictures of git histories have them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Literal

from versioning.web.versions.stemma_folds import Group, Kin

# Beyond these, a version stands in one more lane, through which no edge runs, and its own edges are cut short.
MOST_LANES = 12

EdgeKind = Literal["fork", "merge"]


@dataclass(frozen=True, slots=True)
class Row:
    """One version or one fold. The trunk, and nothing else, stands in lane 0."""

    group: Group
    lane: int


@dataclass(frozen=True, slots=True)
class Edge:
    """From a row to that of its parent, both by index, through `lane` where rows lie between them.

    Without a parent it is cut short: the parent is not in the picture, or there was no lane left.
    """

    kind: EdgeKind
    child: int
    parent: int | None
    lane: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Rows from top to bottom, children before their parents."""

    rows: tuple[Row, ...]
    edges: tuple[Edge, ...]

    @property
    def lanes(self) -> int:
        """How many there are room for."""
        return 1 + max([*(row.lane for row in self.rows), *(edge.lane for edge in self.edges)], default=0)


def arrange(groups: Sequence[Group], *, kins: Iterable[Kin], head: int | None) -> Arrangement:
    """The head and its ancestors in lane 0; every other line of descent in the first lane that is free for it."""
    by_number = {kin.number: kin for kin in kins}
    order = _ordered(groups, by_number=by_number)
    placing = _Placing(order, places=_places(order), by_number=by_number, trunk=_ancestors(head, by_number=by_number))
    for index in range(len(order)):
        placing.place(index)
    return Arrangement(rows=tuple(placing.rows), edges=tuple(placing.edges))


def _places(groups: Sequence[Group]) -> dict[int, int]:
    """Of each version, the index of its group."""
    return {number: index for index, group in enumerate(groups) for number in group}


def _ancestors(head: int | None, *, by_number: dict[int, Kin]) -> set[int]:
    found: set[int] = set()
    while head in by_number and head not in found:
        found.add(head)
        head = by_number[head].source
    return found


def _parents(group: Group, *, by_number: dict[int, Kin]) -> list[tuple[EdgeKind, int]]:
    """Numbers outside the group, the nearest first; each once."""
    own = [by_number[number] for number in group]
    forks = dict.fromkeys(kin.source for kin in own if kin.source and kin.source not in group)
    merges = dict.fromkeys(kin.merged for kin in own if kin.merged and kin.merged not in group)
    return [*(("fork", number) for number in forks), *(("merge", number) for number in merges if number not in forks)]


def _ordered(groups: Sequence[Group], *, by_number: dict[int, Kin]) -> list[Group]:
    """The newest first, yet every child above its parents: a draft may be synced with a version of a higher number."""
    places = _places(groups)
    parents = [
        {places[number] for _, number in _parents(group, by_number=by_number) if number in places} for group in groups
    ]
    awaited = [0] * len(groups)
    for above in parents:
        for parent in above:
            awaited[parent] += 1
    ready = sorted((-group[0], index) for index, group in enumerate(groups) if not awaited[index])
    order: list[Group] = []
    while ready:
        _, index = heappop(ready)
        order.append(groups[index])
        for parent in parents[index]:
            awaited[parent] -= 1
            if not awaited[parent]:
                heappush(ready, (-groups[parent][0], parent))
    # Of a circle, which the verbs never make, the rows are shown all the same.
    done = set(order)
    return [*order, *(group for group in groups if group not in done)]


@dataclass
class _Placing:
    """`awaiting` holds, for each lane, the row to which the line in it leads."""

    groups: Sequence[Group]
    places: dict[int, int]
    by_number: dict[int, Kin]
    trunk: set[int]
    awaiting: dict[int, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def place(self, index: int) -> None:
        group = self.groups[index]
        arriving = sorted(lane for lane, row in self.awaiting.items() if row == index)
        for lane in arriving:
            del self.awaiting[lane]
        lane = self._lane_of(group, arriving=arriving)
        self.rows.append(Row(group, lane))
        parents = _parents(group, by_number=self.by_number)
        for kind, parent in dict.fromkeys((kind, self.places.get(number)) for kind, number in parents):
            self.edges.append(self._edge(kind, index=index, parent=parent, lane=lane))

    def _lane_of(self, group: Group, *, arriving: list[int]) -> int:
        if not self.trunk.isdisjoint(group):
            return 0
        own = next((lane for lane in arriving if lane), None)
        return self._free_lane() if own is None else own

    def _edge(self, kind: EdgeKind, *, index: int, parent: int | None, lane: int) -> Edge:
        if parent is None or parent <= index:
            return Edge(kind, index, None, lane)
        if kind == "merge" and parent == index + 1:
            return Edge(kind, index, parent, lane)
        through = self._free_lane(beside=lane) if kind == "merge" or lane in self.awaiting else lane
        if through >= MOST_LANES:
            return Edge(kind, index, None, lane)
        self.awaiting[through] = parent
        return Edge(kind, index, parent, through)

    def _free_lane(self, *, beside: int = 0) -> int:
        lane = 1
        while lane < MOST_LANES and (lane in self.awaiting or lane == beside):
            lane += 1
        return lane
