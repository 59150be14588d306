"""docs/asvs.md has a row for each requirement of levels 1 and 2 of OWASP ASVS 5.0.0."""

import re
from collections import Counter
from pathlib import Path

from versioning.web.guides import FOLDER

# The numbers and levels, from the standard's own list.
REQUIREMENTS = Path(__file__).parent / "asvs_5_requirements.txt"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([a-z ]+) \| (.+) \|$", re.MULTILINE)
STATES = ("met", "not met", "not applicable")


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall((FOLDER / "asvs.md").read_text())


def test_each_requirement_has_one_row_in_its_order() -> None:
    expected = [tuple(line.split()) for line in REQUIREMENTS.read_text().splitlines()]

    assert len(expected) == 253
    assert [row[:2] for row in rows()] == expected


def test_each_row_has_a_state_and_a_reason() -> None:
    assert {row[2] for row in rows()} == set(STATES)
    assert all(row[3].endswith(".") for row in rows())


def test_the_sums_are_right() -> None:
    counts = Counter(row[2] for row in rows())
    met, missing, idle = (counts[state] for state in STATES)

    sentence = f"Of 253 requirements, {met} are met, {missing} are not met, and {idle} are not applicable."

    assert sentence in (FOLDER / "asvs.md").read_text()
