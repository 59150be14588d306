"""The browser ends with the test process."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import BROWSER


@pytest.fixture(scope="session", autouse=True)
def _browser_ends() -> Iterator[None]:
    yield
    BROWSER.end()
