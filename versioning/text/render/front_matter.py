"""Metadata above a Markdown text, between two lines of `---`: the simple part of what others write there as YAML."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

# In characters; what is longer is text.
LONGEST = 65_536
_FENCED = re.compile(r"---[ \t]*\r?\n(?P<lines>(?:(?!---[ \t]*(?:\r?\n|\Z)).*(?:\r?\n|\Z))*?)---[ \t]*(?:\r?\n|\Z)")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+(?P<value>.*))?\Z")
_CONTINUED = re.compile(r"[ \t]|#|- |-\Z|\Z")
# With these YAML begins something else than plain text on one line.
_NOT_PLAIN = tuple("|>[{&*!%@`#")


@dataclass(frozen=True)
class Headed:
    """`values` are the keys that have text on one line; `lines` all lines by their key, as they stood; then the text.

    Lines before the first key stand under the empty one.
    """

    values: Mapping[str, str]
    lines: Mapping[str, str]
    text: str

    def lines_without(self, keys: Collection[str]) -> str:
        return "".join(lines for key, lines in self.lines.items() if key not in keys)


def split_front_matter(text: str) -> Headed:
    """The text without its front matter and the empty line below that. Where there is none, the text as it is."""
    fenced = _FENCED.match(text[:LONGEST])
    lines = None if fenced is None else _lines_by_key(fenced["lines"])
    if fenced is None or lines is None:
        return Headed(values={}, lines={}, text=text)
    values = {key: value for key, block in lines.items() if (value := _plain_value(block)) is not None}
    return Headed(values=values, lines=lines, text=re.sub(r"\A\r?\n", "", text[fenced.end() :]))


def with_front_matter(text: str, *, values: Mapping[str, str | int], lines: str = "") -> str:
    """The text below its metadata, which `split_front_matter` reads back; `lines` are written as they are."""
    own = "".join(f"{key}: {value if isinstance(value, int) else _quoted(value)}\n" for key, value in values.items())
    return f"---\n{own}{lines}---\n\n{text}"


def _lines_by_key(block: str) -> dict[str, str] | None:
    """None where a line is neither `key: …` nor belongs to the one above it: then it is no metadata."""
    found: dict[str, str] = {}
    key = ""
    for line in _whole_lines(block):
        if named := _KEY.match(line.rstrip("\r\n")):
            key = named["key"]
        elif not _CONTINUED.match(line.rstrip("\r\n")):
            return None
        found[key] = found.get(key, "") + line
    return found


def _whole_lines(block: str) -> Iterator[str]:
    """With their ends. Only line feeds end a line here; `str.splitlines` knows more."""
    yield from (f"{line}\n" for line in block.split("\n")[:-1])


def _plain_value(block: str) -> str | None:
    first, *others = block.split("\n")
    named = _KEY.match(first.rstrip("\r"))
    if named is None or any(other.strip() for other in others):
        return None
    value = (named["value"] or "").strip()
    if value.startswith('"'):
        return _unquoted(value)
    if value.startswith("'"):
        return value[1:-1].replace("''", "'") if value.endswith("'") and len(value) > 1 else None
    return None if value.startswith(_NOT_PLAIN) else value.partition(" #")[0].rstrip()


def _unquoted(value: str) -> str | None:
    try:
        text = json.loads(value)
    except ValueError:
        return None
    return text if isinstance(text, str) else None


def _quoted(value: str) -> str:
    """As a JSON string, which YAML reads alike."""
    return json.dumps(value, ensure_ascii=False)
