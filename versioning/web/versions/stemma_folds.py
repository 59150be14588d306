"""Which versions of a stemma get a row of their own, and which stretches fold into one row."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

# Up to SMALL versions, nothing folds. Beyond that, the NEWEST versions never fold.
SMALL = 40
NEWEST = 20
# A fold of fewer versions takes more space than it saves.
LEAST_FOLDED = 3
# Versions of a fold that each opening shows.
OPENED_AT_ONCE = 50
MOST_ROWS = 200

# The numbers of the versions of one row, the newest first: one version, or a fold of several.
Group = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """What the drawing needs of a version, by numbers. `is_named` means that a person named it."""

    number: int
    source: int | None = None
    merged: int | None = None
    is_draft: bool = False
    is_published: bool = True
    is_discarded: bool = False
    is_named: bool = False


@dataclass(frozen=True)
class Folding:
    """Every version from `lowest` up is in one group. Older ones did not fit."""

    groups: tuple[Group, ...]
    lowest: int


def head_of(kins: Sequence[Kin], *, current: int | None) -> int | None:
    """Return the tip of the trunk: the current version, else the newest published one, else the newest."""
    numbers = {kin.number for kin in kins}
    if current in numbers:
        return current
    published = (kin.number for kin in kins if kin.is_published)
    return max(published, default=max(numbers, default=None))


def fold(kins: Sequence[Kin], *, head: int | None, opened: Collection[int] = ()) -> Folding:
    """Return at most MOST_ROWS groups, newest first, each sorted newest first.

    Significant versions never fold (see `significant`). `opened` names folds by their newest version, and each of them
    shows some of its versions. The oldest versions are left out if there are too many groups.
    """
    present = {kin.number for kin in kins}
    groups = _groups(kins, head=head, opened=opened, present=present)
    while len(groups) > MOST_ROWS:
        # Cutting can leave a fold too short to be one, which makes more groups. So it may take another round.
        cut = groups[MOST_ROWS][0]
        kins = [kin for kin in kins if kin.number > cut]
        groups = _groups(kins, head=head, opened=opened, present=present)
    return Folding(groups=tuple(groups), lowest=min((group[-1] for group in groups), default=1))


def significant(kins: Sequence[Kin], *, head: int | None) -> set[int]:
    """Return the head, drafts, both ends of a merge, branch points, named ends, the first version and the newest ones.

    A discarded draft without a name that is no version's source makes no branch.
    """
    forks = _forks(kins)
    kept = {kin.number for kin in sorted(kins, key=_number)[-NEWEST:]}
    for kin in kins:
        grown = forks.get(kin.number, 0)
        is_end = not grown and kin.is_named and not _is_slight(kin)
        if kin.number == head or kin.is_draft or kin.merged or not kin.source or grown > 1 or is_end:
            kept.add(kin.number)
        if kin.merged:
            kept.add(kin.merged)
    return kept & {kin.number for kin in kins}


def _forks(kins: Iterable[Kin]) -> dict[int, int]:
    """Return how many branches start at each number. A slight version that nothing follows starts none."""
    kins = list(kins)
    sources = {kin.source for kin in kins}
    forks: dict[int, int] = defaultdict(int)
    for kin in kins:
        if kin.source and not (_is_slight(kin) and kin.number not in sources):
            forks[kin.source] += 1
    return forks


def _is_slight(kin: Kin) -> bool:
    """Return whether the version is a discarded draft that nobody named or updated."""
    return kin.is_discarded and not kin.is_named and not kin.merged


def _groups(kins: Sequence[Kin], *, head: int | None, opened: Collection[int], present: Collection[int]) -> list[Group]:
    # A short history is clearer without folds.
    if len(kins) <= SMALL:
        return sorted(((kin.number,) for kin in kins), reverse=True)
    kept = significant(kins, head=head)
    groups: list[Group] = [(number,) for number in kept]
    for stretch in _stretches(kins, kept=kept, present=present):
        groups += _unfolded(sorted(stretch, reverse=True), opened=opened)
    return sorted(groups, reverse=True)


def _stretches(kins: Sequence[Kin], *, kept: set[int], present: Collection[int]) -> list[list[int]]:
    """Return the lines of descent between kept versions. Dead ends that start at the same version form one stretch.

    All versions that are not `present` count as the same one.
    """
    # The oldest version of each line, and the version above that.
    root: dict[int, int] = {}
    above: dict[int, int | None] = {}
    for kin in sorted(kins, key=_number):
        if kin.number not in kept:
            root[kin.number] = root.get(kin.source or 0, kin.number)
            above.setdefault(root[kin.number], kin.source)
    # A line that leads to a kept version is no dead end.
    continued = {root[kin.source] for kin in kins if kin.number in kept and kin.source in root}
    stretches: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for number, first in root.items():
        source = above[first]
        place = source if source in present else None
        stretches[("line", first) if first in continued else ("ends", place)].append(number)
    return list(stretches.values())


def _unfolded(numbers: list[int], *, opened: Collection[int]) -> list[Group]:
    """Return one fold, or, if it is open, some of its versions and a fold of the rest."""
    shown: list[Group] = []
    while numbers and numbers[0] in opened:
        shown += [(number,) for number in numbers[:OPENED_AT_ONCE]]
        numbers = numbers[OPENED_AT_ONCE:]
    if len(numbers) < LEAST_FOLDED:
        return [*shown, *((number,) for number in numbers)]
    return [*shown, tuple(numbers)]


def _number(kin: Kin) -> int:
    return kin.number
