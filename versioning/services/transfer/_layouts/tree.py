"""The files that a recognizer looks at: their paths, and the few that it reads."""

import posixpath
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from versioning.text.front_matter.metadata import Metadata, read_metadata
from versioning.text.front_matter.split import FrontMatterText, split_front_matter
from versioning.text.front_matter.values import json_values, toml_values, yaml_values
from versioning.text.render.headings import first_heading

TEXTS = (".md", ".mdx", ".markdown")
# Files that are the text of their folder, in lower case and without extension.
INDEXES = ("index", "_index", "readme")
# In bytes. A longer settings file is not read.
LARGEST_SETTINGS = 1_000_000


@dataclass(frozen=True)
class TextHead:
    """What the beginning of a text says of it."""

    metadata: Metadata
    values: Mapping[str, Any]
    heading: str

    @property
    def title(self) -> str:
        return self.metadata.title or self.heading


NO_HEAD = TextHead(Metadata(), {}, "")


@dataclass(frozen=True)
class Tree:
    """The paths of all files, sorted. `load` returns the bytes of one, or None if it cannot be read or is too large."""

    paths: tuple[str, ...]
    load: Callable[[str], bytes | None]

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.paths)

    @cached_property
    def _texts(self) -> list[str]:
        return [path for path in self.paths if is_text(path)]

    @cached_property
    def _heads(self) -> dict[str, TextHead]:
        return {}

    @cached_property
    def _listed(self) -> dict[str, tuple[list[str], list[str]]]:
        """The folders and the files in each folder, in the order of their names."""
        listed: dict[str, tuple[list[str], list[str]]] = {"": ([], [])}
        for path in self.paths:
            folder, _, name = path.rpartition("/")
            self._open(folder, listed)
            listed[folder][1].append(name)
        return listed

    def _open(self, folder: str, listed: dict[str, tuple[list[str], list[str]]]) -> None:
        # From the top down, so that no depth can exhaust the stack.
        above = ""
        for name in folder.split("/") if folder else ():
            here = f"{above}/{name}" if above else name
            if here not in listed:
                listed[here] = ([], [])
                listed[above][0].append(name)
            above = here

    def __contains__(self, path: object) -> bool:
        return path in self.known

    def folders(self, folder: str) -> list[str]:
        """Return the names of the folders in this folder."""
        return self._listed.get(folder, ([], []))[0]

    def files(self, folder: str) -> list[str]:
        """Return the names of the files in this folder."""
        return self._listed.get(folder, ([], []))[1]

    def has_folder(self, folder: str) -> bool:
        return folder in self._listed

    def texts(self, folder: str) -> list[str]:
        """Return the paths of all texts in this folder and below it."""
        if not folder:
            return list(self._texts)
        # A slash comes right before a zero.
        return self._texts[bisect_left(self._texts, f"{folder}/") : bisect_left(self._texts, f"{folder}0")]

    def read(self, path: str) -> str | None:
        """Return the text of a small file, or None if there is none or if it is not UTF-8."""
        data = self.load(path) if path in self.known else None
        if data is None or len(data) > LARGEST_SETTINGS:
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None

    def values(self, path: str) -> Mapping[str, Any] | None:
        """Return the values of a settings file in YAML, TOML or JSON, or None if it cannot be read."""
        text = self.read(path)
        if text is None:
            return None
        parse = {"toml": toml_values, "json": json_values}.get(path.rpartition(".")[2].lower(), yaml_values)
        return parse(text)

    def head(self, path: str) -> TextHead:
        """Return what the text at the path says of itself."""
        if path not in self._heads:
            text = self.read(path)
            self._heads[path] = NO_HEAD if text is None else _head(split_front_matter(text))
        return self._heads[path]

    def find(self, *names: str, deepest: int = 3) -> Iterator[str]:
        """Yield the paths of files with one of these names, those nearest to the root first."""
        found = [path for path in self.paths if posixpath.basename(path) in names and path.count("/") <= deepest]
        yield from sorted(found, key=lambda path: (path.count("/"), path))


def _head(parts: FrontMatterText) -> TextHead:
    return TextHead(read_metadata(parts), parts.values(), first_heading(parts.body))


def is_text(path: str) -> bool:
    return path.lower().endswith(TEXTS)


def is_within(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def is_index(path: str) -> bool:
    """Return whether the file is the text of its folder."""
    return is_text(path) and stem_of(path).lower() in INDEXES


def stem_of(path: str) -> str:
    """Return the name of the file without its extension."""
    return posixpath.splitext(posixpath.basename(path))[0]


def folder_of(path: str) -> str:
    return posixpath.dirname(path)


def joined(folder: str, path: str) -> str:
    """Return the path in the tree that `path` means in the folder. It never leaves the tree."""
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def words_of(name: str) -> str:
    """Return a title for the name of a file or folder: `getting-started` becomes `Getting started`."""
    words = name.replace("-", " ").replace("_", " ").strip() or name
    return words[:1].upper() + words[1:]
