"""Read the plain values of JavaScript or TypeScript without running it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# In characters.
LONGEST = 500_000
# What one file may say. Real sidebars have some thousand.
MOST_VALUES = 20_000
DEEPEST = 30
# Longer numbers are not exact in JavaScript either.
_DIGITS = 15
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<unclosed>/\*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`)
    |(?P<code>`(?:[^`\\]|\\.)*`)
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<word>[A-Za-z_$][\w$]*)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_ENDS = _CLOSING | {",", ";", ""}


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


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    begins_line: bool = False


_END = _Token("mark", "")


def read_exported(source: str, *, read: ReadFile = lambda address: None) -> Exported | None:
    """Return the plain values of the object or array that the source exports, or assigns last if it exports none.

    Return None if there is none. `read` is called for files that it requires or imports.
    """
    if len(source) > LONGEST:
        return None
    reader = _Reader(_tokens(source), read)
    try:
        reader.read_all()
    except _TooLarge:
        return None
    assigned = [value for value in reader.names.values() if isinstance(value, dict | list)]
    value = reader.exported if reader.exported is not _CODE else (assigned or [None])[-1]
    return Exported(value, reader.has_code) if isinstance(value, dict | list) else None


def _tokens(source: str) -> list[_Token]:
    found, begins_line = list[_Token](), True
    for match in _TOKEN.finditer(source):
        kind, text = str(match.lastgroup), match[0]
        if kind == "unclosed":
            break
        if kind == "space":
            begins_line = begins_line or "\n" in text
            continue
        found.append(_Token(kind, text, begins_line))
        begins_line = False
    return found


class _Reader:
    """Reads the statements of one file, from the first token to the last one."""

    def __init__(self, tokens: list[_Token], read: ReadFile) -> None:
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
            self.names[name.text] = self._file(_unquoted(self._next().text))

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
        if token.text == "require" and (address := self._required()) is not None:
            return self._file(address)
        self._skip_one()
        return self._scalar(token)

    def _required(self) -> str | None:
        """Go on behind `require("address")`, and return the address. Return None if something else comes."""
        address = self._peek(2)
        if address.kind != "text" or not self._takes("require", "(", address.text, ")"):
            return None
        return _unquoted(address.text)

    def _scalar(self, token: _Token) -> Any:
        if token.kind == "text":
            return _unquoted(token.text)
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
            members[_unquoted(key.text) if key.kind == "text" else key.text] = value

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

    def _peek(self, ahead: int = 0) -> _Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else _END

    def _next(self) -> _Token:
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


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(_unescape, text[1:-1])


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1]
    if code[0] in "ux" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPES.get(code, code)
