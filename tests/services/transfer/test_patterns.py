from time import process_time

import pytest

from versioning.services.transfer._import.patterns import matches


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("docs/**", "docs/a.png"),
        ("docs/**", "docs/b/c/a.png"),
        ("/docs/**", "docs/a.png"),
        ("**/*.png", "a.png"),
        ("**/*.png", "b/c/a.png"),
        ("docs/**/img/*.png", "docs/img/a.png"),
        ("docs/**/img/*.png", "docs/b/c/img/a.png"),
        ("*.p?g", "a.png"),
        ("[ab].png", "b.png"),
    ],
)
def test_patterns_match_as_those_of_git(pattern: str, path: str) -> None:
    assert matches(path, [pattern])


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("docs/**", "docs2/a.png"),
        ("*.png", "docs/a.png"),
        ("docs/*", "docs/b/a.png"),
        ("**/*.png", "a.PNG"),
        ("docs/**/img/*.png", "docs/b/a.png"),
        ("", "a.png"),
    ],
)
def test_other_paths_do_not_match(pattern: str, path: str) -> None:
    assert not matches(path, [pattern])


def test_a_pattern_of_many_stars_costs_little() -> None:
    began = process_time()

    assert not matches("/".join("a" * 400), ["/".join(["**", "a"] * 60) + "/b"])
    assert process_time() - began < 1
