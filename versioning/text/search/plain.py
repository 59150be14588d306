"""Extract the plain text of a body, which is indexed for search and displayed in excerpts."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote

from versioning.text.compare.words import UNSPACED
from versioning.text.front_matter.split import split_front_matter
from versioning.text.relative_references import is_file_name
from versioning.text.render.blocks import blocks_to_html
from versioning.text.render.dialects.comments import without_comments
from versioning.text.render.refusals import RenderError
from versioning.text.search.markers import without_markers
from versioning.text.search.stems import with_stems

# The indexed part of a text, in characters and in bytes. PostgreSQL limits a tsvector to 1 MB, and a text without
# repeated words needs up to three bytes of it for each of its own.
MAX_PLAIN_CHARACTERS, MAX_PLAIN_BYTES = 200_000, 300_000
# The part of the source that is read, in characters. Markup makes it longer than the plain text.
MAX_SOURCE_CHARACTERS = 1_000_000
# A zero-width space between characters that are written without spaces, so that both databases index each as a word.
WORD_SEPARATOR = "\u200b"

_COMMENT, _COMMENT_END = "<!--", "-->"
_HIDDEN = re.compile(r"<(script|style|template)\b", re.IGNORECASE)
# Tags of these elements can be inside a word. All others separate words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|u)\b[^<>]*+>", re.IGNORECASE
)
# The lookahead excludes autolinks such as <https://example.org> and <me@example.org> (CommonMark 0.31.2, section 6.5).
_TAG = re.compile(r"</?[a-zA-Z](?![\w+.-]*+[:@])[^<>]*+>")
_IMAGE = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_ALT = re.compile(r"""\salt\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
# The address of a picture in Markdown and in HTML, and of a file of a project in any text.
_ADDRESSES = (
    re.compile(r"!\[[^\[\]]*+\]\(\s*+([^<>()\s]{1,800}+)"),
    re.compile(r"!\[[^\[\]]*+\]\(\s*+<([^<>\n]{1,800}+)>"),
    re.compile(r"!?\[\[([^\[\]\n|#]{1,500}\.\w{2,4})(?=[#|\]\\])"),
    re.compile(r"""<img\b[^<>]*?\ssrc\s*+=\s*+["']?([^"'<>\s]{1,800}+)""", re.IGNORECASE),
    re.compile(r"""/files/[0-9a-fA-F-]{36}/([^\s"'<>()\[\]\\]{1,800}+)"""),
)
_LINK = re.compile(r"!?\[([^\[\]]*+)\](?:\([^()]*+\)|\[[^\[\]]*+\])")
# What Obsidian shows of a link: its text, or the name of the page. A size is not the text of a picture.
_WIKI = re.compile(r"!?\[\[([^\[\]\n|]{1,500}+)(?:\|([^\[\]\n]{0,500}+))?\]\]")
_WIKI_SIZE = re.compile(r"(?:^|\|)\s*\d{1,4}(?:x\d{1,4})?\s*$")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]++\]:[^\n]*+$", re.MULTILINE)
_LINE_MARKS = re.compile(r"^[ \t#>*+|=~`:-]++", re.MULTILINE)
# The lookbehinds come after the first mark: a pattern that begins with one is tried at every character.
_MARKS = re.compile(r"[*~`|_](?:(?<![\w\\].)[*~`|_]*+|(?<!\\.)[*~`|_]*+(?!\w))")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\ufeff]+")
_ADJACENT = re.compile(f"(?<=[{UNSPACED}])(?=[{UNSPACED}])")


def plain_text(text: str, *, content_type: str, language: str = "") -> str:
    """Return one line of text without control characters, within MAX_PLAIN_CHARACTERS and MAX_PLAIN_BYTES.

    WORD_SEPARATOR is between characters that are written without spaces. Takes linear time for any text. A text of the
    type `block` that is not a block document is used as it is. Front matter and comments are left out. Alternative
    texts of pictures are where the pictures are. The names of pictures and files follow at the end, so excerpts are
    without them. The extra stems of the language (`stems`) are last.
    """
    # Cut JSON would not parse. The HTML of blocks is cut instead.
    words = _READERS[content_type](text[:MAX_SOURCE_CHARACTERS] if content_type != "block" else text)
    names = " ".join(_file_names(text[:MAX_SOURCE_CHARACTERS]))
    return with_stems(as_one_line(f"{words} {names}" if names else words), language=language)


