import json
import tracemalloc
from typing import Any

import pytest

from versioning.text.long_json import LONG_BYTES, TooManyValues, UnreadableJson, parse_long_json

TEXT = 'a "line"\n, [and] another\n' * 100_000


@pytest.mark.parametrize(
    "value",
    [
        {"body": TEXT},
        {"title": "x", "body": TEXT, "fields": {"a": [1, 2.5, None, True], "b": {"c": "ü"}}},
        {"changes": {"left": TEXT, "right": {"body": TEXT}}, "order": [3, 1, 2]},
        TEXT,
    ],
)
def test_it_reads_long_texts_beside_short_values(value: Any) -> None:
    assert parse_long_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"fields":{"a":[' + b"[]," * 500_000 + b"[]]}}",
        b'{"fields":{' + b",".join(b'"m%d":""' % each for each in range(100_000)) + b"}}",
        b"[" + b'"",' * 500_000 + b'""]',
        b'{"' + b"k" * LONG_BYTES + b'":1}',
        json.dumps([TEXT]).encode(),
    ],
)
def test_it_refuses_many_values(data: bytes) -> None:
    with pytest.raises(TooManyValues):
        parse_long_json(data)


@pytest.mark.parametrize("value", [b'""', b"1"])
def test_many_members_are_refused_before_they_are_made(value: bytes) -> None:
    data = b'{"fields":{' + b",".join(b'"m%d":%b' % (each, value) for each in range(350_000)) + b"}}"
    tracemalloc.start()

    with pytest.raises(TooManyValues):
        parse_long_json(data)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


def test_quotes_within_a_text_do_not_count() -> None:
    text = '"' * LONG_BYTES + "\\" * LONG_BYTES

    assert parse_long_json(json.dumps({"body": text}).encode()) == {"body": text}


@pytest.mark.parametrize(
    ("data", "byte"),
    [
        (b'{"body":"' + b"a" * LONG_BYTES, LONG_BYTES + 9),
        (b'{"body": nought, "x": "' + b"a" * LONG_BYTES + b'"}', 9),
        (b'{"body": NaN, "x": "' + b"a" * LONG_BYTES + b'"}', 9),
    ],
)
def test_it_tells_where_the_mistake_is(data: bytes, byte: int) -> None:
    with pytest.raises(UnreadableJson) as refusal:
        parse_long_json(data)

    assert abs(refusal.value.byte - byte) <= 1


@pytest.mark.parametrize("text", [b"\\ud800", b"\\ud800\\u0041", b"\xff"])
def test_it_refuses_texts_that_are_no_unicode(text: bytes) -> None:
    with pytest.raises(UnreadableJson):
        parse_long_json(b'{"body":"' + text * LONG_BYTES + b'"}')


def test_deep_nesting_is_refused_before_it_is_walked() -> None:
    with pytest.raises(RecursionError):
        parse_long_json(b'{"body":' + b"[" * 500_000 + b"]" * 500_000 + b"}")
