"""Write front matter above a text."""

from collections.abc import Mapping

import yaml


def with_front_matter(text: str, *, values: Mapping[str, str | int], lines: str = "") -> str:
    """Return the text with YAML front matter that `split_front_matter` reads. `lines` are written unchanged."""
    own = "".join(f"{key}: {value if isinstance(value, int) else _quoted(value)}\n" for key, value in values.items())
    return f"---\n{own}{lines}---\n\n{text}"


def _quoted(value: str) -> str:
    quoted: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=float("inf"))
    return quoted.removesuffix("\n")
