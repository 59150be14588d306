"""Plan how the tree of another tool becomes documents, without a database."""

from collections.abc import Mapping

from versioning.services.transfer._layouts.plan import Place, Plan, places_of
from versioning.services.transfer._layouts.registry import plan_layout
from versioning.services.transfer._layouts.tree import Tree

Files = Mapping[str, str]


def tree(files: Files) -> Tree:
    return Tree(tuple(sorted(files)), lambda path: files[path].encode())


def plan_of(files: Files, *, layout: str = "") -> Plan:
    plan = plan_layout(tree(files), wanted=layout)
    assert plan is not None
    return plan


def places(files: Files) -> list[Place]:
    return places_of(plan_of(files))


def keys(files: Files) -> list[str]:
    return [place.key for place in places_of(plan_of(files))]
