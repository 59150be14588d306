"""Find the paths that documents were imported from, so that an export gives their files the same names."""

import re
import unicodedata
from pathlib import PurePosixPath
from uuid import UUID

from versioning.models import DocumentPath, Project
from versioning.services.transfer._import.reading import is_safe_path
from versioning.services.transfer._layouts.tree import is_text
from versioning.text.portable_names import is_portable

# What names a page in another product, whose files have names that nobody gave.
_OF_PRODUCT = re.compile(r"(?:document360|confluence|notion):")
# Not on all file systems.
_UNUSABLE = re.compile(r'[\\:*?"<>|]|\A\.|[. ]\Z')
# In bytes. It leaves room for a number and an ending.
_NAME_LENGTH = 200


def origins_of(project: Project) -> dict[UUID, str]:
    """Return the newest path of each imported document, with a slash at the end for a folder without a text."""
    rows = DocumentPath.objects.imported().filter(project=project).order_by("position", "pk")
    found, left_out = dict[UUID, str](), set[UUID]()
    for document, path in rows.values_list("document", "path").iterator():
        if _OF_PRODUCT.match(path):
            left_out.add(document)
        elif not path.startswith("/"):
            found[document] = path
    return {document: path for document, path in found.items() if document not in left_out}


def file_path(origin: str, *, suffix: str) -> str:
    """Return the path for a file of this kind, or an empty string if not all file systems can have it."""
    if not origin:
        return ""
    path = f"{origin}index{suffix}" if origin.endswith("/") else with_suffix(origin, suffix)
    is_usable = is_safe_path(path) and all(map(usable_name, path.split("/")))
    return path if is_usable else ""


def with_suffix(path: str, suffix: str) -> str:
    """Return the path with this ending, unless its own says the same: `.mdx` is Markdown, too."""
    if not path or (suffix == ".md" and is_text(path)):
        return path
    return str(PurePosixPath(path).with_suffix(suffix))


def usable_name(name: str) -> str:
    """Return the name, or an empty string if not all file systems can have it."""
    is_plain = (
        name != "" and name.isprintable() and unicodedata.is_normalized("NFC", name) and not _UNUSABLE.search(name)
    )
    return name if is_plain and is_portable(name) and len(name.encode()) <= _NAME_LENGTH else ""
