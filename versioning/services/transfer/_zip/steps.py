"""The order in which the files of a zip are imported: as its layout says, or as they lie in their folders."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from versioning.models import ImportedFile, Project
from versioning.services.transfer._layouts.lookup import Lookup, lookup_of
from versioning.services.transfer._layouts.plan import Place, Plan, places_of
from versioning.services.transfer._layouts.registry import AUTO, check_layout, plan_layout
from versioning.services.transfer._layouts.tree import LARGEST_SETTINGS, Tree
from versioning.services.transfer._zip.beginnings import exported_texts, named_twice, without_wrapper
from versioning.services.transfer._zip.source import ZipSource
from versioning.services.transfer._zip.texts import ZipText, bare_folder, folder_of_index, placed_text, read_text


@dataclass(frozen=True)
class Step:
    """A file, a folder, or a folder with the file that is its own text.

    One of the two paths may be empty. `place` is set if a layout says where the document goes.
    """

    path: str
    folder: str = ""
    place: Place | None = None

    @property
    def name(self) -> str:
        return self.path or self.folder

    def read(self, source: ZipSource) -> ZipText:
        """Return the text of the step. Raises Refused."""
        if not self.path:
            return self.bare()
        return read_text(path=self.path, data=source.read(self.path), place=self.place)

    def bare(self) -> ZipText:
        """Return the folder of the step without a text."""
        folder = bare_folder(self.folder)
        return folder if self.place is None else placed_text(folder, place=self.place)


@dataclass(frozen=True)
class ZipPlan:
    """What to import: the zip without a folder around everything, the layout, and the steps.

    `copied` are the identifiers that more than one file names.
    """

    source: ZipSource
    layout: Plan | None
    steps: list[Step]
    copied: frozenset[str] = frozenset()
    lookup: Lookup = field(default_factory=Lookup)


def plan_zip(source: ZipSource, *, project: Project, layout: str) -> ZipPlan:
    """Return the plan of the import. Raises InvalidValue (layout)."""
    check_layout(layout)
    unwrapped, exported = without_wrapper(source, exported_texts(source))
    copied = named_twice(exported)
    plain = ZipPlan(unwrapped, None, list(_plain_steps(unwrapped)), copied=copied)
    # Files of an export name their documents, whatever else lies beside them.
    if layout == AUTO and exported:
        return plain
    bare = _without_top_folder(source, project=project)
    tree = _tree_of(bare)
    plan = plan_layout(tree, wanted=layout)
    if plan is None:
        return plain
    steps = [Step(place.path, folder=place.key if place.is_category else "", place=place) for place in places_of(plan)]
    return ZipPlan(bare, plan, steps, copied=copied, lookup=lookup_of(plan, tree=tree))


def plan_pages(source: ZipSource) -> ZipPlan:
    """Return the plan of pages that are in their order already."""
    return ZipPlan(source, None, list(_plain_steps(source)))


def _tree_of(source: ZipSource) -> Tree:
    paths = sorted({*source.files, *source.others, *source.hidden})
    return Tree(tuple(paths), lambda path: source.settings(path, length=LARGEST_SETTINGS))


def _without_top_folder(source: ZipSource, *, project: Project) -> ZipSource:
    """Return the zip without the folder around everything, which GitHub adds.

    If an earlier import knows the files by their paths in this folder, it stays.
    """
    folder = source.top_folder
    if not folder or ImportedFile.objects.filter(project=project, path__startswith=folder).exists():
        return source
    return source.inside(folder)


def _plain_steps(source: ZipSource) -> Iterator[Step]:
    """Yield a folder before everything that lies in it."""
    indexes = {folder: path for path in source.files if (folder := folder_of_index(path))}
    known: set[str] = set()
    for path in source.files:
        for folder in _folders_around(path):
            if folder not in known:
                known.add(folder)
                yield Step(indexes.get(folder, ""), folder=folder)
        if folder_of_index(path) == "":
            yield Step(path)


def _folders_around(path: str) -> Iterator[str]:
    parts = posixpath.dirname(path).split("/") if "/" in path else []
    return ("/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1))
