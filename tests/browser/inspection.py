"""Opens pages in a browser, light and dark, wide and narrow, and collects their faults."""

import gzip
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from tests.browser.chromium import BROWSER
from tests.browser.pages import DeskPage
from tests.browser.sign_in import enter

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDE, NARROW = 1440, 390
HEIGHT = 900
MOST_SCRIPT_BYTES = 300_000
# Swagger UI is embedded in our page. Its faults are not ours.
EMBEDDED = "#swagger-ui"


@dataclass
class Inspector:
    """A browser tab at one server, and the faults found in it so far."""

    page: Page
    server: str
    faults: list[str] = field(default_factory=list)
    _scripts: dict[str, int] = field(default_factory=dict)
    _seen: str = ""
    _scheme: Scheme = "light"

    def __post_init__(self) -> None:
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self._add_fault(f"a script failed: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)

    def go_to(self, page: DeskPage) -> None:
        self._seen = page.name
        self._scripts.clear()
        answer = self.page.goto(self.server + page.address)
        if answer is not None and answer.status >= 500:
            self._add_fault(f"status {answer.status}")

    def set_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.page.emulate_media(color_scheme=scheme)

    def set_width(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def remove_embedded(self) -> None:
        self.page.evaluate("where => document.querySelector(where)?.replaceChildren()", EMBEDDED)

    def check_weight(self) -> None:
        weight = sum(self._scripts.values())
        if weight > MOST_SCRIPT_BYTES and self.page.locator(EMBEDDED).count() == 0:
            self._add_fault(f"{weight} bytes of script, compressed: {self._scripts}")

    def check_width(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self._add_fault(f"{wide} pixels wider than the screen")

    def check_access(self, *, rules: list[str] | None = None) -> None:
        """Check the page with axe. Without `rules`, all of axe's rules apply."""
        options = {"resultTypes": ["violations"], **({} if rules is None else {"runOnly": rules})}
        found = Axe().run(self.page, options=options)
        for violation in found.response["violations"]:
            places = [node["html"][:160] for node in violation["nodes"][:3]]
            self._add_fault(f"{violation['id']}: {violation['help']} {places}")

    def _add_fault(self, fault: str) -> None:
        size = self.page.viewport_size
        self.faults.append(f"{self._seen} at {size and size['width']}, {self._scheme}: {fault}")

    def _note_console(self, message: ConsoleMessage) -> None:
        # A page that answers 403 or 404 logs an error too, and is no fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._add_fault(message.text)

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != self.server:
            self._add_fault(f"requests another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.request.resource_type == "script":
            self._scripts[urlsplit(response.url).path] = len(gzip.compress(response.body()))


def wanted(pages: list[DeskPage]) -> list[DeskPage]:
    """Return the pages whose names start with one of the words in PAGES, or all if there are none."""
    words = tuple(os.environ.get("PAGES", "").split())
    return [page for page in pages if not words or page.name.startswith(words)]


@contextmanager
def inspecting(server: str, *, cookies: Mapping[str, str]) -> Iterator[dict[str, Inspector]]:
    """Yield an inspector for each person with a cookie, and one for nobody (the empty name).

    No query may be made inside: Playwright's event loop is running.
    """
    with BROWSER.opened() as browser:
        yield {person: _inspector(browser, server, cookie) for person, cookie in {"": "", **cookies}.items()}


def _inspector(browser: Browser, server: str, cookie: str) -> Inspector:
    # Motion would still change the colors while they are checked.
    context = browser.new_context(reduced_motion="reduce", viewport={"width": WIDE, "height": HEIGHT})
    context.set_default_timeout(20_000)
    if cookie:
        enter(context, server, cookie=cookie)
    return Inspector(page=context.new_page(), server=server)
