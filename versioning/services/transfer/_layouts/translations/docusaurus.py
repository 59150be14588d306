"""The translations of a site of Docusaurus, in `i18n/<locale>/docusaurus-plugin-content-docs`.

Source: docusaurus.io/docs/i18n/introduction
"""

import re

from versioning.services.transfer._layouts.docusaurus_files import DocsFolder
from versioning.services.transfer._layouts.plan import Plan, Translated, label_key
from versioning.services.transfer._layouts.translations.locales import LEFT_OUT, language_of
from versioning.services.transfer._layouts.tree import Tree, joined
from versioning.text.storable import replace_unstorable

# Not those of the page that Docusaurus generates for a category.
_LABEL = re.compile(r"sidebar\.[^.]+\.category\.((?:(?!\.link\.generated-index\.).)+)")
_PLUGIN = "docusaurus-plugin-content-docs"
_DEFAULT = re.compile(r"\bdefaultLocale\s*:\s*['\"`]([\w-]+)['\"`]")


def add_translations(plan: Plan, *, tree: Tree, root: str, name: str, docs: str, identifier: str = "") -> None:
    """Add the translations of the pages in the folder `docs`. `name` is that of its version."""
    locales, plugin = joined(root, "i18n"), f"{_PLUGIN}-{identifier}" if identifier else _PLUGIN
    for locale in tree.folders(locales):
        folder = joined(locales, f"{locale}/{plugin}/{name}")
        language = language_of(locale)
        pages = DocsFolder(tree, folder)
        paths = [path for path in tree.texts(folder) if pages.is_page(path)]
        if paths and not language:
            plan.note(LEFT_OUT.format(locale))
            continue
        if language and (labels := _labels(tree, f"{folder}.json")):
            plan.labels[language] = plan.labels.get(language, {}) | labels
        originals = (joined(docs, path.removeprefix(f"{folder}/")) for path in paths)
        plan.translations += [Translated(*page, language) for page in zip(paths, originals, strict=True)]


def _labels(tree: Tree, path: str) -> dict[str, str]:
    """Return the translated titles of categories by their titles."""
    found = {}
    for name, value in (tree.values(path) or {}).items():
        label = _LABEL.fullmatch(name)
        message = value.get("message") if isinstance(value, dict) else None
        if label and isinstance(message, str) and message.strip():
            found[label_key(label[1])] = replace_unstorable(message.strip())
    return found


def default_language(settings: str) -> str:
    """Return the language of the pages that are no translations, or an empty string if the settings do not say it."""
    found = _DEFAULT.search(settings)
    return language_of(found[1]) if found else ""
