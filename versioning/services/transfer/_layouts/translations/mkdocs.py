"""The translations of a site of MkDocs.

They are sites beside each other that share their settings (`docs/en/mkdocs.yml`, `docs/de/mkdocs.yml`), or the folders
or endings of one site, for the plugin i18n (ultrabug.github.io/mkdocs-static-i18n).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from versioning.services.transfer._layouts.mkdocs_settings import (
    docs_folder,
    find_sites,
    inherited_files,
    plugin_options,
)
from versioning.services.transfer._layouts.plan import Plan, Translated
from versioning.services.transfer._layouts.translations.locales import LEFT_OUT, language_of
from versioning.services.transfer._layouts.tree import Tree, folder_of, is_within, joined
from versioning.text.front_matter.metadata import truth_of

_PLUGIN = "i18n"
_MOST_LOCALES, _MOST_SITES = 60, 100
NO_ORIGINAL = "It translates no page that is imported."


def translated_sites(tree: Tree) -> dict[str, str]:
    """Return the sites that are translations, each with the site beside it that it translates."""
    named = [root for root in find_sites(tree) if root and language_of(_name(root))][:_MOST_SITES]
    sources = {root: inherited_files(tree, root) for root in named}
    found: dict[str, str] = {}
    for above in dict.fromkeys(map(folder_of, named)):
        beside = [root for root in named if folder_of(root) == above]
        sharing = [root for root in beside if sources[root] or any(_leads(sources[each], root) for each in beside)]
        if len(sharing) > 1:
            inherited = [sources[each] for each in beside]
            weights = {root: _weight(tree, root, inherited=inherited) for root in sharing}
            original = max(sharing, key=weights.__getitem__)
            found |= {root: original for root in sharing if root != original}
    return found


def add_sites(plan: Plan, *, tree: Tree, root: str) -> None:
    """Add the translations of the site in this folder that have sites of their own."""
    sites = [site for site, original in translated_sites(tree).items() if original == root]
    docs = docs_folder(tree, root)
    for site in sites:
        folder, language = docs_folder(tree, site), language_of(_name(site))
        pages = tree.texts(folder)
        plan.translations += [Translated(path, joined(docs, path[len(folder) + 1 :]), language) for path in pages]
    if sites:
        plan.language = language_of(_name(root))
        plan.reasons = {**plan.reasons, f"{folder_of(root)}/*/**/*.md".lstrip("/"): NO_ORIGINAL}


def _weight(tree: Tree, root: str, *, inherited: Collection[list[str]]) -> tuple[int, int]:
    """Return how many sites inherit settings from this folder, and how many pages the site has."""
    return sum(_leads(paths, root) for paths in inherited), len(tree.texts(docs_folder(tree, root)))


def _leads(paths: Collection[str], root: str) -> bool:
    return any(is_within(path, root) for path in paths)


def _name(root: str) -> str:
    return root.rpartition("/")[2]


@dataclass(frozen=True)
class SiteLanguages:
    """The languages of one site. `default` and `others` are locales, and the navigation names pages of the default."""

    default: str
    others: tuple[str, ...]
    has_folders: bool

    @property
    def ending(self) -> str:
        """What the names of files in the default language may end in, before the extension."""
        return "" if self.has_folders else f".{self.default}"

    def folder(self, docs: str) -> str:
        """Return the folder with the pages in the default language."""
        return joined(docs, self.default) if self.has_folders else docs

    def without_translations(self, tree: Tree, *, docs: str) -> Tree:
        """Return the tree without the pages in other languages."""
        left_out = {path for locale in self.others for path in self._pages(tree, locale, docs=docs)}
        return Tree(tuple(path for path in tree.paths if path not in left_out), tree.load)

    def add_pages(self, plan: Plan, *, tree: Tree, docs: str) -> None:
        """Add the pages in other languages. Languages that a project cannot have are left out."""
        for locale in self.others:
            pages, language = self._pages(tree, locale, docs=docs), language_of(locale)
            if pages and not language:
                plan.note(LEFT_OUT.format(locale))
                continue
            plan.translations += [
                Translated(path, self._original(tree, path, docs=docs, locale=locale), language) for path in pages
            ]
        plan.language = language_of(self.default)
        patterns = (f"{joined(docs, each)}/**/*.md" if self.has_folders else f"**/*.{each}.md" for each in self.others)
        plan.reasons = {**plan.reasons, **dict.fromkeys(patterns, NO_ORIGINAL)}

    def _pages(self, tree: Tree, locale: str, *, docs: str) -> list[str]:
        if self.has_folders:
            return tree.texts(joined(docs, locale))
        return [path for path in tree.texts(docs) if path.rpartition(".")[0].endswith(f".{locale}")]

    def _original(self, tree: Tree, path: str, *, docs: str, locale: str) -> str:
        if self.has_folders:
            return joined(self.folder(docs), path[len(joined(docs, locale)) + 1 :])
        stem, ending = path[: path.rindex(f".{locale}.")], path[path.rindex(".") :]
        names = (f"{stem}.{self.default}{ending}", f"{stem}{ending}")
        return next((name for name in names if name in tree), "")


def languages_of_site(settings: Mapping[str, Any]) -> SiteLanguages | None:
    """Return the languages of the plugin i18n, or None if the site does not use it."""
    options = plugin_options(settings, _PLUGIN)
    stated = None if options is None else options.get("languages")
    if options is None or not isinstance(stated, list):
        return None
    languages = {str(each["locale"]): each for each in stated if isinstance(each, dict) and each.get("locale")}
    default = next((locale for locale, each in languages.items() if truth_of(each.get("default"))), "")
    others = tuple(locale for locale in languages if locale not in (default, "null"))[:_MOST_LOCALES]
    has_folders = options.get("docs_structure") == "folder"
    return SiteLanguages(default, others, has_folders) if default else None
