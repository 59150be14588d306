"""Read block documents: JSON of any shape."""

import json
import re
from typing import NoReturn

from versioning.text.json_errors import mistake_place
from versioning.text.render.refusals import RenderError

# Rendering recurses over nested lists. The bound keeps it far from Python's recursion limit.
NESTING_LIMIT = 100
# A string that never ends is one token too. A search for its end from each quote would take quadratic time.
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+["\\]?|[\[\]{}]', re.DOTALL)


def read_document(text: str) -> "BlockValue":
    """Return the JSON value in the text. Raise RenderError: "the text is not a block document: …"."""
    _refuse_deep_nesting(text)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        line, column = mistake_place(error)
        raise _refusal(f"there is a mistake at line {line}, column {column}") from error
    except RenderError:
        raise
    except ValueError as error:
        # Python refuses to parse integers of more than 4300 digits.
        raise _refusal("it has a number that is too long") from error
    return BlockValue(value=value)


def _refuse_deep_nesting(text: str) -> None:
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += token[0] in "[{"
        depth -= token[0] in "]}"
        if depth > NESTING_LIMIT:
            raise _refusal(f"it is nested deeper than {NESTING_LIMIT} levels")


def _refuse_constant(name: str) -> NoReturn:
    raise _refusal(f"{name} is not a JSON value")


def _refusal(reason: str) -> RenderError:
    return RenderError(f"the text is not a block document: {reason}.")


class BlockValue:
    """A value of the document and its path. A member that is absent or null is read as an empty value.

    An empty list is accepted as an empty object, because PHP writes empty objects as `[]`. Every method that reads a
    value raises RenderError with the path if the value has another type.
    """

    __slots__ = ("_above", "_name", "value")

    def __init__(self, *, value: object, name: str | int = "", above: "BlockValue | None" = None) -> None:
        self.value = value
        self._name = name
        self._above = above

    @property
    def path(self) -> str:
        """The path of the value. It is built on demand, because a long name would be copied for each value below it."""
        if self._above is None:
            return "the document"
        if isinstance(self._name, int):
            return f"{self._above.path}[{self._name}]"
        return self._name if self._above._above is None else f"{self._above.path}.{self._name}"

    def member(self, name: str) -> "BlockValue":
        if not isinstance(self.value, dict):
            raise self._must_be("an object")
        return BlockValue(value=self.value.get(name), name=name, above=self)

    def object(self, name: str) -> "BlockValue":
        member = self.member(name)
        return BlockValue(value=member.value or {}, name=name, above=self)

    def text(self, name: str) -> str:
        return self.member(name).as_text()

    def as_text(self) -> str:
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self._must_be("a text")
        return self.value

    def flag(self, name: str) -> bool:
        member = self.member(name)
        if not (member.value is None or isinstance(member.value, bool)):
            raise member._must_be("true or false")
        return bool(member.value)

    def integer(self, name: str, *, default: int, lowest: int, highest: int) -> int:
        member = self.member(name)
        value = default if member.value is None else member.value
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise member._must_be(f"a whole number from {lowest} to {highest}")
        return value

    def items(self, name: str) -> "list[BlockValue]":
        return [] if self.member(name).value is None else self.member(name).elements()

    def elements(self) -> "list[BlockValue]":
        if not isinstance(self.value, list):
            raise self._must_be("a list")
        return [BlockValue(value=item, name=index, above=self) for index, item in enumerate(self.value)]

    def is_text(self) -> bool:
        return isinstance(self.value, str)

    def leaves(self) -> list[str]:
        """Return all strings and numbers inside the value, in order."""
        if isinstance(self.value, dict):
            return [leaf for name in self.value for leaf in self.member(name).leaves()]
        if isinstance(self.value, list):
            return [leaf for item in self.elements() for leaf in item.leaves()]
        is_leaf = isinstance(self.value, str | int | float) and not isinstance(self.value, bool)
        return [str(self.value)] if is_leaf else []

    def _must_be(self, kind: str) -> RenderError:
        return _refusal(f"{self.path} is not {kind}")
