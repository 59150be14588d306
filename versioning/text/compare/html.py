"""A comparison as an HTML fragment that reads well aloud, without colours and without scripts."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from versioning.text.compare.comparison import Comparison, Hunk, Line, LineKind
from versioning.text.compare.words import WordKind, WordSegment

CHANGE_NAMES: dict[LineKind, str] = {"equal": "", "delete": "removed", "insert": "added"}
CHANGE_TAGS: dict[WordKind, str] = {"delete": "del", "insert": "ins"}
COARSE_NOTE = "This comparison was cut short to stay within its bound: it is right, but not the smallest."
TRUNCATED_NOTE = "There are more changes than are shown here."
# Characters that browsers drop, turn into others, or let reorder the text around them; tabs are fine.
UNSHOWABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
PICTURES_START = 0x2400


def html(*, comparison: Comparison, base_name: str, head_name: str) -> str:
    """A `<div class="comparison">`: a table with a `<tbody>` for each hunk and a row for each line.

    Changed text stands in `<ins>` and `<del>`, each row names its change in words, and all text is escaped.
    Styles, kept out, should give `.comparison-text` a `white-space: pre-wrap`.
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
    base, head = shown(base_name), shown(head_name)
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


def _row(line: Line) -> str:
    ending = "" if line.newline else ' <span class="comparison-ending">No newline at end</span>'
    return (
        f'<tr class="comparison-{line.kind}">'
        f'<td class="comparison-number">{line.base_number or ""}</td>'
        f'<td class="comparison-number">{line.head_number or ""}</td>'
        f'<td class="comparison-change">{CHANGE_NAMES[line.kind]}</td>'
        f'<td class="comparison-text" dir="auto">{line_html(line)}{ending}</td></tr>\n'
    )


def line_html(line: Line) -> str:
    """The text of a line, escaped; it or its changed words tagged."""
    if line.words is None:
        return tagged(kind=line.kind, text=line.text)
    return words_html(line.words)


def words_html(segments: Iterable[WordSegment]) -> str:
    return "".join(tagged(kind=segment.kind, text=segment.text) for segment in segments)


def tagged(*, kind: WordKind, text: str) -> str:
    tag = CHANGE_TAGS.get(kind)
    return f"<{tag}>{shown(text)}</{tag}>" if tag else shown(text)


def shown(text: str) -> str:
    """The text escaped, each character that would not be seen, or would deceive, shown by a sign for it."""
    return UNSHOWABLE.sub(_sign, escape(text))


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    sign = chr(PICTURES_START + code) if code < 0x20 else f"U+{code:04X}"
    return f'<span class="comparison-sign">{sign}</span>'
