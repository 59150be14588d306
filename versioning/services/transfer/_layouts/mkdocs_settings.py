"""Read `mkdocs.yml`, with the settings that it inherits.

Source: mkdocs.org/user-guide/configuration/#configuration-inheritance
"""

from collections.abc import Mapping
from typing import Any

from versioning.services.transfer._layouts.tree import Tree, folder_of, joined

MARKS = ("mkdocs.yml", "mkdocs.yaml")
_INHERIT = "INHERIT"
_MOST_INHERITED = 5


def find_sites(tree: Tree) -> list[str]:
    """Return the folders with settings of MkDocs, the nearest to the root first."""
    return list(dict.fromkeys(folder_of(path) for path in tree.find(*MARKS)))


def read_settings(tree: Tree, root: str) -> Mapping[str, Any]:
    """Return the settings of the site in this folder. They are empty if there are none, or if they cannot be read."""
    merged: Mapping[str, Any] = {}
    for path in reversed(_sources(tree, root)):
        merged = _merged(merged, tree.values(path) or {})
    return merged


def inherited_files(tree: Tree, root: str) -> list[str]:
    """Return the paths of the files whose settings the site in this folder inherits, the nearest first."""
    return _sources(tree, root)[1:]


def docs_folder(tree: Tree, root: str) -> str:
    """Return the folder with the pages of the site."""
    stated = read_settings(tree, root).get("docs_dir")
    return joined(root, stated if isinstance(stated, str) else "docs")


def plugin_options(settings: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Return the options of a plugin, or None if the site does not use it."""
    plugins = settings.get("plugins")
    for plugin in (plugins, *plugins) if isinstance(plugins, list) else (plugins,):
        if plugin == name:
            return {}
        if isinstance(plugin, dict) and name in plugin:
            options = plugin[name]
            return options if isinstance(options, dict) else {}
    return None


def _sources(tree: Tree, root: str) -> list[str]:
    """Return the path of the settings, and those that it inherits one after the other."""
    path = next((path for mark in MARKS if (path := joined(root, mark)) in tree), "")
    found: list[str] = []
    while path in tree and path not in found and len(found) <= _MOST_INHERITED:
        found.append(path)
        above = (tree.values(path) or {}).get(_INHERIT)
        # `!ENV [NAME, 'default.yml']` takes the last one if the environment has no such name.
        above = above[-1] if isinstance(above, list) and above else above
        path = joined(folder_of(path), above) if isinstance(above, str) else ""
    return found


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of both. Mappings are merged, and anything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        former = merged.get(key)
        both = isinstance(former, dict) and isinstance(value, dict)
        merged[key] = _merged(former, value) if both else value  # type: ignore[arg-type]  # both are mappings
    return merged