def as_one_line(text: str) -> str:
    """Return a text without markup, such as a title, in the form of `plain_text`."""
    line = " ".join(text.split())
    if not line.isprintable():
        line = " ".join(_CONTROL.sub(" ", line).split())
    if line.isascii():
        return line[:MAX_PLAIN_CHARACTERS]
    line = _ADJACENT.sub(WORD_SEPARATOR, line)[:MAX_PLAIN_CHARACTERS]
    # The cut may split a character in two. Its first bytes are dropped.
    return line.encode()[:MAX_PLAIN_BYTES].decode(errors="ignore")


def _of_markdown(text: str) -> str:
    text = without_markers(without_comments(split_front_matter(text).body))
    # Patterns instead of a parser: they take linear time for any text, and an index does not need the exact structure.
    without_tags = _TAG.sub(" ", _INLINE.sub("", _with_alt_texts(_without_comments(text))))
    return unescape(_ESCAPE.sub(r"\1", _MARKS.sub("", _LINE_MARKS.sub("", _without_links(without_tags)))))


def _without_links(text: str) -> str:
    # Most texts have no definitions, and many no links. A search for a bracket costs nothing.
    without_definitions = _DEFINITION.sub("", text) if "]:" in text else text
    if "[[" in without_definitions:
        without_definitions = _WIKI.sub(_wiki_text, without_definitions)
    return _LINK.sub(r"\1", without_definitions) if "[" in without_definitions else without_definitions


def _wiki_text(link: re.Match[str]) -> str:
    """Return the words of a wiki link. The name of a picture is none of them."""
    label = link[2] or ""
    if not link[0].startswith("!") or not is_file_name(link[1].rstrip("\\").partition("#")[0].strip()):
        return label or link[1]
    return _WIKI_SIZE.sub("", label)


def html_to_text(html: str, *, between: str = " ") -> str:
    """Return the text that a browser displays, with `between` for each tag that separates words."""
    return unescape(_TAG.sub(between, _INLINE.sub("", _without_hidden(_without_comments(html)))))


def _with_alt_texts(html: str) -> str:
    """Return the HTML with the alternative texts of pictures instead of the pictures."""
    return _IMAGE.sub(_alt_text, html) if "<img" in html.lower() else html


def _alt_text(tag: re.Match[str]) -> str:
    alt = _ALT.search(tag[0])
    return f" {alt[1] or alt[2] or alt[3] or ''} " if alt else " "


def _file_names(text: str) -> Iterator[str]:
    """Yield the name of each picture and file of a text once."""
    if not any(sign in text for sign in ("/files/", "![", "[[")) and "<img" not in text.lower():
        return
    addresses = (address for pattern in _ADDRESSES for address in pattern.findall(text))
    names = (re.split(r"[?#]", address, maxsplit=1)[0].rpartition("/")[2] for address in addresses)
    yield from dict.fromkeys(unquote(unescape(name)) for name in names)


def _of_html(html: str) -> str:
    return html_to_text(_with_alt_texts(html))


def _of_blocks(text: str) -> str:
    try:
        return _of_html(blocks_to_html(text, clean=str)[:MAX_SOURCE_CHARACTERS])
    except RenderError:
        return text[:MAX_SOURCE_CHARACTERS]


def _without_comments(text: str) -> str:
    first, *rest = text.split(_COMMENT)
    # Text after a comment that never ends is kept.
    return first + "".join(f" {part.partition(_COMMENT_END)[2] if _COMMENT_END in part else part}" for part in rest)


def _without_hidden(html: str) -> str:
    kept, at = [], 0
    # Some letters change their length in lower case, which would move all offsets.
    lower = html.lower() if html.isascii() else html
    while opening := _HIDDEN.search(html, at):
        kept.append(html[at : opening.start()])
        end = lower.find(f"</{opening[1].lower()}", opening.end())
        at = len(html) if end < 0 else end
    return " ".join((*kept, html[at:]))


_READERS: dict[str, Callable[[str], str]] = {"markdown": _of_markdown, "wysiwyg": _of_html, "block": _of_blocks}
