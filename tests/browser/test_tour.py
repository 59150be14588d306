"""The commands of the tour, pasted into a shell against a running server."""

import re
import subprocess
from html import unescape

from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import needs_curl
from tests.cast import Cast, make_token
from versioning.models import Document


def commands(page: str) -> list[str]:
    """Return the text of the blocks to paste, in order."""
    return [unescape(block) for block in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)]


@needs_curl
def test_every_command_of_the_tour_works_when_pasted(live_server: LiveServer, live_cast: Cast) -> None:
    browser = Client(HTTP_HOST=live_server.url.removeprefix("http://"))
    browser.force_login(live_cast.publisher.user)
    raw = make_token(live_cast.publisher.user)[1]
    given, *steps = commands(browser.get("/docs/tour/").content.decode())
    script = "\n".join([given.replace("TOKEN=", f"TOKEN={raw}", 1), *steps])

    shell = subprocess.run(
        ["bash", "-e", "-o", "pipefail"], input=script, capture_output=True, text=True, timeout=60, check=False
    )

    assert (shell.returncode, shell.stderr) == (0, "")
    assert "-Within 14 days.\n+Within 30 days." in shell.stdout
    document = Document.objects.get(title="Refunds")
    assert document.current is not None
    assert (document.current.number, document.last_number) == (1, 2)
