"""Parse JSON as RFC 8259 defines it, and refuse values that one of the databases cannot store."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, NoReturn

import msgspec
from django.conf import settings
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

from versioning.api.errors import ContentTooLarge
from versioning.ops.load.long_texts import LONG_TEXTS
from versioning.text.json_errors import mistake_place
from versioning.text.long_json import LONG_BYTES, TooManyValues, UnreadableJson, parse_long_json
from versioning.text.storable import unstorable_in

# Metadata has a few levels. Deep nesting makes every later walk over a value expensive.
DEEPEST = 64
TOO_DEEP = f"The body is nested too deeply. Use {DEEPEST} levels at most."
_decoder = msgspec.json.Decoder()


class StrictJSONParser(JSONParser):
    """Refuse NaN, numbers that are too large, bytes that are not UTF-8, lone surrogates, NUL and deep nesting."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        # One byte more than allowed shows that the body is too large, whatever its Content-Length is.
        raw = stream.read(settings.MAX_REQUEST_BYTES + 1)
        if len(raw) > settings.MAX_REQUEST_BYTES:
            raise ContentTooLarge(f"The body has more than {settings.MAX_REQUEST_BYTES} bytes. Send a smaller one.")
        LONG_TEXTS.enter(len(raw))
        # All bodies that may be empty consist of optional members.
        if not raw.strip():
            return {}
        value = _decode(raw) if len(raw) <= LONG_BYTES else _decode_long(raw)
        _check_strings(value, check=_refuse_unstorable)
        return value


def _decode(raw: bytes) -> Any:
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        _refuse(raw)


def _decode_long(raw: bytes) -> Any:
    """Return the value of a body that may have long texts, but not many values."""
    try:
        return parse_long_json(raw)
    except UnreadableJson as error:
        raise ParseError(
            f"The body is not valid JSON, or it contains a lone surrogate. See byte {error.byte}."
        ) from error
    except RecursionError as error:
        raise ParseError(TOO_DEEP) from error
    except TooManyValues as error:
        raise ContentTooLarge(
            f"Besides long texts, the body has more than {LONG_BYTES} bytes. Send fewer values."
        ) from error


def _refuse(raw: bytes) -> NoReturn:
    """Explain what is wrong with a body that msgspec refused. Raises ParseError or ValidationError.

    Python's JSON decoder gives the position of a mistake. It also accepts lone surrogates, so that the member which
    contains them can be named.
    """
    try:
        value = json.loads(raw.decode())
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not valid UTF-8. See byte {error.start}.") from error
    except RecursionError as error:
        raise ParseError(TOO_DEEP) from error
    except json.JSONDecodeError as error:
        line, column = mistake_place(error)
        raise ParseError(f"The body is not valid JSON. See line {line}, column {column}.") from error
    except ValueError as error:
        # Python parses no integer of more than a few thousand digits.
        raise ParseError("The body has a number that is too large for JSON. Send it as a string.") from error
    _check_strings(value, check=_refuse_unstorable)
    # Python accepts all of these, so that nothing else can be wrong here.
    raise ParseError("The body has NaN, Infinity or a number that is too large. JSON has no such numbers.")


def _check_strings(value: Any, *, check: Callable[[str, list[object]], None]) -> None:
    """Call `check` with each string, including member names, and with its path. Raises ParseError if nested too deeply.

    The walk has a stack of its own instead of recursion. Only a check that refuses joins the path: otherwise a long
    name would be copied for each of the values below it.
    """
    path: list[object] = []
    levels: list[Iterator[tuple[object, Any]]] = [iter([("body", value)])]
    while levels:
        for name, node in levels[-1]:
            path[len(levels) - 1 :] = [name]
            if isinstance(node, str):
                check(node, path)
            elif isinstance(node, dict | list):
                if len(levels) > DEEPEST:
                    raise ParseError(TOO_DEEP)
                if isinstance(node, dict):
                    for member in node:
                        check(member, path)
                levels.append(iter(node.items()) if isinstance(node, dict) else enumerate(node))
                break
        else:
            levels.pop()


def _refuse_unstorable(text: str, path: list[object]) -> None:
    if fault := unstorable_in(text):
        raise ValidationError({_field(path): [f"This must not contain {fault}."]})


def _field(path: list[object]) -> str:
    # The name may be the string that is refused, so that it must become printable.
    spelt = ".".join(str(name) for name in path[1:])
    return spelt.encode("ascii", "replace").decode() or "body"
