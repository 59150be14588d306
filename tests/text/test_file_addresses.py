"""The addresses of files that a text mentions, however it spells them."""

from urllib.parse import quote
from uuid import UUID

import pytest

from versioning.text.file_addresses import file_numbers_in, files_in

KEY = UUID("01234567-89ab-4cde-8f01-23456789abcd")
ADDRESS = f"/files/{KEY}"


@pytest.mark.parametrize("place", range(len(ADDRESS)))
def test_any_character_may_be_spelled_with_a_percent_sign(place: int) -> None:
    written = f"{ADDRESS[:place]}%{ord(ADDRESS[place]):02x}{ADDRESS[place + 1 :]}/a%20b.png"

    assert files_in(f"![]({written})") == {KEY}


@pytest.mark.parametrize(
    "written",
    [
        f"{ADDRESS}/{quote('ä b.png')}",
        ADDRESS.upper().replace("/FILES/", "/files/"),
        ADDRESS.replace("/", "&#x2f;"),
        ADDRESS.replace("-", r"\-"),
        ADDRESS.replace("f", r"\u0066"),
    ],
)
def test_other_spellings_count_as_well(written: str) -> None:
    assert files_in(f'"{written}"') == {KEY}


def test_numbers_are_those_of_the_identifiers() -> None:
    assert file_numbers_in(ADDRESS) == {KEY.int}
    assert file_numbers_in(f"{ADDRESS}0 100% of /files/") == frozenset()
