"""The translations of a site of Docusaurus, in `i18n/<locale>/docusaurus-plugin-content-docs`.

Source: docusaurus.io/docs/i18n/introduction
"""

import re

from versioning.models.limits import LANGUAGE
from versioning.services.transfer._layouts.docusaurus_files import DocsFolder
from versioning.services.transfer._layouts.plan import Plan, Translated
from versioning.services.transfer._layouts.tree import Tree, joined

_PLUGIN = "docusaurus-plugin-content-docs"
_DEFAULT = re.compile(r"\bdefaultLocale\s*:\s*['\"`]([\w-]+)['\"`]")
# Locales that name a script, by the country that mostly writes in it: languages of a project have no scripts.
_SCRIPTS = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}


def add_translations(plan: Plan, *, tree: Tree, root: str, name: str, docs: str, identifier: str = "") -> None:
    """Add the translations of the pages in the folder `docs`. `name` is that of its version."""
    locales, plugin = joined(root, "i18n"), f"{_PLUGIN}-{identifier}" if identifier else _PLUGIN
    for locale in tree.folders(locales):
        folder = joined(locales, f"{locale}/{plugin}/{name}")
        language = _language(locale)
        pages = DocsFolder(tree, folder)
        paths = [path for path in tree.texts(folder) if pages.is_page(path)]
        if paths and not language:
            plan.note(f"The translations into {locale} are left out: a language is two letters and a country.")
            continue
        originals = (joined(docs, path.removeprefix(f"{folder}/")) for path in paths)
        plan.translations += [Translated(*page, language) for page in zip(paths, originals, strict=True)]


def default_language(settings: str) -> str:
    """Return the language of the pages that are no translations, or an empty string if the settings do not say it."""
    found = _DEFAULT.search(settings)
    return _language(found[1]) if found else ""


def _language(locale: str) -> str:
    """Return the code of a project's language, or an empty string if there is none for this locale."""
    code = _SCRIPTS.get(locale, locale)
    return code if LANGUAGE.fullmatch(code) else ""
