"""What a body says, without its markup: what a search looks through and shows a piece of."""

import re
from collections.abc import Callable
from html import unescape

from versioning.text.compare.words import UNSPACED
from versioning.text.render.blocks import blocks_to_html
from versioning.text.render.refusals import RenderError

# What a search knows of a text, in characters and in bytes: PostgreSQL takes no more than 1 MB of words for an entry,
# and needs up to three bytes for each of a text that has no word twice.
LONGEST_PLAIN, MOST_BYTES = 200_000, 300_000
# Markup takes room as well; what comes after this much of it is not read.
LONGEST_SOURCE = 1_000_000
# Between characters that are written without spaces, so that both databases take each as a word.
PART = "\u200b"

_COMMENT, _COMMENT_END = "<!--", "-->"
_UNSHOWN = re.compile(r"<(script|style|template)\b", re.IGNORECASE)
# A word may change its look in the middle; everywhere else, a tag parts words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|u)\b[^<>]*+>", re.IGNORECASE
)
# Not an address in angle brackets.
_TAG = re.compile(r"</?[a-zA-Z](?![\w+.-]*+[:@])[^<>]*+>")
_LINK = re.compile(r"!?\[([^\[\]]*+)\](?:\([^()]*+\)|\[[^\[\]]*+\])")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]++\]:[^\n]*+$", re.MULTILINE)
_LINE_MARKS = re.compile(r"^[ \t#>*+|=~`:-]++", re.MULTILINE)
_MARKS = re.compile(r"(?<![\w\\])[*~`|_]++|(?<!\\)[*~`|_]++(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\ufeff]+")
_UNPARTED = re.compile(f"(?<=[{UNSPACED}])(?=[{UNSPACED}])")


def plain_text(text: str, *, content_type: str) -> str:
    """One line of words, without control characters, of LONGEST_PLAIN characters and MOST_BYTES at most.

    PART stands between characters that are written without spaces. Takes linear time for any text. A text
    that is no block document though it should be is taken as it is.
    """
    return as_one_line(_READERS[content_type](text[:LONGEST_SOURCE] if content_type != "block" else text))


def as_one_line(text: str) -> str:
    """As `plain_text` leaves a text that has no markup, such as a title."""
    line = _UNPARTED.sub(PART, " ".join(_CONTROL.sub(" ", text).split()))[:LONGEST_PLAIN]
    return line.encode()[:MOST_BYTES].decode(errors="ignore")


def _of_markdown(text: str) -> str:
    shown = _TAG.sub(" ", _INLINE.sub("", _without_comments(text)))
    worded = _LINK.sub(r"\1", _DEFINITION.sub("", shown))
    return unescape(_ESCAPE.sub(r"\1", _MARKS.sub("", _LINE_MARKS.sub("", worded))))


def of_html(html: str, *, between: str = " ") -> str:
    """What a browser shows of it, with `between` in the place of every tag that parts words."""
    return unescape(_TAG.sub(between, _INLINE.sub("", _without_unshown(_without_comments(html)))))


def _of_blocks(text: str) -> str:
    try:
        return of_html(blocks_to_html(text, clean=str)[:LONGEST_SOURCE])
    except RenderError:
        return text[:LONGEST_SOURCE]


def _without_comments(text: str) -> str:
    first, *rest = text.split(_COMMENT)
    # What a comment that never ends would hide is shown.
    return first + "".join(f" {part.partition(_COMMENT_END)[2] if _COMMENT_END in part else part}" for part in rest)


def _without_unshown(html: str) -> str:
    kept, at = [], 0
    lower = html.lower() if html.isascii() else html
    while opening := _UNSHOWN.search(html, at):
        kept.append(html[at : opening.start()])
        end = lower.find(f"</{opening[1].lower()}", opening.end())
        at = len(html) if end < 0 else end
    return " ".join((*kept, html[at:]))


_READERS: dict[str, Callable[[str], str]] = {"markdown": _of_markdown, "wysiwyg": of_html, "block": _of_blocks}
