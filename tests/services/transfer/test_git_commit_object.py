from datetime import UTC, datetime

import pytest

from versioning.services.transfer._git.commit_object import Signature, parse_commit, read_signature

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "signature"),
    [
        (b"Ana Silva <ana@example.org> 1767225600 +0000", Signature("Ana Silva", "ana@example.org", NEW_YEAR)),
        (b"Ana <ana@example.org>  1767225600 -0930 \n", Signature("Ana", "ana@example.org", NEW_YEAR)),
        (b"<> 1767225600 +0000", Signature("", "", NEW_YEAR)),
        (b"Ana <ana@example.org> 99999999999999999999 +0000", Signature("Ana", "ana@example.org", LAST)),
        (b"Ana <ana@example.org>", Signature("Ana", "ana@example.org", NEVER)),
        (b"Ana <ana@example.org> today", Signature("Ana", "ana@example.org", NEVER)),
        (b"Ana <ana@example.org> 1767225600 UTC", Signature("Ana", "ana@example.org", NEVER)),
        (b"1767225600 +0000", Signature("1767225600 +0000", "", NEVER)),
        (b"", Signature("", "", NEVER)),
    ],
)
def test_reads_a_signature(line: bytes, signature: Signature) -> None:
    assert read_signature(line) == signature


def test_a_line_of_spaces_is_read_at_once() -> None:
    signature = read_signature(b"Ana" + b" " * 2_000_000 + b"Silva <ana@example.org> 1767225600 +0000")

    assert signature.at == NEW_YEAR


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        (b"latin-1", "Jos\xe9"),
        (b"no-such-encoding", "Jos\ufffd"),
        (b"\xff", "Jos\ufffd"),
        (b"hex", "Jos\ufffd"),
        (b"", "Jos\ufffd"),
    ],
)
def test_uses_the_encoding_of_the_commit_if_it_exists(encoding: bytes, name: str) -> None:
    stored = b"author Jos\xe9 <jose@example.org> 1767225600 +0000\nencoding " + encoding + b"\n\nSubject\n"

    assert parse_commit(stored).authored.name == name
