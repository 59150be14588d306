"""Read and write front matter: metadata between two lines of `---` above a Markdown text, in a subset of YAML."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

# In characters. A longer block is text.
MAX_CHARACTERS = 65_536
_FENCED = re.compile(r"---[ \t]*\r?\n(?P<lines>(?:(?!---[ \t]*(?:\r?\n|\Z)).*(?:\r?\n|\Z))*?)---[ \t]*(?:\r?\n|\Z)")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+(?P<value>.*))?\Z")
_CONTINUED = re.compile(r"[ \t]|#|- |-\Z|\Z")
# In YAML, these begin a value that is not plain text on one line (YAML 1.2.2, section 5.3).
_NOT_PLAIN = tuple("|>[{&*!%@`#")


@dataclass(frozen=True)
class FrontMatterText:
    """A text and its front matter.

    `values` has the keys with text on one line. `lines` has all lines by their key, unchanged. Lines before the first
    key have the empty key.
    """

    values: Mapping[str, str]
    lines: Mapping[str, str]
    text: str

    def lines_without(self, keys: Collection[str]) -> str:
        """Return all lines that do not belong to one of the keys."""
        return "".join(lines for key, lines in self.lines.items() if key not in keys)


def split_front_matter(text: str) -> FrontMatterText:
    """Split off the front matter and the empty line below it. A text without front matter stays unchanged."""
    fenced = _FENCED.match(text[:MAX_CHARACTERS])
    lines = None if fenced is None else _lines_by_key(fenced["lines"])
    if fenced is None or lines is None:
        return FrontMatterText(values={}, lines={}, text=text)
    values = {key: value for key, block in lines.items() if (value := _plain_value(block)) is not None}
    return FrontMatterText(values=values, lines=lines, text=re.sub(r"\A\r?\n", "", text[fenced.end() :]))


def with_front_matter(text: str, *, values: Mapping[str, str | int], lines: str = "") -> str:
    """Return the text with front matter that `split_front_matter` can read. `lines` are written unchanged."""
    own = "".join(f"{key}: {value if isinstance(value, int) else _quoted(value)}\n" for key, value in values.items())
    return f"---\n{own}{lines}---\n\n{text}"


def _lines_by_key(block: str) -> dict[str, str] | None:
    """Return the lines by key, or None if a line is neither `key: …` nor a continuation: then it is not metadata."""
    lines_by_key: dict[str, str] = {}
    key = ""
    for line in _whole_lines(block):
        if named := _KEY.match(line.rstrip("\r\n")):
            key = named["key"]
        elif not _CONTINUED.match(line.rstrip("\r\n")):
            return None
        lines_by_key[key] = lines_by_key.get(key, "") + line
    return lines_by_key


def _whole_lines(block: str) -> Iterator[str]:
    # Only "\n" ends a line. `str.splitlines` knows more line ends.
    yield from (f"{line}\n" for line in block.split("\n")[:-1])


def _plain_value(block: str) -> str | None:
    """Return the value if it is text on one line, else None: then it is kept as lines only."""
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
    # A JSON string is a YAML string too (YAML 1.2.2, section 1.3).
    return json.dumps(value, ensure_ascii=False)
