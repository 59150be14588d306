"""Take along pictures and attachments, as each commit had them: what the texts refer to, and what matches patterns."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from cachetools import LRUCache

from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Actor, HistoryFile, Project
from versioning.services.files.import_file import import_file
from versioning.services.transfer._git.history import MOST_FILES_A_COMMIT, ObjectReader
from versioning.services.transfer._import.patterns import matches
from versioning.services.transfer._import.reading import LFS_POINTER, ReadCommit, Refusal, is_safe_path
from versioning.services.transfer._layouts.lookup import Lookup
from versioning.text.relative_references import named_file, references_in, target_of, wiki_name

# Folders of commits in memory. A commit changes few of them.
_TREES = 2000
# Folders and names of files that wiki links look for, in memory.
_NAMES = 100_000
TOO_MANY = "A commit has more than {:,} files that its texts or the patterns name. Import fewer files."
TOO_DEEP = "A commit has folders that are nested too deeply."
_FOLDER, _EXECUTABLE = b"40000", b"100755"
_REGULAR = b"100"


class PlacedFile(NamedTuple):
    """What a path holds from a commit on: a file of the project, or nothing."""

    path: str
    file_id: UUID | None
    executable: bool = False


class _Entry(NamedTuple):
    path: str
    mode: bytes
    sha: str


@dataclass
class HistoryFiles:
    """The files of one import. `known` is what each path held last. `uploaded` is the file of each blob and name.

    Files that match one of `patterns` are taken along although no text refers to them, unless they match `texts`.
    `refusals` are the files that the last `collect` left out.
    """

    actor: Actor
    project: Project
    reader: ObjectReader
    patterns: Sequence[str] = ()
    texts: Sequence[str] = ()
    lookup: Lookup = field(default_factory=Lookup)
    refusals: list[Refusal] = field(default_factory=list)
    uploaded: dict[tuple[str, str], UUID | None] = field(default_factory=dict)
    trees: LRUCache[str, dict[str, tuple[bytes, str]]] = field(default_factory=lambda: LRUCache(_TREES))
    names: LRUCache[tuple[str, str], tuple[str, ...]] = field(default_factory=lambda: LRUCache(_NAMES))
    known: dict[str, UUID | None] = field(default_factory=dict)
    last_tree: str | None = None

    def __post_init__(self) -> None:
        rows = HistoryFile.objects.of_git().filter(project=self.project).order_by("position")
        self.known = dict(rows.values_list("path", "file"))

    @property
    def stored(self) -> int:
        """How many different files were taken along."""
        return len({pk for pk in self.uploaded.values() if pk is not None})

    def collect(self, commits: Sequence[ReadCommit], *, texts: Collection[str]) -> dict[str, list[PlacedFile]]:
        """Return what is new in each commit, by its hash. The bytes are stored. `texts` are paths of documents.

        Raises StoreUnavailable, and InvalidValue (source) if a forged commit names files without end.
        """
        try:
            return self._collect(commits, texts=texts)
        except RecursionError as error:
            raise InvalidValue(TOO_DEEP, field="source") from error

    def _collect(self, commits: Sequence[ReadCommit], *, texts: Collection[str]) -> dict[str, list[PlacedFile]]:
        self.refusals = []
        own = {file.path for commit in commits for file in commit.files}
        placed = {}
        for commit in commits:
            targets = {
                target
                for file in commit.files
                for reference in references_in(file.data.decode())
                if (target := target_of(reference, path=file.path)) and target not in own and target not in texts
            }
            targets |= self._matching(commit)
            new = [each for target in sorted(targets) for each in self._places(commit, target)]
            if new:
                placed[commit.sha] = list({each.path: each for each in new}.values())
        return placed

    def _matching(self, commit: ReadCommit) -> set[str]:
        """Return the paths that match the patterns and changed since the last commit, or are gone."""
        if not self.patterns:
            return set()
        before, self.last_tree = self.last_tree, commit.stored.tree
        changed = set[str]()
        for path in self._changed(before, commit.stored.tree, folder=""):
            changed.add(path)
            _refuse_too_many(changed)
        if before is None:
            # The run before may have ended at any commit.
            changed |= {path for path, file in self.known.items() if file is not None}
        return {path for path in changed if matches(path, self.patterns) and not matches(path, self.texts)}

    def _changed(self, before: str | None, after: str | None, *, folder: str) -> Iterator[str]:
        """Yield the paths of regular files that differ between two trees. Equal folders are not read."""
        old = self._entries(before) if before else {}
        new = self._entries(after) if after else {}
        for name in old.keys() | new.keys():
            sides = old.get(name), new.get(name)
            if sides[0] == sides[1]:
                continue
            if any(side and side[0].startswith(_REGULAR) for side in sides):
                yield f"{folder}{name}"
            folders = [side[1] if side and side[0] == _FOLDER else None for side in sides]
            if any(folders):
                yield from self._changed(folders[0], folders[1], folder=f"{folder}{name}/")

    def _places(self, commit: ReadCommit, target: str) -> Iterator[PlacedFile]:
        """Yield what the path holds in the commit, unless a row of an earlier commit says it already.

        For a wiki link that is what its name means there, and the path that has the name.
        """
        name, tree = wiki_name(target), commit.stored.tree
        path = (
            target if name is None else self._named(tree, name, folder=target.removesuffix(f"/[[{name}]]").lstrip("/"))
        )
        entry = None if path is None else self._find(tree, path)
        real = target if entry is None else entry.path
        if entry is None and name is None:
            # A file from elsewhere counts as if it were where the text looks for it.
            entry = self._find_elsewhere(tree, target)
        if entry is not None and not is_safe_path(entry.path):
            entry, real = None, target
        file_id = None if entry is None else self._upload(commit, entry)
        for each in dict.fromkeys((real, target) if name is not None else (real,)):
            if self.known.get(each) != file_id:
                self.known[each] = file_id
                yield PlacedFile(each, file_id, entry is not None and entry.mode == _EXECUTABLE)

    def _find_elsewhere(self, tree: str, target: str) -> _Entry | None:
        """Return the file that the site has at this address, but the repository in another folder."""
        return next((each for one in self.lookup.candidates(target) if (each := self._find(tree, one))), None)

    def _named(self, tree: str, name: str, *, folder: str) -> str | None:
        """Return the path that a wiki link in a text of the folder means by this name."""
        return named_file(name, self._all_named(tree, name.rpartition("/")[2].casefold()), folder=folder)

    def _all_named(self, tree: str, name: str) -> tuple[str, ...]:
        """Return the paths below a tree of all regular files with this name, which is without case."""
        key = (tree, name)
        if key not in self.names:
            found: list[str] = []
            for each, (mode, sha) in self._entries(tree).items():
                if mode == _FOLDER:
                    found += [f"{each}/{path}" for path in self._all_named(sha, name)]
                elif mode.startswith(_REGULAR) and each.casefold() == name:
                    found.append(each)
                # A few hundred bytes can name billions: each folder may hold the next one many times.
                _refuse_too_many(found)
            self.names[key] = tuple(found)
        return self.names[key]

    def _upload(self, commit: ReadCommit, entry: _Entry) -> UUID | None:
        name = entry.path.rpartition("/")[2]
        key = (entry.sha, name)
        if key not in self.uploaded:
            try:
                self.uploaded[key] = self._store(entry.sha, name)
            except VersioningError as refusal:
                self.refusals.append(Refusal(commit=commit.sha, path=entry.path, reason=refusal.message.rstrip(".")))
                self.uploaded[key] = None
        return self.uploaded[key]

    def _store(self, sha: str, name: str) -> UUID:
        (data,) = self.reader.read([sha])
        if data is None:
            raise VersioningError("the file is too large")
        if data.startswith(LFS_POINTER.encode()):
            raise VersioningError("the file is in Git LFS")
        return import_file(actor=self.actor, project=self.project, name=name, pieces=[data]).pk

    def _find(self, tree: str, path: str) -> _Entry | None:
        """Return the regular file at the path, if need be in another case or normalization form, or None."""
        sha, mode, real = tree, _FOLDER, list[str]()
        for part in path.split("/"):
            if mode != _FOLDER:
                return None
            entries = self._entries(sha)
            name = part if part in entries else next((each for each in entries if _folded(each) == _folded(part)), "")
            if not name:
                return None
            mode, sha = entries[name]
            real.append(name)
        return _Entry("/".join(real), mode, sha) if mode.startswith(_REGULAR) else None

    def _entries(self, tree: str) -> dict[str, tuple[bytes, str]]:
        if tree not in self.trees:
            (data,) = self.reader.read([tree])
            self.trees[tree] = _parse(data or b"", length=len(tree) // 2)
        return self.trees[tree]


def _folded(name: str) -> str:
    """Return the name as computers of authors compare it: without case, and in one normalization form."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _refuse_too_many(paths: Collection[str]) -> None:
    if len(paths) > MOST_FILES_A_COMMIT:
        raise InvalidValue(TOO_MANY.format(MOST_FILES_A_COMMIT), field="source")


def _parse(data: bytes, *, length: int) -> dict[str, tuple[bytes, str]]:
    """Parse a tree: `mode name`, NUL and the bytes of the object's name, again and again."""
    entries, start = {}, 0
    while (space := data.find(b" ", start)) >= 0 and (end := data.find(b"\0", space)) >= 0:
        name = data[space + 1 : end].decode("utf-8", "surrogateescape")
        entries[name] = (data[start:space], data[end + 1 : end + 1 + length].hex())
        start = end + 1 + length
    return entries
