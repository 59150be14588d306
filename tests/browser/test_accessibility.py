"""Every page passes axe, light and dark, wide and narrow. PAGES="compare" checks only some pages."""

from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.browser.examples import add_examples
from tests.browser.inspection import NARROW, WIDE, Inspector, inspecting, wanted
from tests.browser.pages import NO_PAGES, DeskPage, all_pages, pages_of_a_new_server, routes
from tests.browser.sign_in import cookie_of

PEOPLE = ("demo", "noor")
# Divided, so that parallel test processes end at about the same time.
SHARES = 3
# The rules that dark colors can break. All other rules were checked in light colors.
COLOR_RULES = ["color-contrast", "link-in-text-block"]


def check(inspector: Inspector, page: DeskPage) -> None:
    inspector.set_scheme("light")
    inspector.set_width(WIDE)
    inspector.go_to(page)
    inspector.check_weight()
    inspector.set_width(NARROW)
    inspector.check_width()
    inspector.remove_embedded()
    inspector.check_access()
    inspector.set_scheme("dark")
    inspector.check_access(rules=COLOR_RULES)
    inspector.set_width(WIDE)
    inspector.check_access(rules=COLOR_RULES)
    inspector.set_scheme("light")
    inspector.check_access()


def test_each_address_that_answers_get_is_looked_at_or_is_no_page(db: None) -> None:
    call_command("load_demo", stdout=StringIO())
    add_examples()

    seen = {page.route for page in [*all_pages(), *pages_of_a_new_server()]}

    assert {route.name for route in routes()} - seen == set(NO_PAGES)


@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_has_a_fault(live_server: LiveServer, share: int) -> None:
    call_command("load_demo", stdout=StringIO())
    add_examples()
    pages, cookies = wanted(all_pages())[share::SHARES], {person: cookie_of(person) for person in PEOPLE}

    with inspecting(live_server.url, cookies=cookies) as inspectors:
        for page in pages:
            check(inspectors[page.person], page)
        faults = [fault for inspector in inspectors.values() for fault in inspector.faults]

    assert not faults, "\n".join(faults)


def test_the_pages_of_a_new_server_have_none(live_server: LiveServer) -> None:
    pages = wanted(pages_of_a_new_server())

    with inspecting(live_server.url, cookies={}) as inspectors:
        for page in pages:
            check(inspectors[""], page)

        assert not inspectors[""].faults, "\n".join(inspectors[""].faults)
