"""The table of settings in docs/operating.md, against what config/ reads from the environment."""

import re

from django.conf import settings

SOURCE = "".join(file.read_text() for file in (settings.BASE_DIR / "config").glob("*.py"))
PAGE = (settings.BASE_DIR / "docs" / "operating.md").read_text()
READ = re.compile(r'(?:\bread\(\s*env\.\w+|_database\(),?\s*"(\w+)"')
NUMBER = re.compile(r'\bread\(env\.int, "(\w+)", ([\d_]+)')


def documented() -> list[tuple[str, str]]:
    """Return the names of the variables, each with the default that the page gives for it."""
    rows = []
    for line in PAGE.partition("\n## Settings")[2].partition("\n## ")[0].splitlines():
        if line.startswith("| `"):
            names, defaults = line.split("|")[1:3]
            given = [default.strip(" `") for default in defaults.split(",")]
            rows += list(zip(re.findall(r"`(\w+)`", names), given * 3, strict=False))
    return rows


def test_every_variable_is_documented_once_and_no_other() -> None:
    names = [name for name, _ in documented()]

    assert sorted(names) == sorted(set(READ.findall(SOURCE)))


def test_the_documented_numbers_are_the_defaults() -> None:
    numbers = {name: str(int(number)) for name, number in NUMBER.findall(SOURCE)}

    assert len(numbers) > 30
    assert {name: default for name, default in documented() if name in numbers} == numbers
