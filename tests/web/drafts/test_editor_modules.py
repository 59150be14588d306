"""The editor's modules that need no browser, run by Node.js."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "static" / "stemma" / "drafts"
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or "node"
BASE = {"title": "a", "description": "b", "body": "c"}


def run(expression: str, *, module: str, **given: Any) -> Any:
    """Return the value of an expression over the module's exports and the given values, by name."""
    names = ", ".join(given)
    script = f"""
        import * as all from {json.dumps((FOLDER / module).as_uri())};
        const {{ {names} }} = {json.dumps(given)};
        console.log(JSON.stringify({expression}) ?? "null");
    """
    done = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "--eval", script], capture_output=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("theirs", "mine", "result"),
    [
        ({}, {}, {}),
        ({"title": "A"}, {"body": "C"}, {"title": "A", "body": "C"}),
        ({"body": "C"}, {"body": "C"}, {"body": "C"}),
        ({"title": "A", "body": "C"}, {"title": "A"}, {"title": "A", "body": "C"}),
    ],
)
def test_fields_that_one_side_changed_are_joined(
    theirs: dict[str, str], mine: dict[str, str], result: dict[str, str]
) -> None:
    joined = run(
        "all.joined({ base, theirs, mine })", module="snapshots.js", base=BASE, theirs=BASE | theirs, mine=BASE | mine
    )

    assert joined == BASE | result


def test_a_field_that_both_sides_changed_is_never_joined() -> None:
    theirs, mine = BASE | {"body": "C"}, BASE | {"body": "D", "title": "A"}

    joined = run("all.joined({ base, theirs, mine })", module="snapshots.js", base=BASE, theirs=theirs, mine=mine)

    assert joined is None


@pytest.mark.parametrize(
    ("status", "data", "again"),
    [
        (0, {}, "soon"),
        (401, {"code": "signed_out"}, "soon"),
        (403, {}, "soon"),
        (403, {"code": "not_authorized", "message": "No."}, "soon"),
        (404, {"code": "not_found", "message": "No."}, "never"),
        (409, {"code": "draft_changed"}, "never"),
        (409, {"code": "version_frozen"}, "never"),
        (409, {"code": "status_read_only", "message": "No."}, "soon"),
        (413, {}, "typed"),
        (422, {"message": "No.", "field": "title"}, "typed"),
        (429, {}, "soon"),
        (500, {}, "soon"),
        (502, {}, "soon"),
    ],
)
def test_a_refusal_says_when_it_is_tried_again(status: int, data: dict[str, str], again: str) -> None:
    answer = {"status": status, "data": data}

    meaning = run("all.meaningOf(answer, { online: true })", module="answers.js", answer=answer)

    assert meaning["again"] == again
    assert meaning["say"].startswith("Not saved") or meaning["collided"]


@pytest.mark.parametrize("text", ['{"blocks": [{"type": "a", "data": {"n": 1.0}}]}', '{"blocks": [], "a": 1, "a": 2}'])
def test_blocks_that_would_be_written_in_another_way_are_not_opened(text: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run("all.parseBlocks(text)", module="block_text.js", text=text)


@pytest.mark.parametrize(
    ("text", "blocks"), [("", 0), (" \n", 0), ('{"blocks": []}', 0), ('{"a": "\\u00e9", "blocks": [{"type": "x"}]}', 1)]
)
def test_all_others_are(text: str, blocks: int) -> None:
    assert run("all.parseBlocks(text).blocks.length", module="block_text.js", text=text) == blocks


def test_an_edited_block_keeps_what_its_tool_does_not_know() -> None:
    stored = {"type": "paragraph", "data": {"text": "a", "colour": "red"}, "tunes": {"wide": True}}
    untouched = {"id": "1", "type": "paragraph", "data": {"text": "a"}}
    edited = {"id": "1", "type": "paragraph", "data": {"text": "b"}}

    mended = run(
        "all.mended({ stored, untouched, edited })",
        module="block_text.js",
        stored=stored,
        untouched=untouched,
        edited=edited,
    )

    assert mended == stored | {"data": {"text": "b", "colour": "red"}}


def test_a_text_that_could_not_be_read_once_is_kept_the_next_time() -> None:
    kept = run(
        """await (async () => {
            globalThis.window = new EventTarget();
            globalThis.document = Object.assign(new EventTarget(), { hidden: true });
            const [told, kept, faults] = [[], [], [new Error("No text yet.")]];
            const autosave = new all.Autosave({
                base,
                kept: { keep: async ({ mine }) => kept.push(mine) },
                tell: ({ kind }) => told.push(kind),
                read: async () => { if (faults.length) throw faults.pop(); return base; },
            });
            console.error = () => {};
            for (const turn of [1, 2]) {
                autosave.typed();
                document.dispatchEvent(new Event("visibilitychange"));
                await new Promise((resolve) => setTimeout(resolve));
            }
            autosave.save = () => {};
            return { kept, isTold: told.includes("unkept") };
        })()""",
        module="autosave.js",
        base=BASE,
    )

    assert kept == {"kept": [BASE], "isTold": True}


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("example.com", "https://example.com"),
        (" shop.example/a?b#c ", "https://shop.example/a?b#c"),
        ("//example.com/a", "https://example.com/a"),
        ("localhost:8000/a", "https://localhost:8000/a"),
        ("http://example.com", "http://example.com"),
        ("ana@example.com", "mailto:ana@example.com"),
        ("tel:+431234", "tel:+431234"),
        ("/d/0badcafe/", "/d/0badcafe/"),
        ("#refunds", "#refunds"),
        ("../returns.md", "../returns.md"),
        ("returns.md#a", "returns.md#a"),
    ],
)
def test_what_is_typed_as_a_link_becomes_an_address(typed: str, href: str) -> None:
    assert run("all.addressOf(typed)", module="link_address.js", typed=typed) == {"href": href}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "javascript:alert(1)",
        "JAVA\nSCRIPT:alert(1)",
        "\x01javascript:a",
        "data:text/html,a",
        "file:///a",
        "two words",
    ],
)
def test_an_address_that_runs_or_leads_nowhere_is_refused(typed: str) -> None:
    assert list(run("all.addressOf(typed)", module="link_address.js", typed=typed)) == ["fault"]
