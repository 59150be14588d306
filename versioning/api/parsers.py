"""JSON as RFC 8259 has it, and only what both databases can store."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

from versioning.api.errors import ContentTooLarge
from versioning.text.storable import unstorable_in

DEEPEST = 64


class StrictJSONParser(JSONParser):
    """Refuses what Python's parser lets pass: NaN, infinities, NUL, lone surrogates, bottomless nesting."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(settings.MAX_REQUEST_BYTES + 1)
        if len(raw) > settings.MAX_REQUEST_BYTES:
            raise ContentTooLarge(f"The request has more than {settings.MAX_REQUEST_BYTES} bytes.")
        if not raw.strip():
            return {}
        try:
            value = json.loads(raw.decode(), parse_constant=_refuse_constant, parse_float=_finite)
        except UnicodeDecodeError as error:
            raise ParseError(f"The body is not UTF-8: byte {error.start} is wrong.") from error
        except RecursionError as error:
            raise ParseError("The body is nested too deeply.") from error
        except ValueError as error:
            raise ParseError(f"The body is not JSON: {error}.") from error
        _check_strings(value)
        return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _check_strings(value: Any) -> None:
    """Walk without recursion; raise ValidationError with the path of the first string that cannot be stored.

    The path is spelt out for a refusal alone: a long name is not copied for each of the values below it.
    """
    path: list[object] = []
    levels: list[Iterator[tuple[object, Any]]] = [iter([("body", value)])]
    while levels:
        for name, node in levels[-1]:
            path[len(levels) - 1 :] = [name]
            if isinstance(node, str):
                _check_string(node, path=path)
            elif isinstance(node, dict | list):
                if len(levels) > DEEPEST:
                    raise ParseError(f"The body is nested more than {DEEPEST} deep.")
                levels.append(_members(node, path=path))
                break
        else:
            levels.pop()


def _members(node: dict[str, Any] | list[Any], *, path: list[object]) -> Iterator[tuple[object, Any]]:
    if isinstance(node, list):
        return enumerate(node)
    for name in node:
        _check_string(name, path=path)
    return iter(node.items())


def _check_string(text: str, *, path: list[object]) -> None:
    if fault := unstorable_in(text):
        raise ValidationError({_field(path): [f"This must not contain {fault}."]})


def _field(path: list[object]) -> str:
    spelt = ".".join(str(name) for name in path[1:])
    return spelt.encode("ascii", "replace").decode() or "body"
