import sys

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.clients.conftest import MadeClient
from tests.clients.making import PACKAGES, drive, run
from tests.clients.stories import STORIES, Story


@pytest.mark.parametrize("version", STORIES)
def test_the_generated_client_and_what_uses_it_are_well_typed(python_client: MadeClient, version: str) -> None:
    folder = python_client(version)

    said = run(sys.executable, "-m", "mypy", "--strict", PACKAGES[version], "drive.py", folder=folder)

    assert said.startswith("Success: no issues found")


@pytest.mark.parametrize(("version", "story"), STORIES.items())
def test_the_generated_client_goes_the_main_way(
    live_server: LiveServer, secret: str, python_client: MadeClient, version: str, story: Story
) -> None:
    folder = python_client(version)

    seen = drive(sys.executable, "drive.py", live_server.url, secret, folder=folder)

    assert seen == story
