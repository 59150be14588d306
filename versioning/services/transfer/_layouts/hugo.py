"""Recognize sites of Hugo: `hugo.toml` and `content/`, ordered by `weight` (gohugo.io/quick-reference/glossary/weight).

`_index.md` is the text of its section. A folder with `index.md` is a page, with its pictures beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from versioning.services.transfer._layouts.plan import Entry, Plan, Shelf
from versioning.services.transfer._layouts.translations.hugo import (
    add_translations,
    default_language,
    is_translation,
    other_languages,
    stated_contents,
)
from versioning.services.transfer._layouts.tree import NO_HEAD, Tree, folder_of, is_text, joined, stem_of, words_of
from versioning.text.front_matter.metadata import number_of, truth_of

_KINDS = ("toml", "yaml", "yml", "json")
MARKS = tuple(f"{name}.{kind}" for name in ("hugo", "config") for kind in _KINDS)
NEEDS = "a file hugo.toml and a folder with its content"
CONTENT = "content"
_HIDDEN = "never"
_PARTS = {"languages": ("languages",), "module": ("module", "modules")}


def find_roots(tree: Tree) -> list[str]:
    """Return the folders with settings of Hugo and content, the nearest to the root first."""
    roots = []
    for path in tree.find(*MARKS, deepest=5):
        folder = folder_of(path).removesuffix("config/_default").rstrip("/")
        if _contents(tree, folder):
            roots.append(folder)
    return list(dict.fromkeys(roots))


def add_shelf(plan: Plan, *, tree: Tree, root: str, name: str) -> None:
    """Add the pages of the site in this folder to the plan."""
    plan.roots = (*plan.roots, joined(root, "static"), joined(root, "assets"))
    settings = _settings(tree, root)
    for content in _contents(tree, root):
        reader = _Reader(tree, frozenset(other_languages(settings)), f".{default_language(settings)}")
        home = reader.index(content, "_index")
        first = [Entry(home)] if home else []
        plan.shelves.append(Shelf([*first, *reader.section(content)], name))
        add_translations(plan, tree=tree, root=root, content=content, settings=settings)


def make_plan() -> Plan:
    """Return a plan without pages."""
    settings = "It has settings of Hugo, which Stemma doesn't need."
    theme = "It belongs to the theme of the site. Stemma has its own pages."
    return Plan(
        "hugo",
        "a site of Hugo",
        reasons={
            **{f"**/{name}": settings for name in MARKS},
            **{f"**/{name}/**": theme for name in ("layouts", "themes", "archetypes", "assets")},
            "**/config/_default/**": settings,
            "**/i18n/**": "It has words of the theme. Stemma has its own pages.",
        },
    )


def _settings(tree: Tree, root: str) -> Mapping[str, Any]:
    """Return the settings. Those of languages and modules may be in files of their own."""
    folder = joined(root, "config/_default")
    paths = [joined(root, name) for name in MARKS] + [joined(folder, name) for name in MARKS]
    settings = dict(next((values for path in paths if (values := tree.values(path))), {}))
    for key, names in _PARTS.items():
        files = (joined(folder, f"{name}.{kind}") for name in names for kind in _KINDS)
        if values := next((values for file in files if (values := tree.values(file))), None):
            settings[key] = values
    return settings


def _contents(tree: Tree, root: str) -> list[str]:
    """Return the folder with the content in the default language, or nothing if there is none."""
    settings = _settings(tree, root)
    stated = [*stated_contents(settings, default_language(settings)), settings.get("contentDir")]
    folders = [joined(root, each) for each in (*stated, CONTENT) if isinstance(each, str)]
    return [folder for folder in folders if tree.has_folder(folder) and tree.texts(folder)][:1]


@dataclass(frozen=True)
class _Reader:
    tree: Tree
    others: frozenset[str]
    # What names of files in the default language may end in, before the extension.
    ending: str

    def section(self, folder: str) -> list[Entry]:
        """Return what lies in a section, in Hugo's default order: by weight, date, title and path."""
        texts = [name for name in self.tree.files(folder) if is_text(name) and not is_translation(name, self.others)]
        found = [self._page(joined(folder, name)) for name in texts if self._stem(name) != "_index"]
        for name in self.tree.folders(folder):
            inner = joined(folder, name)
            bundle = self.index(inner, "index")
            if bundle:
                found.append(self._page(bundle))
            elif self.tree.texts(inner):
                found.append(self._category(inner))
        return sorted(found, key=self._key)

    def _category(self, folder: str) -> Entry:
        index = self.index(folder, "_index")
        head = self.tree.head(index) if index else NO_HEAD
        name = words_of(folder.rpartition("/")[2])
        children = self.section(folder)
        hidden = _is_hidden(head.values)
        return Entry(index, default_title=name, folder=folder, hidden=hidden, children=children)

    def _page(self, path: str) -> Entry:
        name = folder_of(path).rpartition("/")[2] if self._stem(path) == "index" else self._stem(path)
        return Entry(path, default_title=words_of(name), hidden=_is_hidden(self.tree.head(path).values))

    def index(self, folder: str, stem: str) -> str:
        """Return the file of this name in the default language, or an empty string."""
        names = (name for name in self.tree.files(folder) if is_text(name) and self._stem(name) == stem)
        return next((joined(folder, name) for name in names), "")

    def _stem(self, path: str) -> str:
        return stem_of(path).removesuffix(self.ending)

    def _key(self, entry: Entry) -> tuple[bool, float, float, str, str]:
        head = self.tree.head(entry.path) if entry.path else NO_HEAD
        weight = number_of(head.values.get("weight")) or 0
        moment = head.metadata.date
        title = head.values.get("linkTitle") or head.metadata.title or entry.default_title
        newest_first = -moment.timestamp() if moment else 0.0
        return weight == 0, weight, newest_first, str(title).casefold(), entry.path or entry.folder


def _is_hidden(values: Mapping[str, Any]) -> bool:
    """Return whether Hugo lists the page nowhere."""
    cascade = values.get("cascade")
    stated = [values, *(cascade if isinstance(cascade, list) else [cascade])]
    builds = [each.get("build", each.get("_build")) for each in stated if isinstance(each, dict)]
    never = any(isinstance(build, dict) and build.get("list") in (_HIDDEN, False) for build in builds)
    return never or any(truth_of(values.get(name)) for name in ("draft", "headless"))
