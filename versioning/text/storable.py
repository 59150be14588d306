"""The characters that a database cannot keep in text."""

from collections.abc import Mapping
from typing import Any

NUL = "NUL characters"
SURROGATES = "lone surrogates"


def unstorable_in(text: str, *, nul_fits: bool = False) -> str | None:
    """Return the kind of characters that cannot be stored ("NUL characters" or "lone surrogates"), or None.

    PostgreSQL keeps no NUL in text columns, and UTF-8 encodes no lone surrogate. With `nul_fits`, NUL is allowed: the
    bodies of versions are stored as bytes.
    """
    if not nul_fits and "\0" in text:
        return NUL
    try:
        text.encode()
    except UnicodeEncodeError:
        return SURROGATES
    return None


def replace_unstorable(value: Any) -> Any:
    """Return the text, or the JSON value with all texts in it, with U+FFFD for each character that cannot be stored."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {replace_unstorable(name): replace_unstorable(part) for name, part in value.items()}
    return [replace_unstorable(part) for part in value] if isinstance(value, list | tuple) else value
