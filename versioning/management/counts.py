"""Counts in the sentences of commands."""


def count_of(number: int, one: str, many: str) -> str:
    """Return the number with the word that fits it, such as `1 version` and `1,200 versions`."""
    return f"{number:,} {one if number == 1 else many}"


def counts_of(*counts: tuple[int, str, str]) -> str:
    """Return those that are not 0, with commas. An empty string if there are none."""
    return ", ".join(count_of(*each) for each in counts if each[0])
