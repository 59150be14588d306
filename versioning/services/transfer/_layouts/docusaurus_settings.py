"""Read from `docusaurus.config.js` where the pages are (docusaurus.io/docs/docs-multi-instance)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from versioning.services.transfer._layouts.js_literals import read_exported
from versioning.services.transfer._layouts.tree import Tree, joined
from versioning.text.relative_references import join_paths

KINDS = ("js", "ts", "mjs", "cjs", "mts", "cts")
MARKS = tuple(f"docusaurus.config.{kind}" for kind in KINDS)
SIDEBARS = tuple(f"sidebars.{kind}" for kind in (*KINDS, "json"))
# Docusaurus also takes the short name.
PLUGINS = ("@docusaurus/plugin-content-docs", "content-docs")
_OPTIONS = re.compile(r"\bdocs['\"]?\s*:\s*\{(?P<options>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
# An empty route is the root of the site.
_STATED = {
    name: re.compile(rf"\b{name}['\"]?\s*:[^'\"`\n]*?['\"`]([^'\"`$]{least})['\"`]")
    for name, least in {"path": "+", "sidebarPath": "+", "routeBasePath": "*"}.items()
}


@dataclass(frozen=True)
class DocsInstance:
    """A set of pages. `sidebars` is the path of its sidebars, or empty. The main one has no identifier.

    `route` is the folder at which the site shows the pages, empty for its root.
    """

    identifier: str
    docs: str
    sidebars: str
    route: str


def read_instances(tree: Tree, root: str) -> list[DocsInstance]:
    """Return the sets of pages of the site in this folder, the main one first."""
    source = read_settings(tree, root)
    exported = read_exported(source)
    settings = exported.value if exported is not None and isinstance(exported.value, dict) else {}
    stated = list(_stated(settings)) or [_found_in(source)]
    found = {each.docs: each for options in stated for each in _instances(tree, root, options)}
    return sorted(found.values(), key=lambda each: each.identifier != "")


def read_settings(tree: Tree, root: str) -> str:
    """Return the source of the settings, or an empty string."""
    texts = (tree.read(joined(root, mark)) for mark in MARKS)
    return next((text for text in texts if text), "")[:200_000]


def _stated(settings: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the options of each set of pages."""
    for name, options in _named(settings.get("presets")):
        # `docs: false` turns the main pages off.
        if "preset" in name or name == "classic":
            docs = options.get("docs", {})
            yield from [docs] if isinstance(docs, dict) else []
    for name, options in _named(settings.get("plugins")):
        if name in PLUGINS:
            yield options


def _named(items: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the names and options of presets or plugins."""
    for item in items if isinstance(items, list) else []:
        name, *options = item if isinstance(item, list) and item else [item]
        if isinstance(name, str):
            yield name, options[0] if options and isinstance(options[0], dict) else {}


def _found_in(source: str) -> dict[str, Any]:
    """Return the options of settings that cannot be read, such as those of a function."""
    found = _OPTIONS.search(source)
    options = found["options"] if found else ""
    return {name: match[1] for name, pattern in _STATED.items() if (match := pattern.search(options))}


def _instances(tree: Tree, root: str, options: dict[str, Any]) -> Iterator[DocsInstance]:
    folder, identifier, stated = options.get("path", "docs"), options.get("id", ""), options.get("sidebarPath")
    route = options.get("routeBasePath", "docs")
    if not isinstance(folder, str) or not isinstance(identifier, str):
        return
    names = [f"{stated}{ending}" for ending in ("", *(f".{kind}" for kind in (*KINDS, "json")))]
    names = names if isinstance(stated, str) else list(SIDEBARS)
    sidebars = next((path for name in names if (path := join_paths(root, name)) in tree), "")
    identifier, route = "" if identifier == "default" else identifier, route if isinstance(route, str) else "docs"
    yield DocsInstance(identifier, join_paths(root, folder), sidebars, route.strip("/"))
