"""Read the plain values of JavaScript or TypeScript without running it."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from versioning.services.transfer._layouts.js_tokens import END, Token, tokens_of, unquoted

# In characters.
LONGEST = 500_000
# What one file may say. Real sidebars have some thousand.
MOST_VALUES = 20_000
DEEPEST = 30
# Longer numbers are not exact in JavaScript either.
_DIGITS = 15
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_ENDS = _CLOSING | {",", ";", ""}


# `require.resolve` and the functions of Node's `path` name files.
_OF_FILES = ("require", "path")


class _Code:
    """The value of an expression that would have to be run."""


_CODE = _Code()


class _TooLarge(ValueError):
    """The source says more than the limits allow."""


@dataclass(frozen=True)
class Exported:
    """The value that a file exports. With `has_code`, parts of it are left out because they would have to be run."""

    value: Any
    has_code: bool = False


# Return what the file exports that another one requires by this address, or None.
ReadFile = Callable[[str], Exported | None]


def read_exported(source: str, *, read: ReadFile = lambda address: None) -> Exported | None:
    """Return the plain values of the object or array that the source exports, or assigns last if it exports none.

    Return None if there is none. `read` is called for files that it requires or imports.
    """
    if len(source) > LONGEST:
        return None
    reader = _Reader(tokens_of(source), read)
    try:
        reader.read_all()
    except _TooLarge:
        return None
    assigned: list[Any] = [value for value in reader.names.values() if isinstance(value, dict | list)]
    value = reader.exported if reader.exported is not _CODE or not assigned else assigned[-1]
    return Exported(value, reader.has_code) if isinstance(value, dict | list) else None


class _Reader:
    """Reads the statements of one file, from the first token to the last one."""

    def __init__(self, tokens: list[Token], read: ReadFile) -> None:
        self._tokens, self._read = tokens, read
        self._at = self._count = 0
        self.names: dict[str, Any] = {}
        self.exported: Any = _CODE
        self.has_code = False

    def read_all(self) -> None:
        """Read the values that are assigned to names, and the exported one. Raises _TooLarge."""
        while self._at < len(self._tokens):
            if self._takes("import"):
                self._import()
            elif self._takes("module", ".", "exports", "=") or self._takes("export", "default"):
                self.exported = self._expression(0, is_statement=True)
                self.has_code = self.has_code or self.exported is _CODE
            elif self._peek().text in ("const", "let", "var"):
                self._at += 1
                self._assignment()
            else:
                self._skip_one()

    def _import(self) -> None:
        name = self._peek()
        if name.kind == "word" and self._takes(name.text, "from") and self._peek().kind == "text":
            self.names[name.text] = self._file(unquoted(self._next().text))

    def _assignment(self) -> None:
        name = self._peek()
        if name.kind != "word":
            return
        self._at += 1
        if self._takes(":"):
            # A type of TypeScript.
            while self._peek().text not in ("=", ";", ""):
                self._skip_one()
        if self._takes("="):
            self.names[name.text] = self._expression(0, is_statement=True)

    def _expression(self, depth: int, *, is_statement: bool = False) -> Any:
        """Return the value of the expression, or _CODE. Ends before the mark that ends it."""
        value = self._value(depth)
        while (token := self._peek()).text not in _ENDS:
            if is_statement and token.begins_line and token.kind == "word":
                break
            if token.text in ("as", "satisfies") and token.kind == "word":
                while self._peek().text not in _ENDS and not (is_statement and self._peek().begins_line):
                    self._skip_one()
                break
            value = _CODE
            self._skip_one()
        return value

    def _value(self, depth: int) -> Any:
        token = self._peek()
        if token.text in _ENDS:
            return _CODE
        self._counts(1)
        if token.text in ("[", "{") and token.kind == "mark" and depth < DEEPEST:
            self._at += 1
            return self._array(depth + 1) if token.text == "[" else self._object(depth + 1)
        if token.text == "(" and token.kind == "mark":
            self._at += 1
            return self._parenthesis(depth)
        if token.text in _OF_FILES and (path := self._path()) is not None:
            return path
        if token.text == "require" and (address := self._required()) is not None:
            return self._file(address)
        self._skip_one()
        return self._scalar(token)

    def _parenthesis(self, depth: int) -> Any:
        value = self._expression(depth + 1) if depth < DEEPEST else _CODE
        while self._peek().text not in (")", ""):
            value = _CODE
            self._skip_one()
        self._at += 1
        return value

    def _path(self) -> str | None:
        """Go on behind `require.resolve("a")` or `path.join(__dirname, "a")`, and return the path.

        Return None if something else comes.
        """
        start = self._at
        if self._peek(1).text == "." and self._peek(2).text in ("resolve", "join") and self._peek(3).text == "(":
            self._at += 4
            parts = list[str]()
            while self._peek().kind == "text" or self._peek().text in ("__dirname", ","):
                token = self._next()
                parts += [unquoted(token.text)] if token.kind == "text" else []
            if parts and self._takes(")"):
                return posixpath.join(*parts)
        self._at = start
        return None

    def _required(self) -> str | None:
        """Go on behind `require("address")`, and return the address. Return None if something else comes."""
        address = self._peek(2)
        if address.kind != "text" or not self._takes("require", "(", address.text, ")"):
            return None
        return unquoted(address.text)

    def _scalar(self, token: Token) -> Any:
        if token.kind == "text":
            return unquoted(token.text)
        if token.kind == "number":
            return float(token.text) if "." in token.text or len(token.text) > _DIGITS else int(token.text)
        if token.kind == "word":
            value = _CONSTANTS[token.text] if token.text in _CONSTANTS else self.names.get(token.text, _CODE)
            # The value is used once more, and whoever reads the result goes through it once more.
            self._counts(_size(value))
            return value
        return _CODE

    def _array(self, depth: int) -> list[Any]:
        items: list[Any] = []
        while (token := self._peek()).text != "]":
            if self._takes(".", ".", "."):
                value = self._expression(depth)
                items += value if isinstance(value, list) else []
                self.has_code = self.has_code or not isinstance(value, list)
            elif token.text in _ENDS:
                if not self._goes_on():
                    break
            elif (value := self._expression(depth)) is _CODE:
                self.has_code = True
            else:
                items.append(value)
        self._at += 1
        return items

    def _object(self, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        while (token := self._peek()).text != "}":
            if self._takes(".", ".", "."):
                value = self._expression(depth)
                members |= value if isinstance(value, dict) else {}
                self.has_code = self.has_code or not isinstance(value, dict)
            elif token.text in _ENDS:
                if not self._goes_on():
                    break
            else:
                self._member(members, depth)
        self._at += 1
        return members

    def _goes_on(self) -> bool:
        """Go on behind a comma. Any other mark here means that the source is broken or ends."""
        if self._takes(","):
            return True
        self.has_code = True
        return False

    def _member(self, members: dict[str, Any], depth: int) -> None:
        key = self._peek()
        if key.kind in ("text", "word", "number") and self._takes(key.text, ":"):
            value = self._expression(depth)
        else:
            # `{name}` means `{name: name}`. All others are functions and names that are computed.
            value = self._expression(depth) if key.kind == "word" else self._skipped()
        if value is _CODE:
            self.has_code = True
        else:
            members[unquoted(key.text) if key.kind == "text" else key.text] = value

    def _skipped(self) -> Any:
        while self._peek().text not in _ENDS:
            self._skip_one()
        return _CODE

    def _file(self, address: str) -> Any:
        found = self._read(address)
        if found is None:
            return _CODE
        self.has_code = self.has_code or found.has_code
        self._counts(_size(found.value))
        return found.value

    def _peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else END

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _takes(self, *texts: str) -> bool:
        """Go on behind these tokens, if they come next."""
        found = [token.text for token in self._tokens[self._at : self._at + len(texts)]]
        if found != list(texts):
            return False
        self._at += len(texts)
        return True

    def _skip_one(self) -> None:
        """Go on behind one token, or behind everything in brackets."""
        depth = 0
        while self._at < len(self._tokens):
            token = self._next()
            if token.kind == "mark":
                depth += (token.text in _OPENING) - (token.text in _CLOSING)
            if depth <= 0:
                return

    def _counts(self, values: int) -> None:
        self._count += values
        if self._count > MOST_VALUES:
            raise _TooLarge


def _size(value: Any) -> int:
    pending, count = [value], 0
    while pending and count <= MOST_VALUES:
        value = pending.pop()
        count += 1
        pending += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return count
