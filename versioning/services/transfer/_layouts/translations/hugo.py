"""The translations of a site of Hugo (gohugo.io/content-management/multilingual).

`install.fr.md` translates `install.md`. If each language has a `contentDir`, the files have the same path in it.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from versioning.services.transfer._layouts.plan import Plan, Translated
from versioning.services.transfer._layouts.translations.locales import LEFT_OUT, language_of
from versioning.services.transfer._layouts.tree import Tree, is_text, joined, stem_of

NO_ORIGINAL = "It translates no page that is imported."
_MOST_LANGUAGES = 60


def default_language(settings: Mapping[str, Any]) -> str:
    """Return the name of the language of pages that do not state one."""
    stated = settings.get("defaultContentLanguage", "en")
    return stated if isinstance(stated, str) else "en"


def other_languages(settings: Mapping[str, Any]) -> list[str]:
    """Return the names of the languages that are not the default."""
    stated = settings.get("languages")
    names = stated if isinstance(stated, dict) else {}
    return [name for name in names if name != default_language(settings)][:_MOST_LANGUAGES]


def stated_contents(settings: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield what the settings say of the folder with the pages in this language."""
    languages, module = settings.get("languages"), settings.get("module")
    own = languages.get(language) if isinstance(languages, dict) else None
    mounts = module.get("mounts") if isinstance(module, dict) else None
    mounted = [mount for mount in mounts if isinstance(mount, dict)] if isinstance(mounts, list) else []
    values = [own.get("contentDir", own.get("contentdir")) if isinstance(own, dict) else None]
    mounted = [each for each in mounted if each.get("target") == "content"]
    values += [each.get("source") for each in mounted if each.get("lang", default_language(settings)) == language]
    yield from (value for value in values if isinstance(value, str))


def add_translations(plan: Plan, *, tree: Tree, root: str, content: str, settings: Mapping[str, Any]) -> None:
    """Add the pages in other languages. `content` is the folder of the default one."""
    for name in other_languages(settings):
        pages = dict(_pages(tree, name, root=root, content=content, settings=settings))
        language = language_of(name)
        if pages and not language:
            plan.note(LEFT_OUT.format(name))
            continue
        plan.translations += [Translated(path, original, language) for path, original in pages.items()]
        folders = (joined(root, each) for each in stated_contents(settings, name))
        patterns = (f"**/*.{name}.md", *(f"{folder}/**/*.md" for folder in folders if folder != content))
        plan.reasons = {**plan.reasons, **dict.fromkeys(patterns, NO_ORIGINAL)}
    if plan.translations:
        plan.language = language_of(default_language(settings))


def _pages(tree: Tree, name: str, *, root: str, content: str, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each page in this language, and the path of the page that it translates, or an empty string."""
    for folder in (joined(root, each) for each in stated_contents(settings, name)):
        if folder != content:
            yield from ((path, joined(content, path[len(folder) + 1 :])) for path in tree.texts(folder))
    for path in tree.texts(content):
        stem, dot, ending = path.rpartition(".")
        if is_translation(path, (name,)):
            bare = stem.rpartition(".")[0]
            names = (f"{bare}{dot}{ending}", f"{bare}.{default_language(settings)}{dot}{ending}")
            yield path, next((each for each in names if each in tree), "")


def is_translation(path: str, languages: Collection[str]) -> bool:
    """Return whether the name says one of these languages: `install.fr.md`."""
    return is_text(path) and stem_of(path).rpartition(".")[2] in languages
