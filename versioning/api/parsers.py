"""JSON as RFC 8259 has it, and only what both databases can store."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, NoReturn

import msgspec
from django.conf import settings
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

from versioning.api.errors import ContentTooLarge
from versioning.text.json_errors import mistake_place
from versioning.text.storable import unstorable_in

DEEPEST = 64
_decoder = msgspec.json.Decoder()


class StrictJSONParser(JSONParser):
    """Refuses NaN, numbers that are too large, bytes that are not UTF-8, lone surrogates, NUL and deep nesting."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(settings.MAX_REQUEST_BYTES + 1)
        if len(raw) > settings.MAX_REQUEST_BYTES:
            raise ContentTooLarge(f"The request has more than {settings.MAX_REQUEST_BYTES} bytes.")
        if not raw.strip():
            return {}
        try:
            value = _decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            _refuse(raw)
        _check_strings(value, check=_refuse_unstorable)
        return value


def _refuse(raw: bytes) -> NoReturn:
    """Say what is wrong with a body that the decoder refused. Raises ParseError or ValidationError.

    Python's own reader says where a mistake is and takes lone surrogates, so that their member can be named.
    """
    try:
        value = json.loads(raw.decode())
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8: byte {error.start} is wrong.") from error
    except RecursionError as error:
        raise ParseError("The body is nested too deeply.") from error
    except json.JSONDecodeError as error:
        line, column = mistake_place(error)
        raise ParseError(f"The body is not JSON: there is a mistake at line {line}, column {column}.") from error
    except ValueError as error:
        # Python reads no number of more than a few thousand digits.
        raise ParseError("The body has a number that is too large.") from error
    _check_strings(value, check=_refuse_unstorable)
    # Python reads these as well.
    raise ParseError("The body has NaN, Infinity, or a number that is too large: they are not JSON numbers.")


def _check_strings(value: Any, *, check: Callable[[str, list[object]], None]) -> None:
    """Call `check` with each string, names of members included, and its path. Walk without recursion.

    Raises ParseError if the value is nested too deeply. The path is joined only by a check that refuses: a long name is
    not copied for each of the values below it.
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
                    raise ParseError(f"The body is nested more than {DEEPEST} deep.")
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
    spelt = ".".join(str(name) for name in path[1:])
    return spelt.encode("ascii", "replace").decode() or "body"
