"""Every page, judged by axe: light and dark, wide and narrow. PAGES="compare" judges some of them."""

from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import NARROW, WIDE, Look, looking, wanted
from tests.browser.sights import NO_PAGES, Sight, cookie_of, furnish, routes, sights, sights_of_a_new_server

PEOPLE = ("demo", "noor")
# So that no process is left with all of them when the others have ended.
SHARES = 3
# What a page can be worse at in the dark; all else was judged in the light.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def judge(look: Look, sight: Sight) -> None:
    look.turn("light")
    look.widen(WIDE)
    look.go_to(sight)
    look.judge_weight()
    look.widen(NARROW)
    look.judge_width()
    look.clear_what_is_not_ours()
    look.judge_access()
    look.turn("dark")
    look.judge_access(rules=OF_COLOURS)
    look.widen(WIDE)
    look.judge_access(rules=OF_COLOURS)
    look.turn("light")
    look.judge_access()


def test_each_address_that_answers_get_is_looked_at_or_is_no_page(db: None) -> None:
    call_command("load_demo", stdout=StringIO())
    furnish()

    seen = {sight.route for sight in [*sights(), *sights_of_a_new_server()]}

    assert {route.name for route in routes()} - seen == set(NO_PAGES)


@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_has_a_fault(live_server: LiveServer, share: int) -> None:
    call_command("load_demo", stdout=StringIO())
    furnish()
    pages, cookies = wanted(sights())[share::SHARES], {person: cookie_of(person) for person in PEOPLE}

    with looking(live_server.url, cookies=cookies) as looks:
        for sight in pages:
            judge(looks[sight.person], sight)
        faults = [fault for look in looks.values() for fault in look.faults]

    assert not faults, "\n".join(faults)


def test_the_pages_of_a_new_server_have_none(live_server: LiveServer) -> None:
    pages = wanted(sights_of_a_new_server())

    with looking(live_server.url, cookies={}) as looks:
        for sight in pages:
            judge(looks[""], sight)

        assert not looks[""].faults, "\n".join(looks[""].faults)
