"""Diagrams in a real browser: drawn, or shown as their source, under the pages' content security policy."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.editor.writing import write, writing
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast

GOOD = "flowchart TD\n  A[Start] --> B{Good?}\n  B -->|Yes| C[Ship it]"
BAD = "flowchart TD\n  A[[[ --> nothing"
TEXT = f"Before\n\n```mermaid\n{GOOD}\n```\n\n```mermaid\n{BAD}\n```\n\n```mermaid\nsequenceDiagram\n  A->>B: Hi\n```\n"


def test_diagrams_are_drawn_and_faulty_ones_stay_source(live_server: LiveServer, live_cast: Cast) -> None:
    document = live_cast.document("Flow", body=TEXT)
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
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
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/d/{document.identifier}/")

        expect(page.locator(".text > pre")).to_have_count(3)


def test_only_pages_with_a_diagram_load_the_library(live_server: LiveServer, live_cast: Cast) -> None:
    document = live_cast.document("Plain", body="```python\n1\n```")
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        page.goto(f"{live_server.url}/d/{document.identifier}/")
        page.wait_for_load_state("networkidle")

        assert not any("mermaid" in url or "diagrams" in url for url in loaded)


def drawn_in(page: Page) -> int:
    """Return how many diagrams are shown as pictures with a size."""
    sizes = page.locator("figure.diagram > img").evaluate_all("images => images.map((each) => each.naturalWidth)")
    return sum(size > 0 for size in sizes)


def test_the_preview_draws_diagrams_and_draws_none_again_that_stayed(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=f"```mermaid\n{GOOD}\n```\n\nAfter\n")
    with writing(live_server, draft, live_cast.editor) as page:
        preview = page.get_by_role("region", name="Preview")
        expect(preview.locator("figure.diagram > img")).to_have_count(1)
        preview.locator("figure.diagram").evaluate("(figure) => (figure.dataset.first = '')")

        write(page, 'it.\n\n```mermaid\npie\n  "a" : 1\n```\n')

        expect(preview.locator("figure.diagram > img")).to_have_count(2)
        expect(preview.locator("figure.diagram[data-first]")).to_have_count(1)
        assert drawn_in(page) == 2


@pytest.mark.parametrize("view", ["", "&view=side"])
def test_comparisons_draw_both_diagrams_and_show_what_changed_in_their_sources(
    live_server: LiveServer, live_cast: Cast, view: str
) -> None:
    document = live_cast.document("Flow", body=f"```mermaid\n{GOOD}\n```\n")
    live_cast.version(document, f"```mermaid\n{GOOD}\n  C --> D[Rest]\n```\n")
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/d/{document.identifier}/compare?base=1&head=2&as=rendered{view}")

        expect(page.locator("figure.diagram > img")).to_have_count(2 if view else 1)
        expect(page.locator("figure.diagram ins")).to_be_visible()
        assert drawn_in(page) == (2 if view else 1)


def test_the_page_that_publishes_draws_diagrams(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=TEXT)
    cookie = cookie_of(live_cast.publisher.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/publish/")

        expect(page.locator("figure.diagram > img")).to_have_count(2)


def test_the_page_of_a_conflict_draws_diagrams(live_server: LiveServer, live_cast: Cast) -> None:
    body = '<pre><code class="language-mermaid">graph TD; A--&gt;{}</code></pre>'
    document = live_cast.document("Flow", body=body.format("B"), content_type="wysiwyg")
    draft = live_cast.save(live_cast.fork(document), body=body.format("C"))
    live_cast.version(document, body.format("D"))
    cookie = cookie_of(live_cast.editor.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/conflict/")

        expect(page.locator(".side-text figure.diagram > img")).to_have_count(3)
