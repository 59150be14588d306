"""Looking at one page after the other, by day and by night, on a desk and on a phone."""

import gzip
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.browser.chromium import ARGUMENTS, EXECUTABLE
from tests.browser.sights import Sight

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDE, NARROW = 1440, 390
HEIGHT = 900
MOST_SCRIPT_BYTES = 300_000
# A page of somebody else's within ours, whose faults are not ours.
NOT_OURS = "#swagger-ui"


@dataclass
class Look:
    """One browser's page at one server, and what went wrong on it so far."""

    page: Page
    server: str
    faults: list[str] = field(default_factory=list)
    _scripts: dict[str, int] = field(default_factory=dict)
    _seen: str = ""
    _scheme: Scheme = "light"

    def __post_init__(self) -> None:
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self._tell(f"a script failed: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)

    def go_to(self, sight: Sight) -> None:
        self._seen = sight.name
        self._scripts.clear()
        answer = self.page.goto(self.server + sight.address)
        if answer is not None and answer.status >= 500:
            self._tell(f"status {answer.status}")

    def turn(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.page.emulate_media(color_scheme=scheme)

    def widen(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def clear_what_is_not_ours(self) -> None:
        self.page.evaluate("where => document.querySelector(where)?.replaceChildren()", NOT_OURS)

    def judge_weight(self) -> None:
        weight = sum(self._scripts.values())
        if weight > MOST_SCRIPT_BYTES and self.page.locator(NOT_OURS).count() == 0:
            self._tell(f"{weight} bytes of script, compressed: {self._scripts}")

    def judge_width(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self._tell(f"{wide} pixels wider than the screen")

    def judge_access(self, *, rules: list[str] | None = None) -> None:
        """By axe; all its rules unless some are named."""
        options = {"resultTypes": ["violations"], **({} if rules is None else {"runOnly": rules})}
        found = Axe().run(self.page, options=options)
        for violation in found.response["violations"]:
            places = [node["html"][:160] for node in violation["nodes"][:3]]
            self._tell(f"{violation['id']}: {violation['help']} {places}")

    def _tell(self, fault: str) -> None:
        size = self.page.viewport_size
        self.faults.append(f"{self._seen} at {size and size['width']}, {self._scheme}: {fault}")

    def _note_console(self, message: ConsoleMessage) -> None:
        # Browsers tell there of a page that answers 403 or 404, too; that is no fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._tell(message.text)

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != self.server:
            self._tell(f"asks another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.request.resource_type == "script":
            self._scripts[urlsplit(response.url).path] = len(gzip.compress(response.body()))


def wanted(pages: list[Sight]) -> list[Sight]:
    """Those whose names begin with one of the words in PAGES; all where there is none."""
    words = tuple(os.environ.get("PAGES", "").split())
    return [sight for sight in pages if not words or sight.name.startswith(words)]


@contextmanager
def looking(server: str, *, cookies: Mapping[str, str]) -> Iterator[dict[str, Look]]:
    """A look for each person that has a cookie, and for nobody (the empty name). No query may be made inside."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield {person: _look(browser, server, cookie) for person, cookie in {"": "", **cookies}.items()}
        browser.close()


def _look(browser: Browser, server: str, cookie: str) -> Look:
    # Motion would still be changing the colours when they are judged.
    context = browser.new_context(reduced_motion="reduce", viewport={"width": WIDE, "height": HEIGHT})
    context.set_default_timeout(20_000)
    if cookie:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": server}])
    return Look(page=context.new_page(), server=server)
