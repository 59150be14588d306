"""Recognize spaces of GitBook: `.gitbook.yaml` and `SUMMARY.md` (gitbook.com/docs, "Content configuration").

Several folders with an outline are spaces or variants. Each becomes a workspace.
"""

from versioning.services.transfer._layouts.mdbook import MARK as MDBOOK
from versioning.services.transfer._layouts.mdbook import entry_of
from versioning.services.transfer._layouts.outline import Line, read_outline
from versioning.services.transfer._layouts.plan import Entry, Plan, Shelf, with_rest
from versioning.services.transfer._layouts.tree import Tree, folder_of, joined

SETTINGS, OUTLINE = (".gitbook.yaml", ".gitbook.yml"), "SUMMARY.md"
NEEDS = "a file SUMMARY.md with links to its pages"


def find_roots(tree: Tree) -> list[str]:
    """Return the folders that have an outline of GitBook, or settings of GitBook."""
    stated = [joined(folder_of(path), _stated(tree, path, "root", "")) for path in tree.find(*SETTINGS)]
    stated = [folder for folder in stated if _outline(tree, folder) in tree]
    if stated and stated != [""]:
        return list(dict.fromkeys(stated))
    outlines = [folder_of(path) for path in tree.find(OUTLINE, deepest=2) if _is_outline(tree, path)]
    return sorted({*stated, *outlines}, key=lambda folder: (folder.count("/") + bool(folder), folder))


def add_shelf(plan: Plan, *, tree: Tree, root: str, name: str) -> None:
    """Add the pages of the space in this folder to the plan."""
    outline = _outline(tree, root)
    plan.roots = (*plan.roots, root)
    entries: list[Entry] = []
    group = entries
    for number, line in enumerate(read_outline(tree.read(outline) or "")):
        if not line.is_heading:
            entry = entry_of(line, tree=tree, source=folder_of(outline), plan=plan)
            group.extend([entry] if entry else [])
        elif number:
            group = []
            entries.append(Entry(title=line.title, children=group))
    others = (outline, f"{joined(root, '.gitbook')}/**")
    plan.shelves.append(Shelf(with_rest(entries, tree=tree, root=root, leave=others), name))


def make_plan() -> Plan:
    """Return a plan without pages."""
    outline = "It is the outline of the space, which gives the order of the pages."
    settings = "It has settings of GitBook, which Stemma doesn't need."
    return Plan(
        "gitbook",
        "a space of GitBook",
        reasons={
            f"**/{OUTLINE}": outline,
            **{f"**/{name}": settings for name in (*SETTINGS, "book.json", "docs.yaml")},
            "**/.gitbook/includes/**": "It is a reusable part, which GitBook inserts into pages.",
        },
    )


def _outline(tree: Tree, root: str) -> str:
    """Return the path of the outline. The settings beside the root or in it may name another one."""
    for folder in (root, folder_of(root)):
        for name in SETTINGS:
            structure = (tree.values(joined(folder, name)) or {}).get("structure")
            summary = structure.get("summary") if isinstance(structure, dict) else None
            if isinstance(summary, str) and joined(root, summary) in tree:
                return joined(root, summary)
    return joined(root, OUTLINE)


def _stated(tree: Tree, path: str, key: str, default: str) -> str:
    value = (tree.values(path) or {}).get(key)
    return value if isinstance(value, str) else default


def _is_outline(tree: Tree, path: str) -> bool:
    """Return whether the file links to texts of the tree, and is not that of an mdBook."""
    folder = folder_of(path)
    if any(joined(above, MDBOOK) in tree for above in (folder, folder_of(folder))):
        return False
    return any(_leads(line, tree, folder) for line in read_outline(tree.read(path) or ""))


def _leads(line: Line, tree: Tree, folder: str) -> bool:
    return joined(folder, line.target.partition("#")[0]) in tree and bool(line.target)
