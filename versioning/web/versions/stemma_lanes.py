"""The rows of a stemma and the lanes of its edges, as in pictures of git histories."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Literal

from versioning.web.versions.stemma_folds import Group, Kin

# A version that finds no free lane gets one more lane without edges, and its own edges are cut short.
MOST_LANES = 12

EdgeKind = Literal["fork", "merge"]


@dataclass(frozen=True, slots=True)
class StemmaRow:
    """One version or one fold. Lane 0 is for the trunk alone."""

    group: Group
    lane: int


@dataclass(frozen=True, slots=True)
class LaneEdge:
    """An edge from a row to its parent's row, both by index, through `lane` if rows lie between them.

    Without a parent the edge is cut short: the parent is not in the picture, or no lane was free.
    """

    kind: EdgeKind
    child: int
    parent: int | None
    lane: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The rows from top to bottom, children before their parents, and the edges between them."""

    rows: tuple[StemmaRow, ...]
    edges: tuple[LaneEdge, ...]

    @property
    def lanes(self) -> int:
        """The number of lanes that rows or edges use."""
        return 1 + max([*(row.lane for row in self.rows), *(edge.lane for edge in self.edges)], default=0)


def arrange(groups: Sequence[Group], *, kins: Iterable[Kin], head: int | None) -> Arrangement:
    """Place the head and its ancestors in lane 0, and every other line of descent in the first free lane."""
    by_number = {kin.number: kin for kin in kins}
    order = _ordered(groups, by_number=by_number)
    placing = _Placing(order, places=_places(order), by_number=by_number, trunk=_ancestors(head, by_number=by_number))
    for index in range(len(order)):
        placing.place(index)
    return Arrangement(rows=tuple(placing.rows), edges=tuple(placing.edges))


def _places(groups: Sequence[Group]) -> dict[int, int]:
    """Return the index of each version's group."""
    return {number: index for index, group in enumerate(groups) for number in group}


def _ancestors(head: int | None, *, by_number: dict[int, Kin]) -> set[int]:
    """Return the head and its ancestors."""
    ancestors: set[int] = set()
    # The second condition ends a cycle, which damaged data could have.
    while head in by_number and head not in ancestors:
        ancestors.add(head)
        head = by_number[head].source
    return ancestors


def _parents(group: Group, *, by_number: dict[int, Kin]) -> list[tuple[EdgeKind, int]]:
    """Return the parents outside the group, nearest first, each once."""
    own = [by_number[number] for number in group]
    forks = dict.fromkeys(kin.source for kin in own if kin.source and kin.source not in group)
    merges = dict.fromkeys(kin.merged for kin in own if kin.merged and kin.merged not in group)
    return [*(("fork", number) for number in forks), *(("merge", number) for number in merges if number not in forks)]


def _ordered(groups: Sequence[Group], *, by_number: dict[int, Kin]) -> list[Group]:
    """Return the groups newest first, but every child above its parents.

    A draft can be updated with a version of a higher number, so numbers alone don't give this order.
    """
    places = _places(groups)
    parents = [
        {places[number] for _, number in _parents(group, by_number=by_number) if number in places} for group in groups
    ]
    # A topological sort (Kahn): a group is ready when all its children have been placed.
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
    # A cycle can't be sorted. No service makes one, but damaged data must not hide versions.
    done = set(order)
    return [*order, *(group for group in groups if group not in done)]


@dataclass
class _Placing:
    """Place rows from top to bottom. `awaiting` has, for each lane in use, the row that its line leads to."""

    groups: Sequence[Group]
    places: dict[int, int]
    by_number: dict[int, Kin]
    trunk: set[int]
    awaiting: dict[int, int] = field(default_factory=dict)
    rows: list[StemmaRow] = field(default_factory=list)
    edges: list[LaneEdge] = field(default_factory=list)

    def place(self, index: int) -> None:
        """Place the next row and start the edges to its parents."""
        group = self.groups[index]
        # The lines that lead to this row end here, so their lanes are free again.
        arriving = sorted(lane for lane, row in self.awaiting.items() if row == index)
        for lane in arriving:
            del self.awaiting[lane]
        lane = self._lane_of(group, arriving=arriving)
        self.rows.append(StemmaRow(group, lane))
        parents = _parents(group, by_number=self.by_number)
        for kind, parent in dict.fromkeys((kind, self.places.get(number)) for kind, number in parents):
            self.edges.append(self._edge(kind, index=index, parent=parent, lane=lane))

    def _lane_of(self, group: Group, *, arriving: list[int]) -> int:
        if not self.trunk.isdisjoint(group):
            return 0
        own = next((lane for lane in arriving if lane), None)
        return self._free_lane() if own is None else own

    def _edge(self, kind: EdgeKind, *, index: int, parent: int | None, lane: int) -> LaneEdge:
        if parent is None or parent <= index:
            return LaneEdge(kind, index, None, lane)
        # The next row needs no lane to get there.
        if kind == "merge" and parent == index + 1:
            return LaneEdge(kind, index, parent, lane)
        through = self._free_lane(beside=lane) if kind == "merge" or lane in self.awaiting else lane
        if through >= MOST_LANES:
            return LaneEdge(kind, index, None, lane)
        self.awaiting[through] = parent
        return LaneEdge(kind, index, parent, through)

    def _free_lane(self, *, beside: int = 0) -> int:
        """Return the first free lane other than 0 and `beside`, or MOST_LANES if none is free."""
        lane = 1
        while lane < MOST_LANES and (lane in self.awaiting or lane == beside):
            lane += 1
        return lane
