"""Split a text into its front matter and the text that readers see, without losing a byte.

Front matter is metadata above a Markdown text: YAML between `---` lines (also closed by `...`), TOML between `+++`
lines, or a JSON object.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from versioning.text.front_matter.values import json_values, lines_of, toml_values, yaml_values

# In characters. A longer block is text.
MAX_CHARACTERS = 65_536
# A signature of the encoding, not text (Unicode 16, section 23.8).
BYTE_ORDER_MARK = "\ufeff"
# Files of old systems have bare carriage returns.
_BREAK = r"(?:\r\n?|\n)"
_OPENING = re.compile(rf"(---|\+\+\+)[ \t]*{_BREAK}")
_CLOSINGS = {
    "---": re.compile(rf"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:{_BREAK}|\Z)"),
    "+++": re.compile(rf"(?<=[\r\n])\+\+\+[ \t]*(?:{_BREAK}|\Z)"),
}
_EMPTY_LINE = re.compile(rf"[ \t]*{_BREAK}")
_LINE_END = re.compile(rf"[ \t]*(?:{_BREAK}|\Z)")
_JSON_OPENING = re.compile(r'\{\s*["}]')
_KEY_LINE = re.compile(r"[A-Za-z_][\w.-]*[ \t]*:(?:[ \t].*)?\Z")
_OTHER_LINE = re.compile(r"[ \t]|#|- |-\Z|\Z")
_REMARK = re.compile(r"\s*(?:#|\Z)")
YAML, TOML, JSON, NONE = "yaml", "toml", "json", ""


@dataclass(frozen=True)
class FrontMatterText:
    """The parts of a text. `opening + block + closing + body` is the text.

    `format` is YAML, TOML or JSON, or NONE if there is no front matter. `opening` has the byte order mark if there is
    one. `closing` has the first empty line below the front matter.
    """

    format: str
    opening: str
    block: str
    closing: str
    body: str

    @property
    def head(self) -> str:
        """Return everything above the text that readers see."""
        return self.opening + self.block + self.closing

    def values(self) -> Mapping[str, Any]:
        """Return the values by their keys. They are empty if the block cannot be parsed within its limits."""
        return values_of(self.format, self.block)


def values_of(kind: str, block: str) -> Mapping[str, Any]:
    """Return the values of a block of this format, as `FrontMatterText.values` does."""
    return {} if kind == NONE else _VALUES[kind](block) or {}


def split_front_matter(text: str) -> FrontMatterText:
    """Split off the front matter. Takes linear time for any text."""
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    start = text[len(mark) : len(mark) + MAX_CHARACTERS]
    opening = _OPENING.match(start)
    parts = _fenced(start, opening) if opening else _json(start)
    if parts is None:
        return FrontMatterText(NONE, mark, "", "", text[len(mark) :])
    kind, fence, block, closing = parts
    return FrontMatterText(kind, mark + fence, block, closing, text[sum(map(len, (mark, fence, block, closing))) :])


def _fenced(text: str, opening: re.Match[str]) -> tuple[str, str, str, str] | None:
    closing = _CLOSINGS[opening[1]].search(text, opening.end())
    if closing is None:
        return None
    block = text[opening.end() : closing.start()]
    kind = YAML if opening[1] == "---" else TOML
    if not (_is_yaml(block) if kind == YAML else toml_values(block) is not None):
        return None
    return kind, opening[0], block, closing[0] + _empty_line(text, closing.end())


def _is_yaml(block: str) -> bool:
    """Return whether the block is a mapping, not text between two rules.

    Lines of plain `key: value` are accepted without a parser. Many real ones are not valid YAML, such as `title: A: b`.
    """
    lines = lines_of(block)
    first = next((line for line in lines if not _REMARK.match(line)), None)
    if first is None:
        return True
    simple = _KEY_LINE.match(first) and all(_KEY_LINE.match(line) or _OTHER_LINE.match(line) for line in lines)
    return bool(simple) or yaml_values(block) is not None


def _json(text: str) -> tuple[str, str, str, str] | None:
    if not _JSON_OPENING.match(text):
        return None
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    line_end = _LINE_END.match(text, end)
    if line_end is None or json_values(text[:end]) is None:
        return None
    return JSON, "", text[:end], line_end[0] + _empty_line(text, line_end.end())


def _empty_line(text: str, position: int) -> str:
    match = _EMPTY_LINE.match(text, position)
    return match[0] if match else ""


_VALUES = {YAML: yaml_values, TOML: toml_values, JSON: json_values}
