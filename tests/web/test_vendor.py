"""Pages with and without the files of other projects in static/vendor/, which are not in git."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.web.conftest import Desks

FILES = ("source-serif-4.css", "htmx.js", "editorjs.css")
Collect = Callable[..., None]


@pytest.fixture
def collect(settings: Settings, tmp_path: Path) -> Collect:
    """Collect the static files as a server has them, with a manifest. The folder vendor holds the files named."""

    def run(*names: str) -> None:
        vendor = tmp_path / "vendor"
        vendor.mkdir()
        for name in names:
            (vendor / name).write_text("/* of another project */")
        settings.STATIC_ROOT = tmp_path / "collected"
        settings.STATICFILES_DIRS = [("stemma", settings.BASE_DIR / "static" / "stemma"), ("vendor", vendor)]
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        settings.STORAGES = {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        }
        call_command("collectstatic", interactive=False, verbosity=0)

    return run


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    """Pages that name a file of static/vendor/ when there is one."""
    document = cast.document()
    draft = cast.draft("Blocks", body='{"blocks": []}', content_type="block")
    return ["/", f"/d/{document.identifier}/versions/", f"/drafts/{draft.identifier}/"]


def test_pages_name_the_collected_files(desks: Desks, collect: Collect, addresses: list[str]) -> None:
    collect(*FILES)

    pages = [desks.editor.get(address).content.decode() for address in addresses]

    named = [set(re.findall(r'"/static/vendor/([\w-]+)\.[0-9a-f]{12}\.(?:js|css)"', page)) for page in pages]
    assert named == [{"source-serif-4", "htmx"}, {"source-serif-4", "htmx"}, {"source-serif-4", "editorjs"}]


def test_pages_answer_without_the_files_and_do_not_name_them(
    desks: Desks, collect: Collect, addresses: list[str]
) -> None:
    collect()

    answers = [desks.editor.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not any("vendor" in answer.content.decode() for answer in answers)


def test_the_build_makes_every_file_that_is_named() -> None:
    built = settings.BASE_DIR / "static" / "vendor"
    if not built.exists():
        pytest.skip("static/vendor/ is not built: make assets")
    sources = [
        *(settings.BASE_DIR / "templates").rglob("*.html"),
        *(settings.BASE_DIR / "static" / "stemma").rglob("*.js"),
    ]

    text = "\n".join(source.read_text() for source in sources)

    named = set(re.findall(r'{% vendor "([^"]+)"', text)) | set(re.findall(r'"[./]+/vendor/([^"]+)"', text))
    assert {*FILES, "codemirror.js", "tiptap.js", "editorjs.js"} <= named
    assert {name for name in named if not (built / name).is_file()} == set()


def test_every_library_comes_with_its_license() -> None:
    built = settings.BASE_DIR / "static" / "vendor"
    if not built.exists():
        pytest.skip("static/vendor/ is not built: make assets")

    listed = re.findall(r"^\| (\S+) \| (\d\S*) \| (.+) \|$", (built / "README.md").read_text(), re.MULTILINE)

    licenses = (built / "LICENSES.txt").read_text()
    assert len(listed) > 50
    assert [row for row in listed if "== {} {} ({})\n".format(*row) not in licenses] == []
