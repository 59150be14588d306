"""`make trial-typing`: how long a key takes in each editor, in a text of 200 KB.

A key takes from its event, with the time that it waited, until all handlers of the input have ended and the page is
laid out again. Painting is not counted: it would add the wait for the next frame of the screen. Tasks that come after
the input cannot end the measurement, because Chromium holds them back until that frame. The time until the frame is
painted is shown beside it, without a limit. The keys are typed one after the other in the middle of the text, with the
preview as the editor opens it. Autosave goes on meanwhile.

It runs as a test, because tests have a server, a database and a browser. It fails if the 95th percentile of an editor
is over LIMIT. Prints a table and keeps it as JSON in var/typing.json.
"""

import json
from pathlib import Path
from statistics import quantiles

import psutil
from django.conf import settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from rich.console import Console
from rich.table import Table

from tests.browser.editor.writing import open_editor, writing
from tests.cast import Cast

RESULTS = Path(settings.BASE_DIR) / "var" / "typing.json"
SIZE, KEYS, LIMIT = 200_000, 200, 16.0
# About ten keys a second, as fast typists write.
PAUSE_MS = 100
SENTENCE = "The version that readers see stays as it is until somebody makes another one current. "
PARAGRAPH = SENTENCE * 5
COUNT = SIZE // len(PARAGRAPH)

TEXTS = {
    "markdown": "\n\n".join(f"## Part {number}\n\n{PARAGRAPH}" for number in range(COUNT)),
    "wysiwyg": "\n".join(f"<h2>Part {number}</h2>\n<p>{PARAGRAPH}</p>" for number in range(COUNT)),
    "block": json.dumps({"blocks": [{"type": "paragraph", "data": {"text": PARAGRAPH}} for _ in range(COUNT)]}),
}
PARAGRAPHS = ".cm-line, .ProseMirror > p, .ce-paragraph"

# The editors handle an input in microtasks of the mutations, which have run when the event has come up to the window.
MEASURE = """
    () => {
        let pressed = 0;
        window.times = { handled: [], painted: [] };
        const channel = new MessageChannel();
        channel.port1.onmessage = ({ data }) => window.times.painted.push(performance.now() - data);
        window.addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true });
        window.addEventListener("input", () => queueMicrotask(() => {
            document.body.getBoundingClientRect();
            window.times.handled.push(performance.now() - pressed);
            requestAnimationFrame(() => channel.port2.postMessage(pressed));
        }));
    }
"""


def times_in(page: Page) -> dict[str, list[float]]:
    """Return the milliseconds of each key until it was handled, and until it was painted."""
    shown = page.locator(PARAGRAPHS)
    shown.nth(shown.count() // 2).click()
    page.keyboard.press("End")
    page.evaluate(MEASURE)
    for number in range(KEYS):
        page.keyboard.press("x" if number % 6 else " ")
        page.wait_for_timeout(PAUSE_MS)
    times: dict[str, list[float]] = page.evaluate("window.times")
    return times


def test_measure_each_editor(live_server: LiveServer, live_cast: Cast) -> None:
    drafts = {kind: live_cast.draft(kind, body=body, content_type=kind) for kind, body in TEXTS.items()}
    measured = {}
    with writing(live_server, drafts["markdown"], live_cast.editor) as page:
        for kind, draft in drafts.items():
            open_editor(page, live_server, draft)
            measured[kind] = times_in(page)
    rows = {kind: row_of(times) for kind, times in measured.items()}
    _show(rows)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({"load": psutil.getloadavg()[0], "cores": psutil.cpu_count(), "editors": rows}, indent=2)
    )

    assert all(row["keys"] == KEYS for row in rows.values())
    assert all(row["p95"] <= LIMIT for row in rows.values()), f"A key takes more than {LIMIT} ms."


def row_of(times: dict[str, list[float]]) -> dict[str, float]:
    handled, painted = (quantiles(times[name], n=100) for name in ("handled", "painted"))
    return {
        "keys": len(times["handled"]),
        "p50": round(handled[49], 1),
        "p95": round(handled[94], 1),
        "most": round(max(times["handled"]), 1),
        "painted": round(painted[94], 1),
    }


def _show(rows: dict[str, dict[str, float]]) -> None:
    table = Table("editor", "keys", "p50 ms", "p95 ms", "most ms", "p95 painted", title=f"A key in {SIZE // 1000} KB")
    for kind, row in rows.items():
        table.add_row(kind, *(str(value) for value in row.values()))
    Console().print(table)
