import pytest
from pytest_django.live_server_helper import LiveServer

from tests.clients.conftest import MadeClient
from tests.clients.making import NODE, drive, run
from tests.clients.stories import STORIES, Story


@pytest.mark.parametrize("version", STORIES)
def test_the_generated_types_and_what_uses_them_are_well_typed(typescript_client: MadeClient, version: str) -> None:
    folder = typescript_client(version)

    said = run(NODE, "node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--project", ".", folder=folder)

    assert said == ""


@pytest.mark.parametrize(("version", "story"), STORIES.items())
def test_the_generated_client_goes_the_main_way(
    live_server: LiveServer, secret: str, typescript_client: MadeClient, version: str, story: Story
) -> None:
    folder = typescript_client(version)

    seen = drive(NODE, "drive.ts", live_server.url, secret, folder=folder)

    assert seen == story
