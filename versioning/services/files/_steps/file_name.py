"""Make a file's name harmless, whatever a client sends."""

import unicodedata

from versioning.exceptions import InvalidValue
from versioning.models.limits import NAME_LENGTH

# Control characters, invisible ones that turn the direction of a text around, surrogates, and unassigned ones.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(name: str, *, field: str = "name") -> str:
    """Return the name without folders and invisible characters. Raises InvalidValue if nothing is left, or too much."""
    normal = unicodedata.normalize("NFC", name.encode(errors="ignore").decode())
    last = normal.replace("\\", "/").rpartition("/")[2]
    printable = "".join(character for character in last if unicodedata.category(character) not in UNPRINTABLE)
    cleaned = " ".join(printable.split())
    if not cleaned.strip(". "):
        raise InvalidValue(f"{field} must be the name of a file.", field=field)
    if len(cleaned) > NAME_LENGTH:
        raise InvalidValue(f"{field} must have at most {NAME_LENGTH} characters.", field=field)
    return cleaned
