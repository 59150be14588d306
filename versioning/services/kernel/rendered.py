"""Render the text of a version, cached by its content."""

from django.core.cache import cache

from versioning.models import Version
from versioning.models.files.text_origin import with_origin
from versioning.models.project import extensions_of
from versioning.ops.load.costly import render_long, rendering_key

KEEP_SECONDS = 7 * 24 * 3600


def rendered_html(version: Version) -> str:
    """Return sanitized HTML that knows nothing of the project. The version was read with its text.

    Raises PoolBusy if the text is long and too many others are being rendered.
    """
    # Equal texts have equal HTML, whichever version they belong to.
    digest = bytes(version.body.sha256).hex()
    is_markdown = version.content_type == Version.ContentType.MARKDOWN
    extensions = with_origin(extensions_of(version), version.fields) if is_markdown else frozenset()
    key = f"html:{rendering_key(extensions)}:{version.content_type}:{digest}"
    html: str | None = cache.get(key)
    if html is None:
        html = render_long(version.text, content_type=version.content_type, extensions=extensions).html
        cache.set(key, html, KEEP_SECONDS)
    return html
