"""Take along pictures and attachments, as each commit had them: what the texts refer to, and what matches patterns.

A file that was taken along once is followed: a later commit may change, rename or delete it without a word in a text.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from cachetools import LRUCache

from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Actor, HistoryFile, Project
from versioning.services.files.import_file import import_file
from versioning.services.transfer._git.history import MOST_FILES_A_COMMIT, ObjectReader
from versioning.services.transfer._import.own_files import is_own_file
from versioning.services.transfer._import.patterns import matches
from versioning.services.transfer._import.reading import LFS_POINTER, ReadCommit, Refusal, fault_of_place, printable
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

    `since` is the tree of the newest commit that was imported before, if there is one. `followed` has the names in each
    folder that lead to the files that `known` has.

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
    refused: set[str] = field(default_factory=set)
    trees: LRUCache[str, dict[str, tuple[bytes, str]]] = field(default_factory=lambda: LRUCache(_TREES))
    names: LRUCache[tuple[str, str], tuple[str, ...]] = field(default_factory=lambda: LRUCache(_NAMES))
    known: dict[str, PlacedFile] = field(default_factory=dict)
    since: str | None = None
    # Nothing of what the project has counts as known.
    is_new: bool = False
    last_tree: str | None = None
    followed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        if self.is_new:
            return
        rows = HistoryFile.objects.of_git().filter(project=self.project).order_by("position")
        for row in rows.values_list("path", "file", "executable").iterator():
            self._learn(PlacedFile(*row))

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
        documents = {*texts, *(file.path for commit in commits for file in commit.files)}
        placed = {}
        for commit in commits:
            before, self.last_tree = self.last_tree, commit.stored.tree
            changed = set(self._changed_known(before or self.since, commit.stored.tree, folder=""))
            targets = {
                target
                for file in commit.files
                for reference in references_in(file.data.decode())
                if (target := target_of(reference, path=file.path)) and target not in documents
                if not is_own_file(reference, project=self.project)
            }
            targets |= self._matching(commit, before=before)
            new = [each for path in sorted(changed - documents) for each in self._follow(commit, path)]
            new += [each for target in sorted(targets) for each in self._places(commit, target, documents)]
            if new:
                placed[commit.sha] = list({each.path: each for each in new}.values())
        return placed

    def _changed_known(self, before: str | None, after: str | None, *, folder: str) -> Iterator[str]:
        """Yield the known paths below a folder that hold something else than before. Equal folders are not read."""
        if before == after or folder not in self.followed:
            return
        old, new = (self._entries(tree) if tree else {} for tree in (before, after))
        for name in sorted(self.followed[folder]):
            sides = old.get(name), new.get(name)
            if sides[0] == sides[1]:
                continue
            path = f"{folder}/{name}" if folder else name
            if path in self.known and self.known[path].file_id is not None:
                yield path
            folders = [side[1] if side and side[0] == _FOLDER else None for side in sides]
            yield from self._changed_known(folders[0], folders[1], folder=path)

    def _follow(self, commit: ReadCommit, path: str) -> Iterator[PlacedFile]:
        """Yield what a known path holds in the commit. Another spelling of it is another path."""
        entry = self._find(commit.stored.tree, path)
        yield from self._place(commit, entry if entry is not None and entry.path == path else None, paths=(path,))

    def _learn(self, placed: PlacedFile) -> None:
        self.known[placed.path] = placed
        if placed.path.startswith("/") or placed.file_id is None:
            return
        folder, _, name = placed.path.rpartition("/")
        while name and name not in self.followed[folder]:
            self.followed[folder].add(name)
            folder, _, name = folder.rpartition("/")

    def _matching(self, commit: ReadCommit, *, before: str | None) -> set[str]:
        """Return the paths that match the patterns and changed since the last commit, or are gone."""
        if not self.patterns:
            return set()
        changed = set[str]()
        for path in self._changed(before, commit.stored.tree, folder=""):
            changed.add(path)
            _refuse_too_many(changed)
        if before is None:
            # The run before may have ended at any commit.
            changed |= {one.path for one in self.known.values() if one.file_id and not one.path.startswith("/")}
        wanted = {path for path in changed if matches(path, self.patterns) and not matches(path, self.texts)}
        return {path for path in wanted if self._takes(commit, path)}

    def _takes(self, commit: ReadCommit, path: str) -> bool:
        """Return whether a file can be noted at the path. If not, refuse it by name, once."""
        fault = fault_of_place(path)
        if fault is not None and path not in self.refused:
            self.refused.add(path)
            self.refusals.append(Refusal(commit=commit.sha, path=printable(path), reason=fault))
        return fault is None

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

    def _places(self, commit: ReadCommit, target: str, documents: Collection[str]) -> Iterator[PlacedFile]:
        """Yield what the path holds in the commit, unless a row of an earlier commit says it already.

        For a wiki link that is what its name means there, and the path that has the name. For a file that the site has
        at this address, but the repository in another folder, it is the address and the path. A document is no file.
        """
        name, tree = wiki_name(target), commit.stored.tree
        path = (
            target if name is None else self._named(tree, name, folder=target.removesuffix(f"/[[{name}]]").lstrip("/"))
        )
        entry = None if path is None else self._find(tree, path)
        paths = [target] if name is not None else []
        if entry is None and name is None:
            entry = self._find_elsewhere(tree, target)
            # An import before this distinction noted the address as a path.
            yield from self._place(commit, None, paths=(target,))
            paths = [f"/{target}"]
        if entry is not None and entry.path in documents:
            return
        if entry is not None and self._takes(commit, entry.path):
            yield from self._place(commit, entry, paths=(entry.path, *paths))
        else:
            yield from self._place(commit, None, paths=paths or (target,))

    def _place(self, commit: ReadCommit, entry: _Entry | None, *, paths: Iterable[str]) -> Iterator[PlacedFile]:
        """Yield the file for each of these paths that held something else."""
        file_id = None if entry is None else self._upload(commit, entry)
        executable = entry is not None and file_id is not None and entry.mode == _EXECUTABLE
        for path in dict.fromkeys(paths):
            placed = PlacedFile(path, file_id, executable)
            if self.known.get(path, PlacedFile(path, None)) != placed:
                self._learn(placed)
                yield placed

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
