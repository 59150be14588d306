"""`make bench ARGS="--against FILE"`: the ratios of two runs."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.against import changes, earlier_ratios
from tests.benchmarks.figures import Bound, Figure, Ratio


def figure(name: str, *, ratio: float, unit: str = "ms", bound: Bound | None = None) -> Figure:
    return Figure("calls", "sqlite", name, unit, values=[1], ratios=[Ratio("floor", [ratio], bound)])


def kept(folder: Path, *figures: Figure) -> Path:
    path = folder / "results.json"
    path.write_text(json.dumps({"figures": [each.as_json() for each in figures]}))
    return path


@pytest.mark.parametrize(
    ("unit", "bound", "now", "is_worse"),
    [
        ("ms", None, 1.02, False),
        ("ms", None, 1.04, True),
        ("ms", None, 0.5, False),
        ("/s", None, 0.96, True),
        ("/s", None, 2.0, False),
        ("/s", Bound(at_most=2), 1.04, True),
        ("ms", Bound(at_least=0.5), 0.96, True),
    ],
)
def test_a_ratio_is_worse_beyond_the_tolerance(
    tmp_path: Path, unit: str, bound: Bound | None, now: float, is_worse: bool
) -> None:
    before = earlier_ratios(kept(tmp_path, figure("save", ratio=1.0)))

    (change,) = changes([figure("save", ratio=now, unit=unit, bound=bound)], before=before)

    assert change.is_worse(tolerance=3) is is_worse


def test_only_ratios_of_both_runs_are_compared(tmp_path: Path) -> None:
    before = earlier_ratios(kept(tmp_path, figure("save", ratio=1.0), figure("gone", ratio=1.0)))

    found = changes([figure("save", ratio=2.0), figure("new", ratio=1.0)], before=before)

    assert [(str(each), each.percent) for each in found] == [("calls sqlite: save ÷ floor", 100.0)]


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("[]")

    with pytest.raises(ValueError, match=r"no results\.json"):
        earlier_ratios(tmp_path / "other.json")
