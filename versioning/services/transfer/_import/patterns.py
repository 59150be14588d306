"""Match paths with the glob patterns of git: `docs/**`, `**/*.png`, `img/?.svg`."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from versioning.exceptions import InvalidValue

ANY_FOLDERS = "**"
MOST_PATTERNS, LONGEST_PATTERN = 20, 200


def check_patterns(patterns: Iterable[str], *, field: str) -> tuple[str, ...]:
    """Return the patterns. Raises InvalidValue if there are too many, or if one is too long."""
    checked = tuple(patterns)
    if len(checked) > MOST_PATTERNS or any(len(pattern) > LONGEST_PATTERN for pattern in checked):
        raise InvalidValue(
            f"Name at most {MOST_PATTERNS} patterns, each with at most {LONGEST_PATTERN} characters.", field=field
        )
    return checked


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Return whether the path matches one of the patterns as a whole."""
    return any(_matches(path.split("/"), pattern.strip("/").split("/")) for pattern in patterns)


def _matches(parts: list[str], wanted: list[str]) -> bool:
    # The positions in the pattern that the parts so far may have reached. So many stars cost no more than few.
    reached = _with_skipped({0}, wanted)
    for part in parts:
        following = {at for at in reached if at < len(wanted) and wanted[at] == ANY_FOLDERS}
        following |= {at + 1 for at in reached if at < len(wanted) and fnmatchcase(part, wanted[at])}
        reached = _with_skipped(following, wanted)
    return len(wanted) in reached


def _with_skipped(reached: set[int], wanted: list[str]) -> set[int]:
    """Add the positions after `**`, which also stands for no folder."""
    for at in range(len(wanted)):
        if at in reached and wanted[at] == ANY_FOLDERS:
            reached.add(at + 1)
    return reached
