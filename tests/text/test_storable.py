from typing import Any

import pytest

from versioning.text.storable import replace_unstorable, unstorable_in


@pytest.mark.parametrize("text", ["", "plain", "\t\r\n", "é\u200b\U0001f600"])
def test_text_that_can_be_stored_has_no_fault(text: str) -> None:
    assert unstorable_in(text) is None


@pytest.mark.parametrize(
    ("text", "fault"), [("a\0b", "NUL characters"), ("\ud800", "lone surrogates"), ("\0\udfff", "NUL characters")]
)
def test_names_the_characters_that_cannot_be_stored(text: str, fault: str) -> None:
    assert unstorable_in(text) == fault


@pytest.mark.parametrize(("text", "fault"), [("a\0b", None), ("\0\ud800", "lone surrogates")])
def test_bytes_may_hold_nul_but_no_lone_surrogates(text: str, fault: str | None) -> None:
    assert unstorable_in(text, nul_fits=True) == fault


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("a\0b", "a\ufffdb"),
        ("\ud800a", "\ufffda"),
        ("\ufeffé\U0001f600", "\ufeffé\U0001f600"),
        ({"a\0": ["\0", {"b": 1}], "c": None}, {"a\ufffd": ["\ufffd", {"b": 1}], "c": None}),
    ],
)
def test_what_cannot_be_stored_is_replaced(value: Any, stored: Any) -> None:
    assert replace_unstorable(value) == stored
