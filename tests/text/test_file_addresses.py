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


@pytest.mark.parametrize("spelled", ["&#{};", "&#00{}", "&#x{:x};", "&#X0{:X}"])
@pytest.mark.parametrize("place", range(len(ADDRESS)))
def test_any_character_may_be_a_character_reference(place: int, spelled: str) -> None:
    # Without a semicolon, a reference takes all digits that follow.
    end = "" if spelled.endswith(";") or ADDRESS[place + 1 : place + 2] not in "0123456789abcdef" else ";"
    written = f"{ADDRESS[:place]}{spelled.format(ord(ADDRESS[place]))}{end}{ADDRESS[place + 1 :]}"

    assert files_in(f'<img src="{written}">') == {KEY}


@pytest.mark.parametrize("percent", ["&#37;", "&#x25;", "&percnt;"])
def test_a_percent_sign_may_be_a_character_reference_too(percent: str) -> None:
    assert files_in(f"&sol;files/{ADDRESS[7:].replace('-', f'{percent}2d')}") == {KEY}


@pytest.mark.parametrize("written", ["&#4700;", "&#x2f0123;", "&amp;#47;", "&solb;"])
def test_other_references_are_none(written: str) -> None:
    assert files_in(f"{written}{ADDRESS[1:]}") == frozenset()


def test_numbers_are_those_of_the_identifiers() -> None:
    assert file_numbers_in(ADDRESS) == {KEY.int}
    assert file_numbers_in(f"{ADDRESS}0 100% of /files/") == frozenset()
