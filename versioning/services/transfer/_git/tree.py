"""The files of the newest commit, for the recognizers of layouts."""

from collections.abc import Iterator
from contextlib import contextmanager

from versioning.exceptions import InvalidValue
from versioning.services.transfer._git.command import GitFailed
from versioning.services.transfer._git.history import MOST_FILES_A_COMMIT, nul_tokens, object_reader
from versioning.services.transfer._git.source import GitSource
from versioning.services.transfer._layouts.tree import LARGEST_SETTINGS, Tree

# Folders in folders. A file that lies deeper has no place in a site.
_DEEPEST = 40
_REGULAR = b"100"


@contextmanager
def tree_at_tip(source: GitSource) -> Iterator[Tree]:
    """Yield the tree of the commit that was asked for, whose files can be read meanwhile.

    Raises InvalidValue (source) if the commit has too many files.
    """
    blobs = dict(_blobs(source))
    with object_reader(source) as reader:
        yield Tree(tuple(sorted(blobs)), lambda path: reader.read([blobs[path]])[0] if blobs[path] else None)


def _blobs(source: GitSource) -> Iterator[tuple[str, str]]:
    """Yield the path and the name of each regular file. The name is empty if the file is no small one."""
    try:
        with source.git.talk(source.place, "ls-tree", "-r", "-z", "-l", "--full-tree", source.tip) as (_, listing):
            for count, token in enumerate(nul_tokens(listing)):
                if count > MOST_FILES_A_COMMIT:
                    message = f"The newest commit has more than {MOST_FILES_A_COMMIT:,} files. Import fewer files."
                    raise InvalidValue(message, field="source")
                yield from _entry(token)
    except GitFailed as error:
        raise InvalidValue(f"The newest commit cannot be read: {error}", field="source") from error


def _entry(token: bytes) -> Iterator[tuple[str, str]]:
    head, tab, path = token.partition(b"\t")
    fields = head.split()
    if not tab or len(fields) != 4 or not fields[0].startswith(_REGULAR) or path.count(b"/") > _DEEPEST:
        return
    try:
        name = path.decode()
    except UnicodeDecodeError:
        return
    is_small = fields[3].isdigit() and int(fields[3]) <= LARGEST_SETTINGS
    yield name, fields[2].decode() if is_small else ""
