"""Render block documents, the JSON that Editor.js saves: `{"time", "blocks": [{"id", "type", "data"}], "version"}`."""

import re
from collections.abc import Callable
from html import escape, unescape

from versioning.text.render.block_lists import Clean, checklist_html, list_html
from versioning.text.render.block_values import BlockValue, read_document
from versioning.text.render.heading_ids import HeadingIds

_TAG = re.compile(r"<[^<>]*+>")
DEFAULT_LEVEL = 2


def blocks_to_html(text: str, *, clean: Clean) -> str:
    """Return the HTML of the blocks in order. A blank text has no blocks.

    `clean` receives each HTML string of the document separately, so that a tag left open in one block does not affect
    the next. Other strings are escaped. URLs are not checked, so the result has to be sanitized. Raise RenderError with
    the reason and the path if the text is not a block document.
    """
    if not text.strip():
        return ""
    writer = _Writer(clean)
    return "".join(f"{writer.html(block)}\n" for block in read_document(text).member("blocks").elements())


class _Writer:
    """Write the blocks of one document. `_KINDS` maps each type to its method."""

    def __init__(self, clean: Clean) -> None:
        self._clean = clean
        self._heading_ids = HeadingIds()

    def html(self, block: BlockValue) -> str:
        kind, data = block.text("type"), block.object("data")
        write = self._KINDS.get(kind)
        return _unknown(kind=kind, data=data) if write is None else write(self, data)

    def _paragraph(self, data: BlockValue) -> str:
        return f"<p>{self._html(data, 'text')}</p>"

    def _header(self, data: BlockValue) -> str:
        level = data.integer("level", default=DEFAULT_LEVEL, lowest=1, highest=6)
        text = self._html(data, "text")
        name = escape(self._heading_ids.id_for(_plain(text)))
        return f'<h{level} id="{name}">{text}</h{level}>'

    def _list(self, data: BlockValue) -> str:
        return list_html(data=data, clean=self._clean)

    def _checklist(self, data: BlockValue) -> str:
        return checklist_html(data=data, clean=self._clean)

    def _quote(self, data: BlockValue) -> str:
        caption = self._html(data, "caption")
        source = f"<p><cite>{caption}</cite></p>" if caption else ""
        return f'<blockquote class="block-quote"><p>{self._html(data, "text")}</p>{source}</blockquote>'

    def _code(self, data: BlockValue) -> str:
        return f'<pre class="code"><code>{escape(data.text("code"))}</code></pre>'

    def _delimiter(self, data: BlockValue) -> str:
        return '<hr class="block-delimiter">'

    def _table(self, data: BlockValue) -> str:
        rows = [[self._clean(cell.as_text()) for cell in row.elements()] for row in data.items("content")]
        headings = rows[:1] if data.flag("withHeadings") else []
        head = "".join(f"<thead>{_row(cells=cells, tag='th')}</thead>" for cells in headings)
        body = "".join(_row(cells=cells, tag="td") for cells in rows[len(headings) :])
        return f'<table class="block-table">{head}<tbody>{body}</tbody></table>'

    def _image(self, data: BlockValue) -> str:
        address = data.object("file").text("url") or data.text("url")
        caption = self._html(data, "caption")
        picture = f'<img src="{escape(address)}" alt="{escape(_plain(caption))}">'
        return f'<figure class="block-image">{picture}{_caption(caption)}</figure>'

    def _warning(self, data: BlockValue) -> str:
        title = f'<p class="block-warning-title">{self._html(data, "title")}</p>'
        return f'<div class="block-warning">{title}<p>{self._html(data, "message")}</p></div>'

    def _embed(self, data: BlockValue) -> str:
        address = data.text("source") or data.text("embed")
        return f'<figure class="block-embed">{_link(address)}{_caption(self._html(data, "caption"))}</figure>'

    def _raw(self, data: BlockValue) -> str:
        return f'<div class="block-raw">{self._html(data, "html")}</div>'

    def _link_tool(self, data: BlockValue) -> str:
        address, meta = data.text("link"), data.object("meta")
        picture = meta.object("image").text("url")
        parts = [
            f"<p>{_link(address, name=meta.text('title'))}</p>",
            f"<p>{escape(meta.text('description'))}</p>" if meta.text("description") else "",
            f'<img src="{escape(picture)}" alt="">' if picture else "",
            f'<p class="block-link-site">{escape(meta.text("site_name"))}</p>' if meta.text("site_name") else "",
        ]
        return f'<div class="block-link">{"".join(parts)}</div>'

    def _html(self, data: BlockValue, name: str) -> str:
        return self._clean(data.text(name))

    # The types of Editor.js and of its published tools.
    _KINDS: dict[str, Callable[["_Writer", BlockValue], str]] = {
        "paragraph": _paragraph,
        "header": _header,
        "list": _list,
        "nestedList": _list,
        "checklist": _checklist,
        "quote": _quote,
        "code": _code,
        "delimiter": _delimiter,
        "table": _table,
        "image": _image,
        "simpleImage": _image,
        "warning": _warning,
        "embed": _embed,
        "raw": _raw,
        "linkTool": _link_tool,
    }


def _unknown(*, kind: str, data: BlockValue) -> str:
    # All strings of an unknown block are displayed, so that no content is hidden from readers.
    paragraphs = "".join(f"<p>{escape(leaf)}</p>" for leaf in data.leaves())
    return f'<div class="block-unknown" data-block-type="{escape(kind)}">{paragraphs}</div>'


def _row(*, cells: list[str], tag: str) -> str:
    inner = "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)
    return f"<tr>{inner}</tr>"


def _link(address: str, *, name: str = "") -> str:
    return f'<a href="{escape(address)}">{escape(name or address)}</a>'


def _caption(caption: str) -> str:
    return f"<figcaption>{caption}</figcaption>" if caption else ""


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", html))
