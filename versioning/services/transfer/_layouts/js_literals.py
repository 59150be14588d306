"""Read an object or array out of JavaScript or TypeScript without running it."""

import json
import re
from typing import Any

from versioning.text.front_matter.values import json_values

# In characters.
LONGEST = 500_000
_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`)
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<word>[A-Za-z_$][\w$]*)
    |(?P<mark>[{}\[\],:])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_SPACE = r"\s{0,40}"
_NAME = rf"(?:const|let|var)\s{{1,40}}\w{{1,100}}(?:{_SPACE}:{_SPACE}[\w.<>\[\]]{{1,100}})?"
_BEGINNING = re.compile(rf"(?:module\.exports|export\s{{1,40}}default|{_NAME}){_SPACE}=?{_SPACE}(?=[{{\[])")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_WORDS = ("true", "false", "null")


def exported_value(source: str) -> Any:
    """Return the first object or array that the source assigns or exports.

    Return None if there is none, or if it has anything but plain values, such as calls or variables.
    """
    if len(source) > LONGEST:
        return None
    beginning = _BEGINNING.search(source)
    return None if beginning is None else _value_at(source, beginning.end())


def _value_at(source: str, start: int) -> Any:
    parts: list[str] = []
    depth = 0
    for token in _TOKEN.finditer(source, start):
        kind, text = token.lastgroup, token[0]
        if kind == "skip":
            continue
        if kind == "other":
            return None
        depth += (text in "{[") - (text in "}]") if kind == "mark" else 0
        if text in ("}", "]") and parts and parts[-1] == ",":
            parts.pop()
        parts.append(_json(kind, text))
        if depth == 0:
            break
    return _parsed(_with_keys(parts)) if depth == 0 else None


def _json(kind: str | None, text: str) -> str:
    if kind == "text":
        return json.dumps(_ESCAPE.sub(_unescape, text[1:-1]))
    if kind == "word" and text not in _WORDS:
        # A name counts as a text, and only as a key. `_with_keys` refuses all others.
        return f"\0{json.dumps(text)}"
    return text


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1]
    if code[0] in "ux" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPES.get(code, code)


def _with_keys(parts: list[str]) -> str | None:
    whole = []
    for at, part in enumerate(parts):
        if part.startswith("\0"):
            if at + 1 >= len(parts) or parts[at + 1] != ":":
                return None
            part = part[1:]
        whole.append(part)
    return "".join(whole)


def _parsed(text: str | None) -> Any:
    """Return the value within the limits for hostile values, or None."""
    return None if text is None else (json_values(f'{{"value": {text}}}') or {}).get("value")
