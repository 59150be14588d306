"""`make screenshots`: take a picture of every page, wide and narrow, light and dark, into var/screenshots/.

It runs as a test, because tests have a server, a database and a browser. It checks nothing.
PAGES="activity settings" takes only pages whose names start with one of the words.
"""

from html import escape
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.browser.examples import add_examples
from tests.browser.inspection import NARROW, SCHEMES, WIDE, Inspector, Scheme, inspecting, wanted
from tests.browser.pages import DeskPage, all_pages, pages_of_a_new_server
from tests.browser.sign_in import cookie_of

FOLDER = Path(settings.BASE_DIR) / "var" / "screenshots"
PEOPLE = ("demo", "noor")


def take(inspector: Inspector, page: DeskPage) -> None:
    for width in (WIDE, NARROW):
        inspector.set_width(width)
        inspector.go_to(page)
        # Scripts still build the page after it has loaded, above all the editor.
        inspector.page.wait_for_load_state("networkidle")
        for scheme in SCHEMES:
            inspector.set_scheme(scheme)
            inspector.page.screenshot(path=FOLDER / _file(page, width=width, scheme=scheme), full_page=True)


def test_take_a_new_server(live_server: LiveServer) -> None:
    _take(live_server, pages_of_a_new_server(), people=())


def test_take_the_demo(live_server: LiveServer) -> None:
    call_command("load_demo", stdout=StringIO())
    add_examples()

    _take(live_server, all_pages(), people=PEOPLE)


def _take(server: LiveServer, pages: list[DeskPage], *, people: tuple[str, ...]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    cookies = {person: cookie_of(person) for person in people}
    with inspecting(server.url, cookies=cookies) as inspectors:
        for page in wanted(pages):
            take(inspectors[page.person], page)
    (FOLDER / "index.html").write_text(_index(), encoding="utf-8")


def _file(page: DeskPage, *, width: int, scheme: Scheme) -> str:
    return f"{page.name}.{width}.{scheme}.png"


def _index() -> str:
    """Return an HTML page with all pictures, one row per page."""
    names = sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.png")})
    rows = "".join(f"<h2>{escape(name)}</h2><p>{_pictures(name)}</p>" for name in names)
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>{rows}</html>'


def _pictures(name: str) -> str:
    return " ".join(
        f'<a href="{path.name}"><img src="{path.name}" alt="{path.name}" height="420" loading="lazy"></a>'
        for path in sorted(FOLDER.glob(f"{name}.*.png"))
    )
