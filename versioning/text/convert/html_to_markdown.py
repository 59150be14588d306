"""Convert sanitized HTML to the Markdown that the renderer knows: tables, alerts, tasks and footnotes of GitHub."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import ATX, MarkdownConverter

from versioning.text.render.allowed_html import ID_PREFIX

_ESCAPED = re.compile(r"([\\`*\[\]]|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)|~~|&(?=#?\w{1,32};))")
# At the beginning of a line these would begin a heading, a quote, a list or a code block.
_LINE_START = re.compile(r"\A(\s*)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+\s*$|~{3,})")
_LINE_NUMBER = re.compile(r"\A(\s*\d{1,9})([.)])(?=\s|$)")
_BLANK_LINES = re.compile(r"\n{3,}")
_FOOTNOTE = re.compile(rf"\A(?:{ID_PREFIX})?(footnote|endnote)-(\d+)\Z")
_FOOTNOTE_LINK = re.compile(rf"\A#(?:{ID_PREFIX})?(footnote|endnote)-(\d+)\Z")
_BACK_LINK = re.compile(rf"\A#(?:{ID_PREFIX})?(?:footnote|endnote)-ref-\d+\Z")
_LANGUAGE = "language-"
# A cell of a pipe table holds one line. Tables with these are kept as HTML, which Markdown may contain.
_WIDE = ("ul", "ol", "pre", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "details")
_INLINE = frozenset(
    ("a", "b", "bdi", "bdo", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span")
    + ("strong", "sub", "sup", "u")
)
_SAFE_IN_ADDRESS = "%/:=&?~#+!$,;'@*()[]"


def html_to_markdown(html: str) -> str:
    """Return the Markdown of sanitized HTML. Raises RecursionError if it is nested too deeply."""
    soup = BeautifulSoup(html, "html.parser")
    notes = list(_taken_footnotes(soup))
    converter = _Converter(
        heading_style=ATX,
        bullets="-",
        code_language_callback=_code_language,
        table_infer_header=True,
        newline_style="backslash",
    )
    text = converter.convert_soup(soup).strip()
    parts = [text, *(f"[^{name}]: {converter.convert_soup(note).strip()}" for name, note in notes)]
    joined = _BLANK_LINES.sub("\n\n", "\n\n".join(part for part in parts if part))
    return f"{joined}\n" if joined else ""


def _taken_footnotes(soup: BeautifulSoup) -> Iterator[tuple[str, BeautifulSoup]]:
    """Take the notes at the end out of the tree, and yield each with its name. Their links become references."""
    names = dict[tuple[str, str], str]()
    for item in soup.find_all("li", id=_FOOTNOTE):
        for link in item.find_all("a", href=_BACK_LINK):
            link.decompose()
        # The programs count from other numbers than readers see.
        name = names.setdefault(_note_key(_FOOTNOTE, item["id"]), str(len(names) + 1))
        listed = item.find_parent(["ol", "ul"])
        # A note is one paragraph, so that it needs no indented lines.
        yield name, BeautifulSoup(" ".join(item.decode_contents().split()), "html.parser")
        item.decompose()
        if listed is not None and not listed.find("li"):
            listed.decompose()
    for link in soup.find_all("a", href=_FOOTNOTE_LINK):
        noted = names.get(_note_key(_FOOTNOTE_LINK, link["href"]))
        if noted is not None:
            outer = link.parent if link.parent is not None and link.parent.name == "sup" else link
            outer.replace_with(soup.new_tag("footnote-reference", attrs={"name": noted}))


def _note_key(pattern: re.Pattern[str], value: Any) -> tuple[str, str]:
    match = pattern.fullmatch(str(value))
    assert match is not None  # noqa: S101  the search found it
    return match[1], match[2]


def _code_language(block: Tag) -> str:
    code = block.find("code")
    names: Any = (code if isinstance(code, Tag) else block).get("class") or []
    named = next((name for name in names if name.startswith(_LANGUAGE)), "")
    return named.removeprefix(_LANGUAGE)


def _fence(text: str) -> str:
    """Return a row of backticks that the text does not have."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(3, longest + 1)


