"""Line ends of texts that come from a form, whose text areas send CR LF."""

import pytest

from versioning.web.drafts.form import as_unix, with_line_ends


@pytest.mark.parametrize("text", ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\r\nb\r", "a\rb\n"])
def test_every_line_end_becomes_lf(text: str) -> None:
    assert as_unix(text) == "a\nb\n"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("x\r\ny\r\n", "a\r\nb"),
        ("x\ny", "a\nb"),
        ("x\r\ny\n", "a\nb"),
        ("x\r\ny\r", "a\nb"),
        ("x\r\r\n", "a\nb"),
        ("x", "a\nb"),
    ],
)
def test_a_text_gets_the_line_ends_of_the_stored_one(stored: str, expected: str) -> None:
    assert with_line_ends("a\r\nb", like=stored) == expected
