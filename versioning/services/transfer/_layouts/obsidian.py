"""Recognize vaults of Obsidian: the folder `.obsidian`, or many wiki links (help.obsidian.md/data-storage)."""

import re

from versioning.services.transfer._layouts.plan import Entry, Plan, Shelf
from versioning.services.transfer._layouts.tree import Tree, folder_of, is_index, is_text, joined, stem_of

SETTINGS = ".obsidian"
NEEDS = "any text"
# Without the folder, so many texts are looked at, and this part of them must have a wiki link.
_LOOKED_AT, _PART = 60, 0.25
_WIKI_LINK = re.compile(r"!?\[\[[^\[\]\n]{1,200}\]\]")
_NUMBER = re.compile(r"(\d{1,18})")


def find_roots(tree: Tree) -> list[str]:
    """Return the folders that are vaults, or the root if its texts link like those of a vault."""
    marked = {path.partition(f"{SETTINGS}/")[0].rstrip("/") for path in tree.paths if f"/{SETTINGS}/" in f"/{path}"}
    # A folder below a vault with settings of its own is a part of that vault.
    vaults = sorted(marked, key=lambda path: (path.count("/") + bool(path), path))[:1]
    return vaults or ([""] if _has_wiki_links(tree) else [])


def add_shelf(plan: Plan, *, tree: Tree, root: str, name: str) -> None:
    """Add the notes of the vault to the plan."""
    plan.shelves.append(Shelf(_entries(tree, root), name))


def make_plan() -> Plan:
    """Return a plan without pages."""
    return Plan(
        "obsidian",
        "a vault of Obsidian",
        reasons={
            f"**/{SETTINGS}/**": "It has settings of Obsidian.",
            "**/.trash/**": "It is in the trash of the vault.",
            "**/*.canvas": "It is a canvas, which Stemma doesn't show.",
            "**/*.base": "It is a view of Bases, which Stemma doesn't show.",
        },
        finds_by_name=True,
    )


def _has_wiki_links(tree: Tree) -> bool:
    texts = [path for path in tree.paths if is_text(path)]
    looked_at = texts[:: max(1, len(texts) // _LOOKED_AT)][:_LOOKED_AT]
    linking = sum(bool(_WIKI_LINK.search(tree.read(path) or "")) for path in looked_at)
    return linking >= 2 and linking >= _PART * len(looked_at)


def _entries(tree: Tree, folder: str) -> list[Entry]:
    """Return the folders, then the notes, each by name, as Obsidian lists them."""
    found = []
    for name in sorted((each for each in tree.folders(folder) if not each.startswith(".")), key=_natural):
        inner = joined(folder, name)
        children = _entries(tree, inner)
        if children:
            note = _folder_note(children, name=name)
            below = [child for child in children if child.path != note or child.children is not None]
            found.append(Entry(note, title=_title(tree, note) or name, folder=inner, children=below))
    notes = sorted((each for each in tree.files(folder) if is_text(each)), key=_natural)
    paths = (joined(folder, name) for name in notes)
    return [*found, *(Entry(path, title=_title(tree, path)) for path in paths)]


def _folder_note(children: list[Entry], *, name: str) -> str:
    """Return the note that is the text of its folder: an index, or a note of the same name. Else an empty string."""
    pages = [child.path for child in children if child.children is None]
    same = [path for path in pages if stem_of(path).casefold() == name.casefold()]
    return next(iter([*same, *filter(is_index, pages)]), "")


def _title(tree: Tree, path: str) -> str:
    """Return what Obsidian calls the note: the name of its file, unless its properties have a title."""
    if not path:
        return ""
    name = folder_of(path).rpartition("/")[2] if is_index(path) and folder_of(path) else stem_of(path)
    return tree.head(path).metadata.title or name


def _natural(name: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts numbers in names by their value, and ignores case."""
    parts = _NUMBER.split(name.casefold())
    return [(not at % 2, int(part) if at % 2 else 0, part) for at, part in enumerate(parts)]
