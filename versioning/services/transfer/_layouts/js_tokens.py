"""Split JavaScript or TypeScript into tokens, without understanding it."""

import re
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Token:
    """`kind` is text, code (of a template with expressions), number, word or mark."""

    kind: str
    text: str
    begins_line: bool = False


# What comes behind the last token.
END = Token("mark", "")


def tokens_of(source: str) -> list[Token]:
    """Return the tokens. A comment that does not end is the end."""
    found, begins_line = list[Token](), True
    for match in _TOKEN.finditer(source):
        kind, text = str(match.lastgroup), match[0]
        if kind == "unclosed":
            break
        if kind == "space":
            begins_line = begins_line or "\n" in text
            continue
        found.append(Token(kind, text, begins_line))
        begins_line = False
    return found


def unquoted(text: str) -> str:
    """Return the value of a text."""
    return _ESCAPE.sub(_unescape, text[1:-1])


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1]
    if code[0] in "ux" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPES.get(code, code)
