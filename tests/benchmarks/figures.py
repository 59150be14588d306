"""What was measured: every figure with its rounds, and beside it ratios to what was measured in the same rounds."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Spread:
    least: float
    median: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    return Spread(least=min(values), median=statistics.median(values), most=max(values))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@dataclass(frozen=True)
class Bound:
    """What a figure is to come up to. With neither there is nothing to come up to."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


@dataclass(frozen=True)
class Ratio:
    """Round by round, to what `against` says."""

    against: str
    values: Sequence[float]
    bound: Bound | None = None

    @property
    def verdict(self) -> str:
        return verdict(bound=self.bound, value=spread(self.values).median)


@dataclass(frozen=True)
class Figure:
    """`values`: one a round, in `unit`; `details`: further absolute values, such as percentiles, by name."""

    part: str
    database: str
    name: str
    unit: str
    values: Sequence[float]
    ratios: Sequence[Ratio] = ()
    bound: Bound | None = None
    details: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        ratios = [{**asdict(ratio), **asdict(spread(ratio.values)), "verdict": ratio.verdict} for ratio in self.ratios]
        verdict_here = verdict(bound=self.bound, value=spread(self.values).median)
        return {**asdict(self), **asdict(spread(self.values)), "ratios": ratios, "verdict": verdict_here}


def verdict(*, bound: Bound | None, value: float) -> str:
    if bound is None:
        return ""
    return "met" if bound.holds(value) else "missed"


def ratios_of(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """Round by round."""
    return [above / below for above, below in zip(over, under, strict=True)]


def single(part: str, database: str, name: str, unit: str, value: float, **more: Any) -> Figure:
    """Return what has no rounds, such as a size."""
    return Figure(part=part, database=database, name=name, unit=unit, values=(value,), **more)
