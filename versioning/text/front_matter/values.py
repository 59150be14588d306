"""Parse the values of front matter, within limits that hold for hostile blocks too."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

# What one block may hold. Real ones have a few dozen values. YAML's aliases repeat values, and each use counts.
MAX_VALUES = 5_000
MAX_DEPTH = 20
# Of one line. TOML's keys are split at dots, and the parser takes quadratic time for the parts of a key.
MAX_DOTS = 200
# In characters. A longer number stays as it is written: Python writes no integer of more than a few thousand digits.
LONGEST_NUMBER = 1_000
MAX_BITS = 10_000
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_BOOLEAN, _MERGE = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:merge"
_LINE_BREAK = re.compile(r"\r\n?|\n")
_PLAIN_LINE = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)[ \t]*:[ \t]+(?P<value>\S.*)")
# Written in C where libyaml is installed, which takes a tenth of the time.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TooLarge(ValueError):
    """The block has more values, or is nested deeper, than the limits allow."""


def yaml_values(block: str) -> Mapping[str, Any] | None:
    """Return the mapping, empty for a block of comments. Return None if it is no mapping or exceeds the limits.

    Values of unknown types, and numbers and dates that do not exist, are returned as they are written. This includes
    words that only YAML 1.1 reads as another type (`yes`, `1:30`), and numbers that Python writes otherwise (`1.10`).
    """
    try:
        _check_depth(block)
        loader = _Loader(block)
        try:
            node = loader.get_single_node()
            value = {} if node is None else _Reader(loader).value(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def plain_values(block: str) -> Mapping[str, str]:
    """Return the values on lines `key: value`, for blocks that are not valid YAML."""
    matches = (_PLAIN_LINE.match(line.rstrip()) for line in lines_of(block))
    return {match["key"]: match["value"] for match in matches if match}


def toml_values(block: str) -> Mapping[str, Any] | None:
    """Return the table, or None if it is not TOML or exceeds the limits."""
    lines = lines_of(block)
    if any(line.count(".") > MAX_DOTS for line in lines):
        return None
    try:
        # Its parser does not know bare carriage returns.
        values = tomllib.loads("\n".join(lines))
        _check(values)
    except (ValueError, RecursionError):
        return None
    return values


def json_values(block: str) -> Mapping[str, Any] | None:
    """Return the object, or None if it is not a JSON object or exceeds the limits."""
    try:
        values = json.loads(block)
        _check(values)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def lines_of(block: str) -> list[str]:
    """Return the lines, whichever line ends they have."""
    return _LINE_BREAK.split(block)


def _check_depth(block: str) -> None:
    """Raise _TooLarge before the composer recurses over the block. Its events come without recursion."""
    depth = 0
    for count, event in enumerate(yaml.parse(block, Loader=_Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or count > 2 * MAX_VALUES:
            raise _TooLarge


def _check(value: object) -> None:
    pending, count = [(value, 1)], 0
    while pending:
        value, depth = pending.pop()
        count += 1
        if count > MAX_VALUES or depth > MAX_DEPTH or (isinstance(value, int) and value.bit_length() > MAX_BITS):
            raise _TooLarge
        if isinstance(value, dict):
            pending += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            pending += [(inner, depth + 1) for inner in value]


class _Reader:
    """Make values of the nodes of one block. Aliases are expanded, and each expansion counts."""

    def __init__(self, loader: Any) -> None:
        self._loader, self._count = loader, 0

    def value(self, node: yaml.Node, *, depth: int = 1) -> Any:
        self._count += 1
        # An alias may lie inside its own anchor.
        if self._count > MAX_VALUES or depth > MAX_DEPTH:
            raise _TooLarge
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth=depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(inner, depth=depth + 1) for inner in node.value]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, *, depth: int) -> dict[str, Any]:
        """Return the values. Those of a merge key (yaml.org/type/merge.html) count if no other key says them."""
        own: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, inner in node.value:
            value = self.value(inner, depth=depth + 1)
            sources = value if isinstance(value, list) else [value]
            if key.tag == _MERGE and all(isinstance(each, dict) for each in sources):
                for each in sources:
                    merged = each | merged
            else:
                own[self._key(key)] = value
        return merged | own

    def _key(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise _TooLarge
        return str(node.value)

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag in _NUMBERS and len(node.value) > LONGEST_NUMBER:
            return node.value
        if node.tag == _BOOLEAN and node.value.lower() not in ("true", "false"):
            return node.value
        try:
            value = self._loader.construct_object(node)
        except Exception:
            # The constructors raise all kinds of errors for what is not as its tag says, as `!!bool maybe`.
            return node.value
        return node.value if node.tag in _NUMBERS and str(value) != node.value else value
