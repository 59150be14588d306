"""Pages load pictures of the origins that serve files, and of all others if FOREIGN_IMAGES is on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as used
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.web.conftest import signed_in

PICTURE = "![A cat](https://spy.example/cat.png)\n"
PRINT = """
import json
from config import settings
print(json.dumps(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]))
"""


def test_they_are_links_by_default(cast: Cast) -> None:
    document = cast.document("Cats", PICTURE)

    assert "<img" not in page_of(cast, document.identifier)


def test_they_are_shown_if_the_setting_is_on(cast: Cast, settings: Settings) -> None:
    settings.FOREIGN_IMAGES = True
    document = cast.document("Cats", PICTURE)

    assert '<img src="https://spy.example/cat.png"' in page_of(cast, document.identifier)


def test_they_are_links_if_the_setting_is_off_also_after_they_were_shown(cast: Cast, settings: Settings) -> None:
    settings.FOREIGN_IMAGES = True
    document = cast.document("Cats", PICTURE)
    page_of(cast, document.identifier)
    settings.FOREIGN_IMAGES = False

    page = page_of(cast, document.identifier)

    assert "<img" not in page
    assert '<a href="https://spy.example/cat.png" rel="nofollow noopener noreferrer">A cat</a>' in page


def page_of(cast: Cast, identifier: str) -> str:
    return signed_in(cast.viewer).get(f"/d/{identifier}/").content.decode()


BUCKET = "s3://pictures?endpoint=http://s3.example:9000"


@pytest.mark.parametrize(
    ("chosen", "sources"),
    [
        ({"FOREIGN_IMAGES": ""}, []),
        ({"FOREIGN_IMAGES": "true"}, ["https:"]),
        ({"FOREIGN_IMAGES": "false"}, []),
        ({"FOREIGN_IMAGES": "false", "FILES_ORIGIN": "https://files.example"}, ["https://files.example"]),
        (
            {"FOREIGN_IMAGES": "false", "FILES_STORAGE": BUCKET, "FILES_DELIVERY": "signed"},
            ["http://s3.example:9000"],
        ),
        ({"FOREIGN_IMAGES": "false", "FILES_STORAGE": BUCKET}, []),
    ],
)
def test_browsers_are_told_the_same(tmp_path: Path, chosen: dict[str, str], sources: list[str]) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", **chosen}

    printed = subprocess.run(
        [sys.executable, "-c", PRINT], env=environment, cwd=used.BASE_DIR, capture_output=True, check=True
    ).stdout

    assert json.loads(printed) == ["'self'", "data:", *sources]
