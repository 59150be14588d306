"""Reading block documents: JSON whose shape nobody has promised."""

import json
import re
from typing import NoReturn

from versioning.text.render.refusals import RenderError

NESTING_LIMIT = 100
# A text that never ends is one token too; looking for its end again and again would take quadratic time.
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+["\\]?|[\[\]{}]', re.DOTALL)


def read_document(text: str) -> "BlockValue":
    """The JSON object in the text. Raises RenderError: "the text is not a block document: …"."""
    _refuse_deep_nesting(text)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _refusal(f"{error.msg} in line {error.lineno}, column {error.colno}") from error
    except RenderError:
        raise
    except ValueError as error:
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
    """A value of the document and where it stands. A member that is absent or null reads as empty.

    An empty list passes for an empty object, because PHP writes it so. Every reader raises RenderError, naming the
    place, where the value is of another type than the one asked for.
    """

    __slots__ = ("_above", "_name", "value")

    def __init__(self, *, value: object, name: str | int = "", above: "BlockValue | None" = None) -> None:
        self.value = value
        self._name = name
        self._above = above

    @property
    def where(self) -> str:
        """Spelt out on demand: a long name is not copied for each of the values below it."""
        if self._above is None:
            return "the document"
        if isinstance(self._name, int):
            return f"{self._above.where}[{self._name}]"
        return self._name if self._above._above is None else f"{self._above.where}.{self._name}"

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
        """All texts and numbers within the value, in order."""
        if isinstance(self.value, dict):
            return [leaf for name in self.value for leaf in self.member(name).leaves()]
        if isinstance(self.value, list):
            return [leaf for item in self.elements() for leaf in item.leaves()]
        is_leaf = isinstance(self.value, str | int | float) and not isinstance(self.value, bool)
        return [str(self.value)] if is_leaf else []

    def _must_be(self, kind: str) -> RenderError:
        return _refusal(f"{self.where} is not {kind}")
