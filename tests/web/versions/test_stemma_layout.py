from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from versioning.web.versions.stemma_folds import (
    MOST_ROWS,
    NEWEST,
    OPENED_AT_ONCE,
    SMALL,
    Kin,
    fold,
    head_of,
    significant,
)
from versioning.web.versions.stemma_lanes import MOST_LANES, Arrangement, arrange


@st.composite
def histories(draw: st.DrawFn, most: int = 400) -> list[Kin]:
    """Generate versions forked from an older one, mostly the previous one. Some are synced with another one."""
    size = draw(st.integers(1, most))
    straight = draw(st.integers(0, 30))
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311  Drawn one by one, the choices would take minutes.
    kins = [Kin(number=1)]
    for number in range(2, size + 1):
        near = random.randint(0, 30) < straight
        status = random.choice(["published"] * 20 + ["draft", "discarded", "archived"])
        kins.append(
            Kin(
                number=number,
                source=number - 1 if near else random.randint(1, number - 1),
                merged=random.randint(1, number - 1) if random.random() < 0.03 else None,
                is_draft=status == "draft",
                is_published=status == "published",
                is_discarded=status == "discarded",
                is_named=random.random() < 0.1,
            )
        )
    gone = {number for number in range(1, size) if random.random() < 0.02}
    return [kin for kin in kins if kin.number not in gone]


def line(size: int) -> list[Kin]:
    """Return versions that are each forked from the previous one."""
    return [Kin(number=number, source=number - 1 or None) for number in range(1, size + 1)]


def drawn(kins: list[Kin], *, current: int | None = None) -> Arrangement:
    head = head_of(kins, current=current)
    return arrange(fold(kins, head=head).groups, kins=kins, head=head)


@given(histories())
def test_every_version_that_finds_room_is_in_one_row(kins: list[Kin]) -> None:
    folding = fold(kins, head=head_of(kins, current=None))

    numbers = [number for group in folding.groups for number in group]
    assert sorted(numbers) == [kin.number for kin in kins if kin.number >= folding.lowest]
    assert len(folding.groups) <= MOST_ROWS


@given(histories())
def test_what_matters_is_never_folded(kins: list[Kin]) -> None:
    head = head_of(kins, current=None)

    folding = fold(kins, head=head)

    alone = {group[0] for group in folding.groups if len(group) == 1}
    matters = significant([kin for kin in kins if kin.number >= folding.lowest], head=head)
    assert matters <= alone
    assert {kin.number for kin in kins[-NEWEST:]} <= alone


@given(histories())
def test_a_fold_has_one_parent_at_most_and_nothing_is_its_own_ancestor(kins: list[Kin]) -> None:
    arrangement = drawn(kins)

    for index, _ in enumerate(arrangement.rows):
        assert len([edge for edge in arrangement.edges if edge.child == index and edge.kind == "fork"]) <= 1
    assert all(edge.parent is None or edge.parent > edge.child for edge in arrangement.edges)


@given(histories())
def test_edges_connect_the_rows_of_a_version_and_of_its_parent(kins: list[Kin]) -> None:
    arrangement = drawn(kins)

    places = {number: index for index, row in enumerate(arrangement.rows) for number in row.group}
    wanted = {
        (kind, places[kin.number], places.get(parent))
        for kin in kins
        for kind, parent in (("fork", kin.source), ("merge", kin.merged))
        if kin.number in places and parent and places.get(parent) != places[kin.number]
        if not (kind == "merge" and parent == kin.source)
    }
    assert {(edge.kind, edge.child, edge.parent) for edge in arrangement.edges if edge.parent is not None} <= wanted
    assert {(edge.kind, edge.child) for edge in arrangement.edges} == {(kind, child) for kind, child, _ in wanted}


@given(histories())
def test_no_two_things_are_in_one_lane_of_a_row(kins: list[Kin]) -> None:
    arrangement = drawn(kins)

    taken = [(index, row.lane) for index, row in enumerate(arrangement.rows)]
    for edge in arrangement.edges:
        if edge.parent is not None:
            taken += [(index, edge.lane) for index in range(edge.child + 1, edge.parent)]
    passing = [place for place in taken if place[1] < MOST_LANES]
    assert len(passing) == len(set(passing))
    assert arrangement.lanes <= MOST_LANES + 1


@given(histories())
def test_the_trunk_alone_is_in_lane_0(kins: list[Kin]) -> None:
    head = head_of(kins, current=kins[0].number)

    arrangement = drawn(kins, current=kins[0].number)

    trunk = [row.group for row in arrangement.rows if row.lane == 0]
    assert head == kins[0].number
    assert all(kins[0].number in group for group in trunk) or not trunk


