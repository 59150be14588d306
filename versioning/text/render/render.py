"""The text of a document as HTML that is safe to show."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from versioning.text.render.blocks import blocks_to_html
from versioning.text.render.markdown import markdown_to_html
from versioning.text.render.refusals import RenderError, TooCostly
from versioning.text.render.sanitise import Sanitiser, sanitise

__all__ = ["RENDERER_VERSION", "RenderError", "Rendered", "render", "render_or_plain", "validate_blocks"]

# Part of the key of every cache of rendered HTML: raise it whenever the same text would render differently.
RENDERER_VERSION = 1
# In characters. Markdown of this size takes about as long as a reader waits; the other two are quicker to read.
LONGEST = {"markdown": 2_000_000, "wysiwyg": 5_000_000, "block": 5_000_000}


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """Safe HTML, and why it is only the text in a `<pre>`; the reason is empty where the text was rendered."""

    html: str
    plain_because: str = ""


def render(text: str, *, content_type: str) -> str:
    """Safe HTML: sanitised, without inline styles, and the same for the same text and RENDERER_VERSION.

    `content_type` is markdown, wysiwyg or block. Never raises for a text, and takes seconds at worst: one that
    would take longer, or is no block document though it should be, comes escaped in `<pre class="plain-text">`.
    Raises RenderError for an unknown content type.
    """
    return render_or_plain(text, content_type=content_type).html


def render_or_plain(text: str, *, content_type: str) -> Rendered:
    """What `render` promises, and whether the text had to be shown as it is."""
    try:
        to_html = _RENDERERS[content_type]
    except KeyError:
        raise RenderError(f"there is no content type {content_type!r}.") from None
    if len(text) > LONGEST[content_type]:
        return _plain(text, reason=f"the text has more than {LONGEST[content_type]} characters.")
    try:
        return Rendered(html=to_html(text))
    except TooCostly as error:
        return _plain(text, reason=f"the text would take too long to render: {error}.")
    except RenderError as error:
        return _plain(text, reason=str(error))


def validate_blocks(text: str) -> None:
    """Raise RenderError where the text is not a block document, saying what is wrong and where.

    A blank text is a document without blocks.
    """
    blocks_to_html(text, clean=str)


def _plain(text: str, *, reason: str) -> Rendered:
    shown = escape(text.encode(errors="replace").decode())
    # HTML drops the first newline of a <pre>, so one is there to be dropped.
    return Rendered(html=f'<pre class="plain-text">\n{shown}</pre>', plain_because=reason)


def _markdown(text: str) -> str:
    return sanitise(markdown_to_html(text))


def _blocks(text: str) -> str:
    sanitiser = Sanitiser()
    return sanitiser.clean(blocks_to_html(text, clean=sanitiser.clean))


_RENDERERS: dict[str, Callable[[str], str]] = {"markdown": _markdown, "wysiwyg": sanitise, "block": _blocks}
