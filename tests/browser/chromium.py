"""The browser of the tests: the one that CHROMIUM names, or Debian's."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, sync_playwright

EXECUTABLE = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# Root can't use the sandbox. The other arguments keep the browser from using the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


VENDOR = settings.BASE_DIR / "static" / "vendor"
# The pages tell people to paste commands of curl.
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@contextmanager
def browsing(*, width: int = 1280, javascript: bool = True) -> Iterator[Page]:
    """Yield a page in a new browser. The test fails if a script does. No query may be made inside.

    Raises FileNotFoundError if there is no browser or nothing was built for it, so that these tests are never skipped
    silently.
    """
    if not VENDOR.exists():
        raise FileNotFoundError("static/vendor/ is not built: make assets")
    if not EXECUTABLE.exists():
        raise FileNotFoundError(f"There is no browser at {EXECUTABLE}. Install chromium, or name one in CHROMIUM.")
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": width, "height": 800}, java_script_enabled=javascript)
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        yield page
        browser.close()
    assert faults == []
