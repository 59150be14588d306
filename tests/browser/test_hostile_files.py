"""Files that try to run scripts or to load something from elsewhere, in a browser that is signed in."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.sign_in import enter
from tests.cast import Cast
from tests.pictures import picture, stored
from tests.web.conftest import signed_in

RUN = "console.log('ran'); top.ran = self.ran = true;"
ELSEWHERE = "http://elsewhere.example"
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='90' height='90' "
    f'onload="{RUN}"><script>{RUN}</script><script href="data:text/javascript,{RUN}"/>'
    f'<foreignObject width="80" height="80"><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="{RUN}"/>'
    f'<iframe srcdoc="&lt;script&gt;{RUN}&lt;/script&gt;"/><script>{RUN}</script></body></foreignObject>'
    f"<image href='{ELSEWHERE}/a.png' width='9' height='9'/><use xlink:href='{ELSEWHERE}/a.svg#b'/>"
    f"<style>@import url({ELSEWHERE}/a.css); rect {{ fill: url({ELSEWHERE}/b.svg#c) }}</style>"
    f'<a href="javascript:{RUN}"><rect width="90" height="90"/></a>'
    f'<animate onbegin="{RUN}" attributeName="x" dur="1s"/>'
    "</svg>"
)
HTML = f"<html><body onload=\"{RUN}\"><script>{RUN}</script><img src='{ELSEWHERE}/a.png'></body></html>"


def zip_and_html() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.html", HTML)
    return data.getvalue()


# A GIF that is a script as well: `GIF89a/*` begins a comment.
GIF_AND_SCRIPT = b"GIF89a/*\x00\x00\x00\x00\x00*/=1;" + RUN.encode() + b"//" + picture(kind="GIF")[13:]
HOSTILE = {
    "a.svg": SVG.encode(),
    "named.png": SVG.encode(),
    "utf16.svg": SVG.encode("utf-16"),
    "prefixed.svg": f"\ufeff<?xml version='1.0'?><!-- --><!DOCTYPE svg>{SVG}".encode(),
    "html.png": HTML.encode(),
    "html.svg": HTML.encode(),
    "late.html": b" " * 70_000 + HTML.encode(),
    "xhtml.xml": f"<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'><script>{RUN}</script></x>".encode(),
    "style.xml": f"<?xml-stylesheet href='data:text/xsl,{RUN}' type='text/xsl'?><x/>".encode(),
    "after.png": picture() + HTML.encode(),
    "comment.jpg": picture(kind="JPEG", comment=HTML.encode()),
    "script.gif": GIF_AND_SCRIPT,
    "script.js": RUN.encode(),
    "pdf.html": b"%PDF-1.7\n" + HTML.encode(),
    "zip.html": HTML.encode() + zip_and_html(),
    "a.html": zip_and_html(),
    "nul.html": b"\0" + HTML.encode(),
    "utf7.html": b"+ADw-script+AD4-console.log('ran')+ADw-/script+AD4-",
    '"><img src=x onerror=ran=1>.png': picture(),
}
# Each way in which a page of the app could use a file.
EMBED = """
    async ([address]) => {
        const tags = {
            img: "src", iframe: "src", embed: "src", object: "data", script: "src", video: "src", link: "href",
        };
        for (const [tag, attribute] of Object.entries(tags)) {
            const element = document.createElement(tag);
            if (tag === "link") element.rel = "stylesheet";
            element.setAttribute(attribute, address);
            document.body.append(element);
        }
        const module = document.createElement("script");
        module.type = "module";
        module.src = address;
        document.body.append(module);
        await import(address).catch(() => null);
        await navigator.serviceWorker?.register(address, { scope: "/files/" }).catch(() => null);
        try { new Worker(address); } catch { /* refused */ }
    }
"""


@contextmanager
def watched(address: str, cookie: str) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page that is signed in, and what ran in it or was asked for elsewhere."""
    faults: list[str] = []
    with browsing() as page:
        enter(page.context, address, cookie=cookie)
        page.context.on("console", lambda message: faults.append("ran") if message.text == "ran" else None)
        page.context.on("dialog", lambda dialog: faults.append(dialog.message))
        page.context.on(
            "request", lambda request: faults.append(request.url) if request.url.startswith(ELSEWHERE) else None
        )
        yield page, faults


def ran_in(page: Page) -> bool:
    return bool(page.evaluate("Boolean(window.ran)"))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_script_of_a_file_runs(live_server: LiveServer, live_cast: Cast, name: str) -> None:
    file = stored(live_cast, HOSTILE[name], name=name)
    tags = f'<img src="{file.url}"><object data="{file.url}"></object><script src="{file.url}"></script>'
    document = live_cast.document(body=f"![a]({file.url})\n\n{tags}")
    session = signed_in(live_cast.manager).cookies["sessionid"].value
    address, origin = f"{live_server.url}{file.url}", live_server.url
    with watched(origin, session) as (page, faults):
        # A download is no page.
        with suppress(Error):
            page.goto(address)
            page.wait_for_timeout(200)
        direct = ran_in(page)

        page.goto(f"{origin}/projects/handbook/files/{file.pk}/")
        page.goto(f"{origin}/d/{document.identifier}/")
        page.wait_for_load_state("networkidle")
        shown = ran_in(page)
        page.evaluate(EMBED, [address])
        page.wait_for_timeout(400)

        assert (direct, shown, ran_in(page)) == (False, False, False)
        assert faults == []


def test_a_picture_that_is_a_drawing_is_shown(live_server: LiveServer, live_cast: Cast) -> None:
    file = stored(live_cast, SVG.encode(), name="a.svg")
    document = live_cast.document(body=f"![a]({file.url})")
    session = signed_in(live_cast.manager).cookies["sessionid"].value
    with watched(live_server.url, session) as (page, faults):
        page.goto(f"{live_server.url}/d/{document.identifier}/")
        picture_of_it = page.locator(f'img[src="{file.url}"]')
        picture_of_it.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")

        assert picture_of_it.evaluate("(image) => image.naturalWidth") == 90
        assert faults == []
