"""Diagrams in a real browser: drawn, or shown as their source, under the pages' content security policy."""

from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.pages import cookie_of
from tests.cast import Cast

GOOD = "flowchart TD\n  A[Start] --> B{Good?}\n  B -->|Yes| C[Ship it]"
BAD = "flowchart TD\n  A[[[ --> nothing"
TEXT = f"Before\n\n```mermaid\n{GOOD}\n```\n\n```mermaid\n{BAD}\n```\n\n```mermaid\nsequenceDiagram\n  A->>B: Hi\n```\n"


def test_diagrams_are_drawn_and_faulty_ones_stay_source(live_server: LiveServer, live_cast: Cast) -> None:
    document = live_cast.document("Flow", body=TEXT)
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing() as page:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}/d/{document.identifier}/")

        expect(page.locator("figure.diagram > img")).to_have_count(2)
        sizes = page.locator("figure.diagram > img").evaluate_all("images => images.map((each) => each.naturalWidth)")
        assert all(size > 50 for size in sizes)
        expect(page.locator(".text > pre")).to_contain_text("nothing")
        page.get_by_text("Source").first.click()
        expect(page.locator("figure.diagram pre").first).to_contain_text("Ship it")


def test_readers_without_scripts_see_the_source(live_server: LiveServer, live_cast: Cast) -> None:
    document = live_cast.document("Flow", body=TEXT)
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing(javascript=False) as page:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}/d/{document.identifier}/")

        expect(page.locator(".text > pre")).to_have_count(3)


def test_only_pages_with_a_diagram_load_the_library(live_server: LiveServer, live_cast: Cast) -> None:
    document = live_cast.document("Plain", body="```python\n1\n```")
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing() as page:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        page.goto(f"{live_server.url}/d/{document.identifier}/")
        page.wait_for_load_state("networkidle")

        assert not any("mermaid" in url or "diagrams" in url for url in loaded)
