"""The tests share one browser, and nothing else."""

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from versioning.models import User


def test_a_page_finds_nothing_of_the_test_before(live_server: LiveServer) -> None:
    with browsing() as page:
        page.goto(f"{live_server.url}/sign-in/")
        page.evaluate("localStorage.setItem('left', 'behind'); document.cookie = 'left=behind'")
    count = User.objects.count()

    with browsing() as page:
        page.goto(f"{live_server.url}/sign-in/")
        stored, cookies = page.evaluate("[localStorage.length, document.cookie]")
        contexts = page.context.browser.contexts if page.context.browser else []

    assert count >= 0
    assert (stored, "left" in cookies, len(contexts)) == (0, False, 1)


def test_a_script_that_fails_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="by design"), browsing() as page:
        page.set_content("<script>throw new Error('by design')</script>")
