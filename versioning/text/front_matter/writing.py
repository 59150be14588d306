"""Write front matter above a text."""

from collections.abc import Mapping

import yaml

Value = str | int | Mapping[str, str | int | list[str]]


def with_front_matter(text: str, *, values: Mapping[str, Value], lines: str = "") -> str:
    """Return the text with YAML front matter that `split_front_matter` reads. `lines` are written unchanged."""
    own = "".join(f"{key}: {_written(value)}\n" for key, value in values.items())
    return f"---\n{own}{lines}---\n\n{text}"


def _written(value: Value) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    flow: str = yaml.safe_dump(dict(value), default_flow_style=True, allow_unicode=True, width=float("inf"))
    return flow.removesuffix("\n")


def _quoted(value: str) -> str:
    quoted: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=float("inf"))
    return quoted.removesuffix("\n")
