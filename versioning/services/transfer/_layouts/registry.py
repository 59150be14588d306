"""Choose how a tree of texts is read: as the site of a tool, as a vault, or as plain folders."""

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

from versioning.exceptions import InvalidValue
from versioning.models import Transfer
from versioning.services.transfer._layouts import docusaurus, gitbook, hugo, mdbook, mkdocs, obsidian
from versioning.services.transfer._layouts.plan import Plan
from versioning.services.transfer._layouts.tree import Tree

AUTO, PLAIN = Transfer.Layout.AUTO.value, Transfer.Layout.PLAIN.value
LAYOUTS = tuple(each for each in Transfer.Layout.values if each != AUTO)
# Names of folders that hold the versions of one site.
_VERSION = re.compile(
    r"v?\d+(?:\.\d+)*(?:[.-]?(?:x|rc\d*|beta\d*|alpha\d*))?|latest|stable|next|main|master|dev|current"
)


class _AddShelf(Protocol):
    def __call__(self, plan: Plan, *, tree: Tree, root: str, name: str) -> None: ...


class _Layout(NamedTuple):
    find_roots: Callable[[Tree], list[str]]
    add_shelf: _AddShelf
    make_plan: Callable[[], Plan]
    needs: str
    # Whether several folders beside each other are parts of one site, whatever their names are.
    has_spaces: bool = False


# A tree may have the marks of several. The nearest to the root counts, then the first of the table.
_LAYOUTS = {
    "docusaurus": _Layout(docusaurus.find_roots, docusaurus.add_shelf, docusaurus.make_plan, docusaurus.NEEDS),
    "mkdocs": _Layout(mkdocs.find_roots, mkdocs.add_shelf, mkdocs.make_plan, mkdocs.NEEDS),
    "mdbook": _Layout(mdbook.find_roots, mdbook.add_shelf, mdbook.make_plan, mdbook.NEEDS),
    "hugo": _Layout(hugo.find_roots, hugo.add_shelf, hugo.make_plan, hugo.NEEDS),
    "gitbook": _Layout(gitbook.find_roots, gitbook.add_shelf, gitbook.make_plan, gitbook.NEEDS, has_spaces=True),
    "obsidian": _Layout(obsidian.find_roots, obsidian.add_shelf, obsidian.make_plan, obsidian.NEEDS),
}


def check_layout(name: str) -> str:
    """Return the name. Raises InvalidValue (layout) unless it is one of LAYOUTS, or AUTO."""
    if name != AUTO and name not in LAYOUTS:
        raise InvalidValue(f"layout must be one of {', '.join(LAYOUTS)}.", field="layout")
    return name


def plan_layout(tree: Tree, *, wanted: str = AUTO) -> Plan | None:
    """Return the plan of the tree, or None for plain folders. Raises InvalidValue (layout) if it is not as wanted."""
    if check_layout(wanted) == PLAIN:
        return None
    if wanted != AUTO:
        return _wanted(tree, wanted)
    found = {name: roots for name, layout in _LAYOUTS.items() if (roots := layout.find_roots(tree))}
    # `min` takes the first of equals.
    nearest = min(found, key=lambda name: _depth(found[name][0]), default=None)
    plan = None if nearest is None else _plan(tree, _LAYOUTS[nearest], found[nearest])
    return plan if plan is not None and any(shelf.entries for shelf in plan.shelves) else None


def _wanted(tree: Tree, name: str) -> Plan:
    layout = _LAYOUTS[name]
    roots = layout.find_roots(tree)
    # Any folder of texts can be a vault.
    if not roots and name == "obsidian":
        roots = [""]
    if not roots:
        label = layout.make_plan().label
        raise InvalidValue(f"This is not {label}: it needs {layout.needs}.", field="layout")
    return _plan(tree, layout, roots)


def _plan(tree: Tree, layout: _Layout, roots: list[str]) -> Plan:
    plan = layout.make_plan()
    first, *others = _together(roots, has_spaces=layout.has_spaces)
    for root in (first, *others):
        layout.add_shelf(plan, tree=tree, root=root, name=root.rpartition("/")[2] if others else "")
    return plan


def _together(roots: list[str], *, has_spaces: bool) -> list[str]:
    """Return the roots that are versions or spaces of one site, in the same folder. Otherwise the first root."""
    above = roots[0].rpartition("/")[0]
    beside = [root for root in roots if root and root.rpartition("/")[0] == above]
    are_versions = all(_VERSION.fullmatch(root.rpartition("/")[2]) for root in beside)
    return beside if roots[0] and len(beside) > 1 and (has_spaces or are_versions) else roots[:1]


def _depth(root: str) -> int:
    return root.count("/") + bool(root)
