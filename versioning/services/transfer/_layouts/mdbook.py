"""Recognize books of mdBook: `book.toml` and `src/SUMMARY.md` (rust-lang.github.io/mdBook/format/summary.html)."""

from collections.abc import Iterable

from versioning.services.transfer._layouts.outline import Line, file_of, read_outline
from versioning.services.transfer._layouts.plan import Entry, Plan, Shelf, with_rest
from versioning.services.transfer._layouts.tree import Tree, folder_of, joined

MARK, OUTLINE = "book.toml", "SUMMARY.md"
NEEDS = "a file book.toml and a file SUMMARY.md in its source folder"


def find_roots(tree: Tree) -> list[str]:
    """Return the folders of books that have an outline, the nearest to the root first."""
    return [folder for path in tree.find(MARK) if _outline(tree, folder := folder_of(path)) in tree]


def add_shelf(plan: Plan, *, tree: Tree, root: str, name: str) -> None:
    """Add the pages of the book in this folder to the plan."""
    outline = _outline(tree, root)
    source = folder_of(outline)
    plan.roots = (*plan.roots, source)
    entries = _entries(read_outline(tree.read(outline) or ""), tree=tree, source=source, plan=plan)
    plan.shelves.append(Shelf(with_rest(entries, tree=tree, root=source, leave=(outline,)), name))


def make_plan() -> Plan:
    """Return a plan without pages."""
    outline = "It is the outline of the book, which gives the order of the pages."
    settings = "It has settings of mdBook, which Stemma doesn't need."
    theme = "It belongs to the theme of the site. Stemma has its own pages."
    return Plan(
        "mdbook",
        "a book of mdBook",
        reasons={f"**/{OUTLINE}": outline, f"**/{MARK}": settings, "**/theme/**": theme, "**/*.hbs": theme},
    )


def _outline(tree: Tree, root: str) -> str:
    book = (tree.values(joined(root, MARK)) or {}).get("book")
    source = book.get("src") if isinstance(book, dict) else None
    return joined(joined(root, source if isinstance(source, str) else "src"), OUTLINE)


def _entries(lines: Iterable[Line], *, tree: Tree, source: str, plan: Plan) -> list[Entry]:
    """Return the chapters. A heading after the first one begins a part, which ends with the list of its chapters."""
    found: list[Entry] = []
    part: list[Entry] | None = None
    for number, line in enumerate(lines):
        if line.is_heading:
            # The first heading is the title of the outline itself.
            if number:
                part = []
                found.append(Entry(title=line.title, children=part))
            continue
        entry = entry_of(line, tree=tree, source=source, plan=plan)
        if entry is not None:
            (found if part is None else part).append(entry)
    return found


def entry_of(line: Line, *, tree: Tree, source: str, plan: Plan) -> Entry | None:
    """Return the page of a line with the pages below it, or None if there are none."""
    file = file_of(line.target)
    path = joined(source, file) if file else ""
    if path and path not in tree:
        plan.note(f"The outline names {path}, but there is no such file.")
        path = ""
    children = [each for child in line.children if (each := entry_of(child, tree=tree, source=source, plan=plan))]
    if not path and not children:
        if not file and line.target:
            plan.note(f"Left out the link “{line.title}” to {line.target}.")
        elif not file:
            plan.note(f"Left out “{line.title}”, which has no text yet.")
        return None
    return Entry(path, title=line.title, children=children or None)
