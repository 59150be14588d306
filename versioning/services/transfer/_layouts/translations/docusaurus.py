"""The translations of a site of Docusaurus, in `i18n/<locale>/docusaurus-plugin-content-docs`.

Source: docusaurus.io/docs/i18n/introduction
"""

import re

from versioning.services.transfer._layouts.docusaurus_files import DocsFolder
from versioning.services.transfer._layouts.plan import Plan, Translated
from versioning.services.transfer._layouts.translations.locales import LEFT_OUT, language_of
from versioning.services.transfer._layouts.tree import Tree, joined

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
        originals = (joined(docs, path.removeprefix(f"{folder}/")) for path in paths)
        plan.translations += [Translated(*page, language) for page in zip(paths, originals, strict=True)]


def default_language(settings: str) -> str:
    """Return the language of the pages that are no translations, or an empty string if the settings do not say it."""
    found = _DEFAULT.search(settings)
    return language_of(found[1]) if found else ""
