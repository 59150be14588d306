"""Present a comparison as an HTML fragment that needs neither colors nor scripts, and works in a screen reader."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from versioning.text.compare.comparison import Comparison, DiffLine, Hunk, LineKind
from versioning.text.compare.words import WordKind, WordSegment

CHANGE_NAMES: dict[LineKind, str] = {"equal": "", "delete": "removed", "insert": "added"}
CHANGE_TAGS: dict[WordKind, str] = {"delete": "del", "insert": "ins"}
COARSE_NOTE = "The texts differ so much that the comparison was cut short. It is correct, but not the smallest."
TRUNCATED_NOTE = "There are more changes than are shown."
# Control and bidirectional characters (The Unicode Standard, section 23.2). Browsers drop or replace them, or let them
# reorder the text around them, so a change of one would be invisible. Tabs are displayed as they are.
INVISIBLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
PICTURES_START = 0x2400


def comparison_html(*, comparison: Comparison, base_name: str, head_name: str) -> str:
    """Return a `<div class="comparison">` with one `<tbody>` for each hunk and one row for each line.

    All text is escaped. Changed text is in `<ins>` and `<del>`, and each row names its change in words. There are no
    styles: the page should give `.comparison-text` the style `white-space: pre-wrap`.
    """
    parts = ['<div class="comparison">\n']
    if comparison.coarse:
        parts.append(f'<p class="comparison-note">{COARSE_NOTE}</p>\n')
    if comparison.truncated:
        parts.append(f'<p class="comparison-note">{TRUNCATED_NOTE}</p>\n')
    if comparison.hunks:
        parts += _table(hunks=comparison.hunks, base_name=base_name, head_name=head_name)
    elif not comparison.truncated:
        parts.append('<p class="comparison-note">No differences.</p>\n')
    return "".join([*parts, "</div>\n"])


def _table(*, hunks: tuple[Hunk, ...], base_name: str, head_name: str) -> Iterator[str]:
    base, head = escape_visibly(base_name), escape_visibly(head_name)
    yield (
        '<table class="comparison-table">\n'
        f"<caption>Changes from <bdi>{base}</bdi> to <bdi>{head}</bdi></caption>\n"
        '<thead><tr><th scope="col">Old line</th><th scope="col">New line</th>'
        '<th scope="col">Change</th><th scope="col">Text</th></tr></thead>\n'
    )
    for hunk in hunks:
        yield (
            '<tbody class="comparison-hunk">\n<tr><th colspan="4" scope="rowgroup">'
            f"{_extent(start=hunk.base_start, count=hunk.base_count)} \u2192 "
            f"{_extent(start=hunk.head_start, count=hunk.head_count)}</th></tr>\n"
        )
        yield from map(_row, hunk.lines)
        yield "</tbody>\n"
    yield "</table>\n"


def _extent(*, start: int, count: int) -> str:
    if count == 0:
        return "no lines"
    return f"line {start}" if count == 1 else f"lines {start}\u2013{start + count - 1}"


def _row(line: DiffLine) -> str:
    ending = "" if line.newline else ' <span class="comparison-ending">No newline at end</span>'
    return (
        f'<tr class="comparison-{line.kind}">'
        f'<td class="comparison-number">{line.base_number or ""}</td>'
        f'<td class="comparison-number">{line.head_number or ""}</td>'
        f'<td class="comparison-change">{CHANGE_NAMES[line.kind]}</td>'
        f'<td class="comparison-text" dir="auto">{line_html(line)}{ending}</td></tr>\n'
    )


def line_html(line: DiffLine) -> str:
    """Return the escaped text of a line, with the line or its changed words in `<ins>` or `<del>`."""
    if line.words is None:
        return tag_change(kind=line.kind, text=line.text)
    return words_html(line.words)


def words_html(segments: Iterable[WordSegment]) -> str:
    return "".join(tag_change(kind=segment.kind, text=segment.text) for segment in segments)


def tag_change(*, kind: WordKind, text: str) -> str:
    tag = CHANGE_TAGS.get(kind)
    return f"<{tag}>{escape_visibly(text)}</{tag}>" if tag else escape_visibly(text)


def escape_visibly(text: str) -> str:
    """Escape the text, and replace each invisible or misleading character by a visible sign."""
    return INVISIBLE.sub(_sign, escape(text))


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    # Control Pictures (U+2400) has a sign for each C0 control.
    sign = chr(PICTURES_START + code) if code < 0x20 else f"U+{code:04X}"
    return f'<span class="comparison-sign">{sign}</span>'
