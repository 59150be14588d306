"""`make screenshots`: a picture of every page into var/screenshots/, wide and narrow, light and dark.

It is run as a test is, for the server, the database and the browser that tests have, and judges nothing.
PAGES="activity settings" makes those pages alone whose names begin with one of the words.
"""

from html import escape
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import NARROW, SCHEMES, WIDE, Look, Scheme, looking, wanted
from tests.browser.sights import Sight, cookie_of, furnish, sights, sights_of_a_new_server

FOLDER = Path(settings.BASE_DIR) / "var" / "screenshots"
PEOPLE = ("demo", "noor")


def take(look: Look, sight: Sight) -> None:
    for width in (WIDE, NARROW):
        look.widen(width)
        look.go_to(sight)
        # What scripts do after the page is there: the editor above all.
        look.page.wait_for_load_state("networkidle")
        for scheme in SCHEMES:
            look.turn(scheme)
            look.page.screenshot(path=FOLDER / _file(sight, width=width, scheme=scheme), full_page=True)


def test_take_a_new_server(live_server: LiveServer) -> None:
    _take(live_server, sights_of_a_new_server(), people=())


def test_take_the_demo(live_server: LiveServer) -> None:
    call_command("load_demo", stdout=StringIO())
    furnish()

    _take(live_server, sights(), people=PEOPLE)


def _take(server: LiveServer, pages: list[Sight], *, people: tuple[str, ...]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    cookies = {person: cookie_of(person) for person in people}
    with looking(server.url, cookies=cookies) as looks:
        for sight in wanted(pages):
            take(looks[sight.person], sight)
    (FOLDER / "index.html").write_text(_index(), encoding="utf-8")


def _file(sight: Sight, *, width: int, scheme: Scheme) -> str:
    return f"{sight.name}.{width}.{scheme}.png"


def _index() -> str:
    """All pictures that there are, one row a page."""
    names = sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.png")})
    rows = "".join(f"<h2>{escape(name)}</h2><p>{_pictures(name)}</p>" for name in names)
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>{rows}</html>'


def _pictures(name: str) -> str:
    return " ".join(
        f'<a href="{path.name}"><img src="{path.name}" alt="{path.name}" height="420" loading="lazy"></a>'
        for path in sorted(FOLDER.glob(f"{name}.*.png"))
    )