def _address(value: str) -> str:
    return quote(value.strip(), safe=_SAFE_IN_ADDRESS).replace("(", "%28").replace(")", "%29")


# The types that come with the library leave out its methods.
_Library: Any = MarkdownConverter


class _Converter(_Library):  # type: ignore[misc]
    """The library's converter, for what this renderer shows."""

    _begins_line = False

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        before = el.previous_sibling
        self._begins_line = (before is None and el.parent is not None and el.parent.name not in _INLINE) or (
            isinstance(before, Tag) and before.name not in _INLINE
        )
        return str(super().process_text(el, parent_tags=parent_tags))

    def escape(self, text: str, parent_tags: set[str]) -> str:
        escaped = _ESCAPED.sub(r"\\\1", text)
        if self._begins_line:
            escaped = _LINE_NUMBER.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", escaped))
        return escaped.replace("|", r"\|") if parent_tags & {"td", "th"} else escaped

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "<br>" if parent_tags & {"td", "th"} else str(super().convert_br(el, text, parent_tags))

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = str(el.get("href") or "")
        label = " ".join(text.split())
        if not label or not address or "_noformat" in parent_tags:
            return text
        # Markdown has no anchors of its own beside headings.
        if address.startswith(f"#{ID_PREFIX}"):
            address = "#" + address.removeprefix(f"#{ID_PREFIX}")
        return f"[{label}]({_address(address)})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        label = re.sub(r"([\\\[\]])", r"\\\1", " ".join(str(el.get("alt") or "").split()))
        source = _address(str(el.get("src") or ""))
        return f"![{label}]({source})" if source else ""

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text().strip("\n")
        fence = _fence(code)
        return f"\n\n{fence}{_code_language(el)}\n{code}\n{fence}\n\n" if code.strip() else ""

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        kind = _alert_kind(el)
        if not kind or "_inline" in parent_tags:
            return str(super().convert_div(el, text, parent_tags))
        lines = [f"[!{kind.upper()}]", *text.strip().splitlines()]
        return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "markdown-alert-title" in (el.get("class") or []):
            # The renderer writes the usual title itself.
            title = el.get_text().strip()
            usual = title.upper() in {"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"}
            return "" if usual or not title else f"\n\n**{text.strip()}**\n\n"
        return str(super().convert_p(el, text, parent_tags))

    def convert_input(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "[x]" if el.has_attr("checked") else "[ ]"

    def convert_footnote_reference(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"[^{el['name']}]"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        spans = el.find(["td", "th"], attrs={"colspan": _is_wide}) or el.find(["td", "th"], attrs={"rowspan": _is_wide})
        if spans or el.find(_WIDE) or el.find_parent(["td", "th"]):
            return f"\n\n{_one_block(el)}\n\n"
        return str(super().convert_table(el, text, parent_tags))

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n<details>\n{text.strip()}\n\n</details>\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<summary>{' '.join(text.split())}</summary>\n\n"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<sub>{text}</sub>" if text else ""

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<sup>{text}</sup>" if text else ""

    def convert_u(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<u>{text}</u>" if text else ""

    def convert_mark(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<mark>{text}</mark>" if text else ""

    convert_ins = convert_u


def _is_wide(value: Any) -> bool:
    return str(value or "1").strip() not in ("", "1")


def _alert_kind(el: Tag) -> str:
    names = [str(name) for name in el.get("class") or []]
    start = "markdown-alert-"
    return next((name.removeprefix(start) for name in names if name.startswith(start)), "")


def _one_block(el: Tag) -> str:
    """Return the HTML of the element without blank lines, which would end a block of HTML in Markdown."""
    return re.sub(r"\n\s*\n", "\n", str(el))
