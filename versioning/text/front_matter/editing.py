"""Change values of front matter. The bytes of all other keys stay as they are."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import yaml

from versioning.text.front_matter.split import JSON, NONE, TOML, YAML, FrontMatterText
from versioning.text.front_matter.values import lines_of, yaml_values

# A TOML value of more lines is changed by hand.
_MOST_LINES = 50
_TOML_KEY = re.compile(r"""(?:"(?P<quoted>[^"\\\n]*)"|'(?P<literal>[^'\n]*)'|(?P<bare>[\w-]+))[ \t]*=""", re.ASCII)
_SPACE = re.compile(r"\s*")
# Bounds of one entry in the block, by its key.
Spans = dict[str, tuple[int, int]]


class NotEditable(ValueError):
    """The block cannot be changed by key, for example because it is not valid YAML."""


def with_values(parts: FrontMatterText, changes: Mapping[str, Any]) -> FrontMatterText:
    """Return the text with these values. None removes a key. A text without front matter gets YAML.

    Raise NotEditable if the block would not have exactly these values afterwards.
    """
    if parts.format == NONE:
        parts = replace(parts, format=YAML, opening=f"{parts.opening}---\n", closing="---\n\n")
    if parts.format == YAML and yaml_values(parts.block) is None:
        raise NotEditable
    before = parts.values()
    changed = {key: value for key, value in changes.items() if _differs(before, key, value)}
    for key, value in changed.items():
        parts = replace(parts, block=_EDITORS[parts.format](parts.block, key, value))
    kept = {key: value for key, value in before.items() if key not in changed}
    if parts.values() != kept | {key: value for key, value in changed.items() if value is not None}:
        raise NotEditable
    return parts


def _differs(values: Mapping[str, Any], key: str, value: Any) -> bool:
    if value is None or key not in values:
        return (key in values) != (value is not None)
    return type(values[key]) is not type(value) or bool(values[key] != value)


def _edit_yaml(block: str, key: str, value: Any) -> str:
    entry = "" if value is None else f"{_yaml(key)}: {_yaml(value)}{_line_end(block)}"
    return _replaced(block, key, entry=entry, spans=_yaml_spans(block), end=len(block))


def _yaml(value: Any) -> str:
    written = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"))
    return written.removesuffix("\n").removesuffix("\n...")


def _yaml_spans(block: str) -> Spans:
    node = yaml.compose(block, Loader=yaml.SafeLoader)
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise NotEditable
    starts = [(str(key.value), key.start_mark.index) for key, _ in node.value]
    ends = [start for _, start in starts[1:]] + [len(block)]
    return {key: (start, _end_of_entry(block, start, end)) for (key, start), end in zip(starts, ends, strict=True)}


def _end_of_entry(block: str, start: int, end: int) -> int:
    """Return the end of the entry. Empty lines and comments above the next key belong to that key."""
    lines = block[start:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        end -= len(lines.pop())
    return end


def _edit_toml(block: str, key: str, value: Any) -> str:
    entry = "" if value is None else f"{_toml_key(key)} = {_toml(value)}{_line_end(block)}"
    spans, end = _toml_spans(block)
    return _replaced(block, key, entry=entry, spans=spans, end=end)


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)


def _toml(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float | str | list):
        # JSON and TOML write these in the same way, except for this control character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml_key(key)} = {_toml(each)}" for key, each in value.items()) + " }"
    raise NotEditable


def _toml_spans(block: str) -> tuple[Spans, int]:
    """Return the entries above the first table, and the index at which they end."""
    lines, spans, at, index = block.splitlines(keepends=True), Spans(), 0, 0
    while index < len(lines) and not lines[index].lstrip().startswith("["):
        match = _TOML_KEY.match(lines[index])
        taken = _toml_lines(lines[index : index + _MOST_LINES]) if match else 1
        size = sum(map(len, lines[index : index + taken]))
        if match:
            spans[match["quoted"] or match["literal"] or match["bare"] or ""] = (at, at + size)
        at, index = at + size, index + taken
    return spans, at


def _toml_lines(lines: list[str]) -> int:
    """Return how many lines the value takes."""
    for count in range(1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines_of("".join(lines[:count]))))
        except ValueError:
            continue
        return count
    raise NotEditable


def _edit_json(block: str, key: str, value: Any) -> str:
    members = _json_spans(block)
    written = f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
    if key in members:
        start, end = members[key]
        if value is not None:
            return block[:start] + written + block[end:]
        return _without_member(block, start, end)
    start = block.index("{") + 1
    return f"{block[:start]}\n  {written}{',' if members else ''}{block[start:]}"


def _json_spans(block: str) -> Spans:
    decoder, spans = json.JSONDecoder(), Spans()
    at = _skip(block, block.index("{") + 1)
    while block[at] != "}":
        start = at = _skip(block, at + (block[at] == ","))
        key, at = decoder.raw_decode(block, at)
        _, at = decoder.raw_decode(block, _skip(block, _skip(block, at) + 1))
        spans[key] = (start, at)
        at = _skip(block, at)
    return spans


def _without_member(block: str, start: int, end: int) -> str:
    after = _skip(block, end)
    if block[after] == ",":
        return block[:start] + block[_skip(block, after + 1) :]
    # The comma before the last member goes with it.
    before = block[:start].rstrip()
    return before.removesuffix(",") + block[end:]


def _skip(block: str, at: int) -> int:
    match = _SPACE.match(block, at)
    return match.end() if match else at


def _replaced(block: str, key: str, *, entry: str, spans: Spans, end: int) -> str:
    if key in spans:
        start, stop = spans[key]
        return block[:start] + entry + block[stop:]
    line_end = "" if not block[:end] or block[:end].endswith(("\n", "\r")) else _line_end(block)
    return block[:end] + line_end + entry + block[end:]


def _line_end(block: str) -> str:
    if "\r\n" in block:
        return "\r\n"
    return "\r" if "\r" in block and "\n" not in block else "\n"


_EDITORS = {YAML: _edit_yaml, TOML: _edit_toml, JSON: _edit_json}
