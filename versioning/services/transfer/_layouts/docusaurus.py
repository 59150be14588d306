"""Recognize sites of Docusaurus: `docusaurus.config.js` and `docs/` (docusaurus.io/docs/sidebar).

Versions become workspaces. Neither the configuration nor the sidebars are run: what is written as plain values is read.
"""

import posixpath

from versioning.services.transfer._layouts.docusaurus_files import DocsFolder
from versioning.services.transfer._layouts.docusaurus_settings import (
    MARKS,
    SIDEBARS,
    DocsInstance,
    read_instances,
    read_settings,
)
from versioning.services.transfer._layouts.docusaurus_sidebars import SidebarReader, read_sidebars
from versioning.services.transfer._layouts.plan import Entry, Plan, Shelf, index_first, with_rest
from versioning.services.transfer._layouts.translations.docusaurus import add_translations, default_language
from versioning.services.transfer._layouts.tree import Tree, folder_of, joined, words_of
from versioning.text.document_paths import path_key
from versioning.text.front_matter.values import json_values

NEEDS = "a file docusaurus.config.js"
_PARTS = ("**/_*", "**/_*/**")


def find_roots(tree: Tree) -> list[str]:
    """Return the folders with settings of Docusaurus, the nearest to the root first."""
    return list(dict.fromkeys(folder_of(path) for path in tree.find(*MARKS)))


def add_shelf(plan: Plan, *, tree: Tree, root: str, name: str) -> None:
    """Add the site in this folder to the plan: the current pages, and a workspace for each version."""
    plan.roots = (*plan.roots, joined(root, "static"))
    main, *others = read_instances(tree, root)
    entries = _entries(tree, main.docs, sidebars=main.sidebars, plan=plan)
    for each in others:
        pages = _entries(tree, each.docs, sidebars=each.sidebars, plan=plan)
        entries += [index_first("", pages, folder=each.docs, default_title=words_of(each.identifier))] if pages else []
    plan.shelves.append(Shelf(entries, name))
    for each in (main, *others):
        plan.addresses |= _addresses(tree, each)
        add_translations(plan, tree=tree, root=root, name="current", docs=each.docs, identifier=each.identifier)
    for version in _versions(tree, root):
        folder = joined(root, f"versioned_docs/version-{version}")
        listed = joined(root, f"versioned_sidebars/version-{version}-sidebars.json")
        plan.shelves.append(Shelf(_entries(tree, folder, sidebars=listed, plan=plan), version))
        add_translations(plan, tree=tree, root=root, name=f"version-{version}", docs=folder)
    if (plan.translations or plan.labels) and not plan.language:
        plan.language = default_language(read_settings(tree, root))


def make_plan() -> Plan:
    """Return a plan without pages."""
    settings = "It has settings of Docusaurus, which Stemma doesn't need."
    order = "It gives the order of the pages, which the import has read."
    theme = "It belongs to the theme of the site. Stemma has its own pages."
    part = "It is a part that other pages insert, not a page."
    return Plan(
        "docusaurus",
        "a site of Docusaurus",
        reasons={
            **{f"**/{name}": settings for name in (*MARKS, "babel.config.js", "package.json")},
            **{f"**/{name}": order for name in (*SIDEBARS, "versions.json", "**/_category_.*", "*-sidebars.json")},
            "**/blog/**": "It is a post of the blog, not a page of the documentation.",
            "**/i18n/**/*.json": "It translates the menus of the site.",
            "**/i18n/**": "It translates no page that is imported.",
            **{f"**/src/{name}/**": theme for name in ("theme", "components", "css", "pages")},
            **{f"**/docs/{name}": part for name in _PARTS},
            **{f"**/versioned_docs/{name}": part for name in _PARTS},
        },
    )


def _versions(tree: Tree, root: str) -> list[str]:
    """Return the names of the versions, the newest first."""
    text = tree.read(joined(root, "versions.json"))
    names = (json_values(f'{{"names": {text}}}') or {}).get("names") if text else None
    known = tree.folders(joined(root, "versioned_docs"))
    listed = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return [name for name in dict.fromkeys(listed) if f"version-{name}" in known]


def _addresses(tree: Tree, instance: DocsInstance) -> dict[str, str]:
    """Return the addresses of the pages that their paths do not say, below the folder around the set of pages."""
    around = joined(folder_of(instance.docs), instance.route)
    found = DocsFolder(tree, instance.docs).addresses()
    addresses = {path: f"/{joined(around, address)}" for path, address in found}
    return {path: address for path, address in addresses.items() if path_key(address) != path_key(path)}


def _entries(tree: Tree, folder: str, *, sidebars: str, plan: Plan) -> list[Entry]:
    docs = DocsFolder(tree, folder)
    exported, name = read_sidebars(tree, sidebars), posixpath.basename(sidebars)
    value = {} if exported is None or not isinstance(exported.value, dict) else exported.value
    entries = SidebarReader(docs, plan).entries(value)
    if exported is None or not entries:
        if sidebars in tree:
            plan.note(f"{name} has code, which Stemma doesn't run. The order is that of the files.")
        return with_rest(docs.listed(folder), tree=tree, root=folder, leave=_PARTS)
    if exported.has_code:
        plan.note(f"{name} has code, which Stemma doesn't run. Pages that only the code names are at the end.")
    # Nobody knows which of the other pages the code adds to the menu.
    return with_rest(entries, tree=tree, root=folder, leave=_PARTS, hidden=not exported.has_code)
