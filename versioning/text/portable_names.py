"""Names of files that file systems take and that git checks out."""

import re
from pathlib import PurePath

# What a name can have at most on Linux and macOS, in UTF-8.
MOST_BYTES = 255
# Longer endings are none.
_LONGEST_SUFFIX = 32
# What NTFS takes for `.git` (`is_ntfs_dotgit` in git's path.c). A repository with such a file cannot be cloned.
_GIT = re.compile(r"(?:\.git|git~1)[. ]*(?::.*)?", re.IGNORECASE | re.DOTALL)


def is_portable(name: str) -> bool:
    """Return whether a file in a repository can have this name. Names such as `..` are for the caller."""
    return len(name.encode()) <= MOST_BYTES and not is_of_git(name)


def is_of_git(name: str) -> bool:
    """Return whether git, on some system, would take a file of this name for its own folder."""
    return _GIT.fullmatch(name) is not None


def shortened(name: str, *, end: str = "") -> str:
    """Return the name, whose part before the ending is cut if it is too long. `end` comes before the ending."""
    path = PurePath(name)
    suffix = path.suffix if len(path.suffix) <= _LONGEST_SUFFIX else ""
    stem, end = name.removesuffix(suffix), f"{end}{suffix}"
    return stem.encode()[: MOST_BYTES - len(end.encode())].decode(errors="ignore") + end
