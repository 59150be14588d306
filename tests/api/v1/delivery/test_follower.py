"""The example in docs/changes.md, run against a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast, make_token
from versioning.models import Role, Token
from versioning.services.documents.trash_document import trash_document

CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def example() -> tuple[str, str]:
    """Return the program, and the loop around it."""
    text = (Path(settings.BASE_DIR) / "docs" / "changes.md").read_text()
    program, loop = CODE.findall(text)
    return program, loop


@pytest.fixture
def environment(live_cast: Cast, live_server: LiveServer, tmp_path: Path) -> dict[str, str]:
    kind = Token.Kind.PROJECT
    token = make_token(live_cast.viewer.user, kind=kind, project=live_cast.project, role=Role.VIEWER)[1]
    return {
        **os.environ,
        "API": f"{live_server.url}/api/v1",
        "PROJECT": live_cast.project.slug,
        "TOKEN": token,
        "FOLDER": str(tmp_path),
    }


def run(environment: dict[str, str]) -> None:
    """Run the program once. It reads changes of the past at once, so it does not wait."""
    program = f"{example()[0]}\nfollow()\n"
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)


def texts_in(folder: Path) -> dict[str, str]:
    return {file.stem: file.read_text() for file in folder.glob("*.md")}


def test_the_folder_follows_the_project(live_cast: Cast, environment: dict[str, str], tmp_path: Path) -> None:
    changed, deleted = live_cast.document("Changed"), live_cast.document("Deleted")
    live_cast.draft("Never published")
    # A change after the cursor of the first copy, so that the program need not wait for one.
    (tmp_path / ".cursor").write_text("0-0")
    run(environment)
    before = texts_in(tmp_path)

    live_cast.version(changed, "New text.\n")
    trash_document(actor=live_cast.manager, document=deleted)
    run(environment)

    assert before.keys() == {str(changed.pk), str(deleted.pk)}
    assert texts_in(tmp_path) == {str(changed.pk): "New text.\n"}


def test_the_first_copy_takes_what_was_there_before(
    live_cast: Cast, environment: dict[str, str], tmp_path: Path
) -> None:
    document = live_cast.document(body="Old text.\n")
    (tmp_path / "stale.md").write_text("Nothing of this project.")
    # As the last answer of the loop would be without waiting for 25 seconds.
    program = example()[0].replace("wait=25", "wait=0") + "\nfollow()\n"

    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)

    assert texts_in(tmp_path) == {str(document.pk): "Old text.\n"}


def test_a_cursor_that_is_too_old_starts_over(live_cast: Cast, environment: dict[str, str], tmp_path: Path) -> None:
    document = live_cast.document(body="Text.\n")
    (tmp_path / ".cursor").write_text("0-zzzzzzzz")
    # Two turns of the loop: the first meets the 410, the second copies the project.
    program, loop = example()
    short = program.replace("wait=25", "wait=0") + loop.replace("while True:", "for _ in range(2):").replace(
        "(5)", "(0)"
    )

    subprocess.run([sys.executable, "-c", short], env=environment, check=True, timeout=60)

    assert texts_in(tmp_path) == {str(document.pk): "Text.\n"}


def test_it_goes_on_after_the_server_was_away(live_cast: Cast, environment: dict[str, str], tmp_path: Path) -> None:
    document = live_cast.document(body="Text.\n")
    program, loop = example()
    # Nothing listens in the first turn. The server is back after the pause.
    away = 'API, there = "http://127.0.0.1:1", API\n'
    turns = loop.replace("while True:", "for _ in range(2):").replace("time.sleep(5)", "API = there")

    code = program.replace("wait=25", "wait=0") + away + turns
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)

    assert texts_in(tmp_path) == {str(document.pk): "Text.\n"}


def test_a_kill_while_it_writes_the_cursor_leaves_the_former_one(
    live_cast: Cast, environment: dict[str, str], tmp_path: Path
) -> None:
    live_cast.document()
    (tmp_path / ".cursor").write_text("0-0")
    killed = """
def write_a_part(path, text, whole=pathlib.Path.write_text):
    whole(path, "" if "cursor" in path.name else text)
    if "cursor" in path.name:
        os._exit(9)


pathlib.Path.write_text = write_a_part
follow()
"""

    done = subprocess.run([sys.executable, "-c", example()[0] + killed], env=environment, check=False, timeout=60)

    assert (done.returncode, (tmp_path / ".cursor").read_text()) == (9, "0-0")


def test_the_example_is_short() -> None:
    assert len([line for line in example()[0].splitlines() if line]) <= 30
