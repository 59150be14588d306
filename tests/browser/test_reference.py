"""The reference of the API in a browser."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.inspection import SCHEMES, Scheme

# How light the text and the ground behind it are, from 0 to 255.
LIGHTNESS = """
    (element) => {
        const lightness = (color) => color.match(/\\d+/g).slice(0, 3).reduce((sum, each) => sum + Number(each), 0) / 3;
        let ground = element;
        while (/^rgba\\(.*, 0\\)$/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
        return [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor].map(lightness);
    }
"""


@pytest.mark.parametrize("address", ["/docs/", "/docs/v3/"])
def test_the_reference_follows_the_colors_of_the_system(live_server: LiveServer, address: str) -> None:
    found: dict[Scheme, list[float]] = {}
    with browsing() as page:
        page.goto(live_server.url + address)
        title = page.locator("#swagger-ui .info .title").first
        expect(title).to_be_visible()
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            expect(page.locator("html.dark-mode")).to_have_count(int(scheme == "dark"))
            found[scheme] = title.evaluate(LIGHTNESS)

    (dark_ink, paper), (light_ink, night) = found["light"], found["dark"]
    assert dark_ink < 100 < 200 < paper
    assert night < 60 < 150 < light_ink
