"""In which languages the pages of MkDocs and Hugo are, without a database."""

from tests.services.transfer.planning import Files, plan_of
from versioning.services.transfer._layouts.plan import places_of

FASTAPI = {
    "docs/en/mkdocs.yml": "INHERIT: !ENV [MORE, '../en/mkdocs.less.yml']\nnav: [index.md, Learn: [learn/a.md]]\n",
    "docs/en/mkdocs.less.yml": "theme: {name: material}\n",
    "docs/en/docs/index.md": "# Home\n",
    "docs/en/docs/learn/a.md": "# A\n",
    "docs/de/mkdocs.yml": "INHERIT: ../en/mkdocs.yml\n",
    "docs/de/docs/index.md": "# Start\n",
    "docs/de/docs/learn/a.md": "# A auf Deutsch\n",
    "docs/de/docs/gone.md": "# Weg\n",
    "docs/zh-hant/mkdocs.yml": "INHERIT: ../en/mkdocs.yml\n",
    "docs/zh-hant/docs/index.md": "# 首頁\n",
    "docs/language_names.yml": "de: Deutsch\n",
}


def languages(files: Files) -> list[tuple[str, str, str]]:
    """Return the key of each page, its language, and the key of what it translates."""
    return [(place.key, place.language, place.original) for place in places_of(plan_of(files))]


def test_sites_of_mkdocs_that_inherit_one_another_are_translations() -> None:
    assert languages(FASTAPI) == [
        ("docs/en/docs/index.md", "en", ""),
        ("/Learn/", "en", ""),
        ("docs/en/docs/learn/a.md", "en", ""),
        ("docs/de/docs/index.md", "de", "docs/en/docs/index.md"),
        ("docs/de/docs/learn/a.md", "de", "docs/en/docs/learn/a.md"),
        ("docs/zh-hant/docs/index.md", "zh-TW", "docs/en/docs/index.md"),
    ]
    assert plan_of(FASTAPI).reason("docs/de/docs/gone.md") == "It translates no page that is imported."


def test_sites_of_mkdocs_that_inherit_the_same_file_are_translations_of_the_largest() -> None:
    files = {
        "base.yml": "nav: [b.md, a.md]\ndocs_dir: pages\n",
        "en/mkdocs.yml": "INHERIT: ../base.yml\n",
        "en/pages/a.md": "# A\n",
        "en/pages/b.md": "# B\n",
        "pt_BR/mkdocs.yml": "INHERIT: ../base.yml\n",
        "pt_BR/pages/a.md": "# A\n",
    }

    assert languages(files) == [
        ("en/pages/b.md", "en", ""),
        ("en/pages/a.md", "en", ""),
        ("pt_BR/pages/a.md", "pt-BR", "en/pages/a.md"),
    ]


def test_sites_of_mkdocs_that_share_nothing_are_no_translations() -> None:
    files = {f"{name}/{path}": text for name in ("go", "js") for path, text in
             {"mkdocs.yml": "nav: [index.md]\n", "docs/index.md": "# Home\n"}.items()}  # fmt: skip

    assert languages(files) == [("go/docs/index.md", "", "")]


def test_settings_of_mkdocs_that_inherit_themselves_end() -> None:
    files = {"mkdocs.yml": "INHERIT: other.yml\nnav: [a.md]\n", "other.yml": "INHERIT: mkdocs.yml\nnav: [b.md]\n"}

    assert languages({**files, "docs/a.md": "A", "docs/b.md": "B"}) == [("docs/a.md", "", ""), ("docs/b.md", "", "")]


def test_folders_of_the_plugin_i18n_are_translations() -> None:
    files = {
        "mkdocs.yml": (
            "plugins:\n  - i18n:\n      docs_structure: folder\n      languages:\n"
            "        - {locale: en, default: true}\n        - {locale: fr}\n        - {locale: tlh-KX}\n"
            "nav: [index.md, guide/a.md]\n"
        ),
        "docs/en/index.md": "# Home\n",
        "docs/en/guide/a.md": "# A\n",
        "docs/fr/guide/a.md": "# A en français\n",
        "docs/fr/guide/gone.md": "# Perdue\n",
        "docs/tlh-KX/index.md": "# juH\n",
    }

    assert languages(files) == [
        ("docs/en/index.md", "en", ""),
        ("docs/en/guide/a.md", "en", ""),
        ("docs/fr/guide/a.md", "fr", "docs/en/guide/a.md"),
    ]
    plan = plan_of(files)
    assert plan.reason("docs/fr/guide/gone.md") == "It translates no page that is imported."
    assert plan.notes == ["The translations into tlh-KX are left out: a language is two letters and a country."]


def test_endings_of_the_plugin_i18n_are_translations() -> None:
    settings = (
        "plugins: {i18n: {languages: [{locale: en, default: true}, {locale: 'null'}, {locale: fr}]}}\n"
        "nav: [index.md, guide/a.md]\n"
    )
    files = {
        "mkdocs.yml": settings,
        "docs/index.en.md": "# Home\n",
        "docs/index.fr.md": "# Accueil\n",
        "docs/guide/a.md": "# A\n",
        "docs/guide/a.fr.md": "# A en français\n",
        "docs/guide/b.md": "# B\n",
        "docs/guide/c.fr.md": "# C\n",
    }

    assert languages(files) == [
        ("docs/index.en.md", "en", ""),
        ("docs/guide/a.md", "en", ""),
        ("docs/guide/b.md", "en", ""),
        ("docs/guide/a.fr.md", "fr", "docs/guide/a.md"),
        ("docs/index.fr.md", "fr", "docs/index.en.md"),
    ]
    assert plan_of(files).reason("docs/guide/c.fr.md") == "It translates no page that is imported."


def test_endings_of_hugo_are_translations() -> None:
    files = {
        "config/_default/hugo.toml": "title = 'Site'\n",
        "config/_default/languages.yaml": "en: {weight: 1}\nfr: {weight: 2}\n",
        "content/_index.md": "# Home\n",
        "content/docs/_index.en.md": "# Docs\n",
        "content/docs/_index.fr.md": "# La doc\n",
        "content/docs/a.md": "# A\n",
        "content/docs/a.fr.md": "# A en français\n",
        "content/docs/gone.fr.md": "# Perdue\n",
    }

    assert languages(files) == [
        ("content/_index.md", "en", ""),
        ("content/docs/", "en", ""),
        ("content/docs/a.md", "en", ""),
        ("content/docs/_index.fr.md/", "fr", "content/docs/"),
        ("content/docs/a.fr.md", "fr", "content/docs/a.md"),
    ]
    assert plan_of(files).reason("content/docs/gone.fr.md") == "It translates no page that is imported."


def test_folders_of_hugo_are_translations() -> None:
    files = {
        "hugo.yaml": (
            "defaultContentLanguage: de\n"
            "languages: {de: {contentDir: content/german}, zh-cn: {contentDir: content/zh}, klingon: {}}\n"
        ),
        "content/german/a.md": "# A auf Deutsch\n",
        "content/zh/a.md": "# A\n",
        "content/german/a.klingon.md": "# tIn\n",
    }

    assert languages(files) == [("content/german/a.md", "de", ""), ("content/zh/a.md", "zh-CN", "content/german/a.md")]
    assert plan_of(files).notes == [
        "The translations into klingon are left out: a language is two letters and a country."
    ]
