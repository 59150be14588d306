"""Find files that a text refers to by an address that leads nowhere in the tree, but somewhere on the site."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from versioning.services.transfer._layouts.plan import Plan
from versioning.services.transfer._layouts.tree import Tree, is_text, joined

# Files of one name that are tried.
_MOST = 20


@dataclass(frozen=True)
class Lookup:
    """`roots` are the folders that the site serves as its root. `names` maps names to paths, for vaults only."""

    roots: tuple[str, ...] = ()
    names: Mapping[str, list[str]] = field(default_factory=dict)

    def candidates(self, target: str) -> Iterator[str]:
        """Yield the paths that the path may mean instead, the likeliest first."""
        yield from (joined(root, target) for root in self.roots if root)
        same = self.names.get(posixpath.basename(target).casefold(), [])
        yield from sorted(same, key=lambda path: (-_shared(path, target), path.count("/"), path))[:_MOST]


def lookup_of(plan: Plan | None, *, tree: Tree) -> Lookup:
    """Return the lookup for a layout. Obsidian finds files by their names, wherever they are."""
    if plan is None:
        return Lookup()
    names: dict[str, list[str]] = {}
    for path in tree.paths if plan.finds_by_name else ():
        if not is_text(path):
            names.setdefault(posixpath.basename(path).casefold(), []).append(path)
    return Lookup(plan.roots, names)


def _shared(path: str, target: str) -> int:
    """Return how many of their last folders are the same."""
    sides = zip(reversed(path.split("/")), reversed(target.split("/")), strict=False)
    return next((count for count, (one, other) in enumerate(sides) if one != other), _MOST)
