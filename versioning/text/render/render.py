"""Render the text of a document as safe HTML."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from versioning.text.render.blocks import blocks_to_html
from versioning.text.render.dialects.extensions import MATH, Extensions
from versioning.text.render.dialects.math import typeset_math
from versioning.text.render.markdown import markdown_to_html
from versioning.text.render.refusals import RenderError, TooCostly
from versioning.text.render.sanitize import Sanitizer, sanitize

__all__ = ["RENDERER_VERSION", "RenderError", "Rendered", "plain", "render", "render_or_plain", "validate_blocks"]

logger = logging.getLogger(__name__)
# Part of the key of every cache of rendered HTML. Increment it whenever the same text would render differently.
RENDERER_VERSION = 5
# In characters. Markdown of this size takes about as long as a reader waits. The other types are faster to parse.
MAX_CHARACTERS = {"markdown": 2_000_000, "wysiwyg": 5_000_000, "block": 5_000_000}


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """Safe HTML. If it is only the text in a `<pre>`, `plain_because` is the reason, else it is empty."""

    html: str
    plain_because: str = ""


def render(text: str, *, content_type: str, extensions: Extensions = frozenset()) -> str:
    """Return safe HTML without inline styles. The same text and RENDERER_VERSION always give the same HTML.

    `content_type` is markdown, wysiwyg or block. `extensions` are those of Markdown. Takes seconds at most. A text that
    would take longer, or that is not the block document it should be, is returned escaped in `<pre
    class="plain-text">`. Raise RenderError for an unknown content type.
    """
    return render_or_plain(text, content_type=content_type, extensions=extensions).html


def render_or_plain(text: str, *, content_type: str, extensions: Extensions = frozenset()) -> Rendered:
    """Return the HTML of `render`, and the reason if the text had to be displayed as it is."""
    if content_type not in _RENDERERS:
        raise RenderError(f"there is no content type {content_type!r}.")
    if len(text) > MAX_CHARACTERS[content_type]:
        return plain(text, reason=f"the text has more than {MAX_CHARACTERS[content_type]} characters.")
    try:
        return Rendered(html=_RENDERERS[content_type](text, extensions))
    except TooCostly as error:
        return plain(text, reason=f"the text would take too long to render: {error}.")
    except RenderError as error:
        return plain(text, reason=str(error))
    except MemoryError:
        raise
    except Exception:
        # A fault of a parser must not keep the text from those who want to read or mend it.
        logger.exception("Rendering a text of %d characters failed.", len(text))
        return plain(text, reason="something went wrong on our side.")


def validate_blocks(text: str) -> None:
    """Raise RenderError with the reason and the path if the text is not a block document.

    A blank text is a document without blocks.
    """
    blocks_to_html(text, clean=str)


def plain(text: str, *, reason: str) -> Rendered:
    """Return the text itself, escaped, in a `<pre>`."""
    # A lone surrogate cannot be sent as UTF-8.
    escaped = escape(text.encode(errors="replace").decode())
    # HTML drops the first newline of a <pre>, so an additional one is written.
    return Rendered(html=f'<pre class="plain-text">\n{escaped}</pre>', plain_because=reason)


def _markdown(text: str, extensions: Extensions) -> str:
    html = sanitize(markdown_to_html(text, extensions=extensions))
    return typeset_math(html) if MATH in extensions else html


def _html(text: str, _extensions: Extensions) -> str:
    return sanitize(text)


def _blocks(text: str, _extensions: Extensions) -> str:
    sanitizer = Sanitizer()
    return sanitizer.clean(blocks_to_html(text, clean=sanitizer.clean))


_RENDERERS: dict[str, Callable[[str, Extensions], str]] = {
    "markdown": _markdown,
    "wysiwyg": _html,
    "block": _blocks,
}