@given(histories(), st.integers(0, 3))
def test_opening_a_fold_shows_more_of_it_and_loses_nothing(kins: list[Kin], which: int) -> None:
    head = head_of(kins, current=None)
    before = fold(kins, head=head)
    folds = [group for group in before.groups if len(group) > 1]
    chosen = folds[which % len(folds)] if folds else (0,)

    after = fold(kins, head=head, opened={chosen[0]})

    numbers = [number for group in after.groups for number in group]
    assert sorted(numbers) == [kin.number for kin in kins if kin.number >= after.lowest]
    has_room = bool(folds) and after.lowest == before.lowest
    assert not has_room or all((number,) in after.groups for number in chosen[:OPENED_AT_ONCE])


def test_a_short_history_is_drawn_whole() -> None:
    kins = line(SMALL)

    groups = fold(kins, head=SMALL).groups

    assert groups == tuple((number,) for number in range(SMALL, 0, -1))


def test_a_long_line_folds_to_its_newest_one_stretch_and_its_first() -> None:
    kins = line(5000)

    groups = fold(kins, head=5000).groups

    assert [len(group) for group in groups] == [1] * NEWEST + [5000 - NEWEST - 1, 1]


def test_a_stretch_opens_step_by_step() -> None:
    kins = line(5000)
    once = fold(kins, head=5000, opened={4980}).groups

    (rest,) = [group for group in once if len(group) > 1]
    twice = fold(kins, head=5000, opened={4980, rest[0]}).groups

    assert rest[0] == 4980 - OPENED_AT_ONCE
    assert [group[0] for group in twice if len(group) > 1] == [4980 - 2 * OPENED_AT_ONCE]


def test_a_draft_that_was_given_up_does_not_break_the_stretch_that_it_was_forked_from() -> None:
    kins = [
        Kin(number=kin.number, source=kin.number - 1, is_published=False, is_discarded=True)
        if kin.number % 10 == 5
        else kin
        for kin in line(200)
    ]
    kins = [Kin(number=kin.number, source=kin.number - 2) if kin.number % 10 == 6 else kin for kin in kins]

    groups = fold(kins, head=200).groups

    assert [len(group) for group in groups if len(group) > 1] == [200 - NEWEST - 1]


def test_versions_that_all_were_forked_from_one_fold_together() -> None:
    kins = [Kin(number=1), *(Kin(number=number, source=1) for number in range(2, 5001))]

    groups = fold(kins, head=5000).groups

    assert [len(group) for group in groups] == [1] * NEWEST + [5000 - NEWEST - 1, 1]


def test_a_draft_stands_beside_the_trunk_from_which_it_was_forked() -> None:
    kins = [*line(3), Kin(number=4, source=2, is_draft=True, is_published=False)]

    arrangement = drawn(kins, current=3)

    assert [(row.group, row.lane) for row in arrangement.rows] == [((4,), 1), ((3,), 0), ((2,), 0), ((1,), 0)]


def test_a_draft_stands_above_the_version_that_it_was_synced_with() -> None:
    draft = Kin(number=2, source=1, merged=3, is_draft=True, is_published=False)

    arrangement = drawn([Kin(number=1), draft, Kin(number=3, source=1)], current=3)

    assert [row.group for row in arrangement.rows] == [(2,), (3,), (1,)]
    assert {(edge.kind, edge.child, edge.parent) for edge in arrangement.edges} == {
        ("fork", 0, 2),
        ("merge", 0, 1),
        ("fork", 1, 2),
    }


def test_without_a_current_version_the_trunk_leads_to_the_newest_published_one() -> None:
    kins = [*line(3), Kin(number=4, source=1, is_draft=True, is_published=False)]

    assert head_of(kins, current=None) == 3
    assert head_of(kins, current=9) == 3
    assert head_of(kins[3:], current=None) == 4
    assert head_of([], current=None) is None


def test_lines_of_many_drafts_are_cut_short_where_there_is_no_lane_left() -> None:
    drafts = [Kin(number=number, source=1, is_draft=True, is_published=False) for number in range(2, 40)]

    arrangement = drawn([Kin(number=1), *drafts], current=1)

    lanes = [row.lane for row in arrangement.rows]
    assert max(lanes) == MOST_LANES
    assert all((edge.parent is None) == (lanes[edge.child] == MOST_LANES) for edge in arrangement.edges)
    assert all(below.group < above.group for above, below in pairwise(arrangement.rows))


def test_a_circle_of_versions_is_shown_all_the_same() -> None:
    kins = [Kin(number=1, source=2), Kin(number=2, source=1)]

    arrangement = drawn(kins)

    assert sorted(row.group for row in arrangement.rows) == [(1,), (2,)]
