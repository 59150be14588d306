"""Pairs of texts that are costly to compare."""

import random
from collections.abc import Callable

MEGABYTE = 1_000_000


def shuffled(lines: list[str]) -> list[str]:
    return random.Random(7).sample(lines, len(lines))  # noqa: S311 - a fixed order, no secret


def html_text(*, words: list[str], separator: str, seed: int) -> str:
    return separator.join(random.Random(seed).choices(words, k=MEGABYTE // 3))  # noqa: S311 - as above


def numbered(template: str, count: int) -> str:
    return "".join(template.format(number) for number in range(count))


HOSTILE: dict[str, Callable[[], tuple[str, str]]] = {
    "unrelated short lines": lambda: (
        html_text(words=["a", "b", "c"], separator="\n", seed=1),
        html_text(words=["a", "b", "c"], separator="\n", seed=2),
    ),
    "unrelated words on a line": lambda: (
        html_text(words=["a", "b", "c"], separator=" ", seed=1),
        html_text(words=["a", "b", "c"], separator=" ", seed=2),
    ),
    "two words in turn": lambda: ("a b " * (MEGABYTE // 2), "b a b " * (MEGABYTE // 3)),
    "punctuation on a line": lambda: ("!?" * MEGABYTE, "?!." * (MEGABYTE // 2)),
    "newlines between other ends": lambda: ("x" + "\n" * MEGABYTE + "y", "z" + "\n" * (MEGABYTE + 1) + "w"),
    "the same lines in another order": lambda: (
        "\n".join(map(str, range(100_000))),
        "\n".join(shuffled([str(number) for number in range(100_000)])),
    ),
    "every other line changed": lambda: (numbered("u{}\nx\n", 100_000), numbered("u{}\ny\n", 100_000)),
    "a word changed on very many lines": lambda: (numbered("{} a x\n", 90_000), numbered("{} a y\n", 90_000)),
    "blank lines with other line endings": lambda: ("\r\n" * (MEGABYTE // 2), "\n" * (MEGABYTE // 2)),
    "long lines that are all alike": lambda: (
        numbered(f"{'p q ' * 400}{{}}\n", 600),
        numbered(f"{'q p ' * 400}{{}}\n", 600),
    ),
}
