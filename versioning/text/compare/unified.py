"""Write a patch in the unified diff format, for `git apply` and `patch`."""

from collections.abc import Iterator, Sequence

from versioning.text.compare.hunks import HunkSpan, first_line, hunk_spans
from versioning.text.compare.lines import compare_lines, split_lines

CONTEXT_LINES = 3
NO_NEWLINE = "\n\\ No newline at end of file\n"
# As in git's `quote.c`.
ESCAPES = {
    "\a": r"\a",
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\v": r"\v",
    "\f": r"\f",
    "\r": r"\r",
    '"': r"\"",
    "\\": r"\\",
}


def unified_diff(*, base: str, head: str, base_name: str, head_name: str, context: int = CONTEXT_LINES) -> str:
    """Return the patch that turns base into head, never truncated. It is empty for equal texts.

    `context` is the number of unchanged lines around a change: tools need at least 1 to find the position. Names may
    contain any characters. They get the prefixes a/ and b/, and are quoted as in git if necessary.
    """
    base_lines, head_lines = split_lines(base), split_lines(head)
    edits = compare_lines(base=base_lines, head=head_lines).edits
    if not edits:
        return ""
    parts = [f"--- {quoted_name(f'a/{base_name}')}\n+++ {quoted_name(f'b/{head_name}')}\n"]
    for span in hunk_spans(edits=edits, context=context, base_size=len(base_lines)):
        parts += [_header(span), *_rows(span=span, base=base_lines, head=head_lines)]
    return "".join(parts)


def quoted_name(name: str) -> str:
    """Return a name for the header of a patch: unchanged, or as a C string of ASCII with octal escapes.

    A tab follows an unquoted name with spaces, as in git. Without it, tools end the name at the first space.
    """
    quoted = "".join(_escaped(character) for character in name)
    if quoted != name:
        return f'"{quoted}"'
    return f"{name}\t" if " " in name else name


def _escaped(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if " " <= character <= "~":
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode(errors="surrogatepass"))


def _header(span: HunkSpan) -> str:
    base_count, head_count = span.base_end - span.base_start, span.head_end - span.head_start
    base_start = first_line(start=span.base_start, count=base_count)
    head_start = first_line(start=span.head_start, count=head_count)
    return f"@@ -{base_start},{base_count} +{head_start},{head_count} @@\n"


def _rows(*, span: HunkSpan, base: Sequence[str], head: Sequence[str]) -> Iterator[str]:
    at = span.base_start
    for edit in span.edits:
        yield _marked(" ", base[at : edit.base_start])
        yield _marked("-", base[edit.base_start : edit.base_end])
        yield _marked("+", head[edit.head_start : edit.head_end])
        at = edit.base_end
    yield _marked(" ", base[at : span.base_end])


def _marked(mark: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    rows = mark + mark.join(lines)
    # Only the last line of a text can lack its newline, and that line ends its block too.
    return rows if rows.endswith("\n") else rows + NO_NEWLINE
