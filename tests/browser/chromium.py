"""The browser of the tests: the one that CHROMIUM names, or Debian's.

Each test process starts it once. A test has browser contexts of its own, which share nothing with those of other tests.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

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


class SharedBrowser:
    """A browser that starts when a test needs it, and stays for the next tests of the process."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @contextmanager
    def opened(self) -> Iterator[Browser]:
        """Yield the browser, and close what was opened in it. No query may be made inside.

        Playwright's event loop counts as running inside only. Otherwise Django would refuse every query of later tests.
        """
        asyncio._set_running_loop(self._loop)
        try:
            browser = self._running()
            try:
                yield browser
            finally:
                for context in browser.contexts:
                    context.close()
        finally:
            self._loop = asyncio._get_running_loop()
            asyncio._set_running_loop(None)

    def end(self) -> None:
        """Stop the browser, if it was started."""
        if self._playwright is not None:
            asyncio._set_running_loop(self._loop)
            self._playwright.stop()
            asyncio._set_running_loop(None)
            self._playwright = self._browser = self._loop = None

    def _running(self) -> Browser:
        """Return the browser, started anew if it crashed in a former test."""
        if self._playwright is None:
            self._playwright = sync_playwright().start()
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        return self._browser


BROWSER = SharedBrowser()


@contextmanager
def browsing(*, width: int = 1280, javascript: bool = True) -> Iterator[Page]:
    """Yield a page in a new browser context. The test fails if a script does. No query may be made inside.

    Raises FileNotFoundError if there is no browser or nothing was built for it, so that these tests are never skipped
    silently.
    """
    if not VENDOR.exists():
        raise FileNotFoundError("static/vendor/ is not built: make assets")
    if not EXECUTABLE.exists():
        raise FileNotFoundError(f"There is no browser at {EXECUTABLE}. Install chromium, or name one in CHROMIUM.")
    faults: list[str] = []
    with BROWSER.opened() as browser:
        page = browser.new_page(viewport={"width": width, "height": 800}, java_script_enabled=javascript)
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        yield page
    assert faults == [], faults
