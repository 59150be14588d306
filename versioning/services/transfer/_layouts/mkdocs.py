"""Recognize sites of MkDocs: `mkdocs.yml` with its `nav`, or the files by name (mkdocs.org/user-guide/configuration).

Also understood: `.pages` of awesome-pages, `.nav.yml` of awesome-nav, and the nav file of literate-nav.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from versioning.services.transfer._layouts.mkdocs_settings import (
    MARKS,
    docs_folder,
    find_sites,
    plugin_options,
    read_settings,
)
from versioning.services.transfer._layouts.outline import Line, file_of, read_outline
from versioning.services.transfer._layouts.plan import Entry, Plan, Shelf, index_first, with_rest
from versioning.services.transfer._layouts.translations.mkdocs import add_sites, languages_of_site, translated_sites
from versioning.services.transfer._layouts.tree import (
    Tree,
    is_index,
    is_text,
    is_within,
    joined,
    words_of,
)

NEEDS = "a file mkdocs.yml"
_ORDER_FILES = (".nav.yml", ".nav.yaml", ".pages")
_DEEPEST = 20


def find_roots(tree: Tree) -> list[str]:
    """Return the folders with settings of MkDocs, the nearest to the root first. Translations are left out."""
    translations = translated_sites(tree)
    originals = set(translations.values())
    # A site with translations is no part of others at the same depth.
    roots = (root for root in find_sites(tree) if root not in translations)
    return sorted(roots, key=lambda root: (root.count("/") + bool(root), root not in originals))


def add_shelf(plan: Plan, *, tree: Tree, root: str, name: str) -> None:
    """Add the pages of the site in this folder to the plan, and their translations."""
    settings, docs = read_settings(tree, root), docs_folder(tree, root)
    languages = languages_of_site(settings)
    plan.roots = (*plan.roots, docs)
    pages = tree if languages is None else languages.without_translations(tree, docs=docs)
    folder = docs if languages is None else languages.folder(docs)
    reader = _Reader(pages, plan, folder, _nav_file(settings), ending="" if languages is None else languages.ending)
    if any(joined(root, mark) in tree for mark in MARKS) and not settings:
        plan.note("mkdocs.yml cannot be read. The pages have the order of their names.")
    nav = settings.get("nav", settings.get("pages"))
    entries = reader.entries(nav, folder=folder) if isinstance(nav, list) else reader.listed(folder)
    plan.shelves.append(Shelf(with_rest(entries, tree=pages, root=folder), name))
    if languages is not None:
        languages.add_pages(plan, tree=tree, docs=docs)
    add_sites(plan, tree=tree, root=root)


def make_plan() -> Plan:
    """Return a plan without pages."""
    settings = "It has settings of MkDocs, which Stemma doesn't need."
    theme = "It belongs to the theme of the site. Stemma has its own pages."
    return Plan(
        "mkdocs",
        "a site of MkDocs",
        reasons={
            **{f"**/{name}": settings for name in (*MARKS, *_ORDER_FILES)},
            **dict.fromkeys(("**/overrides/**", "**/*.css", "**/*.js", "**/*.html"), theme),
        },
    )


def _nav_file(settings: Mapping[str, Any]) -> str:
    """Return the name of the file that gives the order of its folder, for the plugin literate-nav."""
    options = plugin_options(settings, "literate-nav")
    if options is None:
        return ""
    name = options.get("nav_file")
    return name if isinstance(name, str) else "SUMMARY.md"


@dataclass(frozen=True)
class _Reader:
    tree: Tree
    plan: Plan
    docs: str
    nav_file: str
    # What names of files in the default language end in, before the extension: `.en`.
    ending: str = ""
    # Folders that have their place. Files that give an order could name them again and again, or lead in a circle.
    placed: set[str] = field(default_factory=set)

    def entries(self, nav: list[Any], *, folder: str, depth: int = 0) -> list[Entry]:
        """Return the pages and sections of a `nav`."""
        found: list[Entry] = []
        for item in nav if depth < _DEEPEST else []:
            pairs = item.items() if isinstance(item, dict) else [("", item)]
            for title, value in pairs:
                if isinstance(value, list):
                    found.append(index_first(str(title), self.entries(value, folder=folder, depth=depth + 1)))
                elif isinstance(value, str):
                    found += self._page(str(title), value, folder=folder)
        return found

    def _page(self, title: str, target: str, *, folder: str) -> list[Entry]:
        file = file_of(target)
        path = self._localized(joined(folder, file))
        if not file or not is_within(path, self.docs):
            self.plan.note(f"Left out the link “{title or target}” to {target}.")
        elif path in self.tree:
            return [Entry(path, title=title)]
        elif self.tree.has_folder(path):
            return [] if path in self.placed else [self.section(path, title=title)]
        else:
            self.plan.note(f"The navigation names {target}, but there is no such file.")
        return []

    def _localized(self, path: str) -> str:
        """Return the path of the file in the default language."""
        stem, dot, kind = path.rpartition(".")
        localized = f"{stem}{self.ending}{dot}{kind}"
        return localized if path not in self.tree and localized in self.tree else path

    def section(self, folder: str, *, title: str = "") -> Entry:
        """Return the category of a whole folder, which has its place now."""
        self.placed.add(folder)
        stated = next((values for name in _ORDER_FILES if (values := self.tree.values(joined(folder, name)))), {})
        title = title or (stated["title"] if isinstance(stated.get("title"), str) else "")
        # Wherever the index stands, it is the text of its folder.
        children = sorted(self.listed(folder), key=lambda each: each.children is not None or not is_index(each.path))
        return index_first(title, children, folder=folder, default_title=words_of(folder.rpartition("/")[2]))

    def listed(self, folder: str) -> list[Entry]:
        """Return the pages of a folder in the order that a file in it gives, or else in that of their names."""
        outline = joined(folder, self.nav_file) if self.nav_file else ""
        if outline in self.tree and (lines := read_outline(self.tree.read(outline) or "")):
            return self._outlined(lines, outline=outline, folder=folder)
        for name in _ORDER_FILES:
            values = self.tree.values(joined(folder, name))
            if values is not None:
                return self._ordered(values, folder=folder)
        return self._by_name(folder)

    def _by_name(self, folder: str) -> list[Entry]:
        """Return the index, then the other pages, then the folders, as MkDocs does without a `nav`."""
        paths = [joined(folder, name) for name in self.tree.files(folder) if is_text(name)]
        pages = [Entry(path) for path in sorted(paths, key=lambda path: (not is_index(path), path))]
        folders = [joined(folder, name) for name in sorted(self.tree.folders(folder)) if name[0] != "."]
        sections = [self.section(each) for each in folders if each not in self.placed]
        return [*pages, *(each for each in sections if each.path or each.children)]

    def _outlined(self, lines: list[Line], *, outline: str, folder: str) -> list[Entry]:
        found = [Entry(outline)] if is_index(outline) else []
        for line in lines:
            if line.target and not line.children:
                title = line.title
                found += [each for each in self._page(title, line.target, folder=folder) if each.path != outline]
            elif line.children:
                own = self._page("", line.target, folder=folder) if line.target else []
                below = self._outlined(line.children, outline="", folder=folder)
                found.append(Entry(own[0].path if own else "", title=line.title, children=below))
        return found

    def _ordered(self, values: Mapping[str, Any], *, folder: str) -> list[Entry]:
        """Return the pages as `.pages` or `.nav.yml` orders them. `...` and `*` stand for all others."""
        nav = values.get("nav", values.get("arrange"))
        if not isinstance(nav, list):
            return self._by_name(folder)
        before, after = list[Entry](), list[Entry]()
        named = before
        for item in nav:
            if isinstance(item, str) and re.fullmatch(r"\.\.\.(\s*\|.*)?|\*+(/\*+)?", item):
                named = after
            else:
                named += self.entries([item], folder=folder)
        known = {(entry.path or entry.folder) for entry in (*before, *after)}
        usual = self._by_name(folder) if named is after else []
        rest = [entry for entry in usual if (entry.path or entry.folder) not in known]
        return [*before, *rest, *after]
