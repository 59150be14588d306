"""Make a file's name harmless, whatever a client sends."""

import unicodedata

from versioning.exceptions import InvalidValue
from versioning.models.limits import NAME_LENGTH
from versioning.text.portable_names import is_of_git, shortened

# Control characters, invisible ones that turn the direction of a text around, surrogates, and unassigned ones.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(name: str, *, field: str = "name") -> str:
    """Return the name without folders and invisible characters. If it has too many bytes, its middle is cut out.

    Raises InvalidValue if nothing is left, if it has too many characters, or if git keeps the name to itself.
    """
    cleaned = clean_name(name, field=field)
    if is_of_git(cleaned):
        raise InvalidValue(f"{field} must be the name of a file. Git keeps {cleaned} to itself.", field=field)
    return shortened(cleaned)


def clean_name(name: str, *, field: str = "name") -> str:
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
