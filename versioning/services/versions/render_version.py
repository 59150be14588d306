"""Render the text of a version as safe HTML, cached by its content."""

from django.core.cache import cache

from versioning.models import Version
from versioning.models.markdown_extensions import extensions_of
from versioning.ops.load.costly import render_long, rendering_key
from versioning.services.files.show_pictures import show_pictures
from versioning.services.links.resolve_links import resolve_links

KEEP_SECONDS = 7 * 24 * 3600


def render_version(version: Version) -> str:
    """Return sanitized HTML of a version that was read with its text. The caller authorizes the actor.

    Raises PoolBusy if the text is long and too many others are being rendered.
    """
    # Equal texts have equal HTML, whichever version they belong to.
    digest = bytes(version.body.sha256).hex()
    extensions = extensions_of(version) if version.content_type == Version.ContentType.MARKDOWN else frozenset()
    key = f"html:{rendering_key(extensions)}:{version.content_type}:{digest}"
    html: str | None = cache.get(key)
    if html is None:
        html = render_long(version.text, content_type=version.content_type, extensions=extensions).html
        cache.set(key, html, KEEP_SECONDS)
    project_id = version.document.project_id
    html = resolve_links(html, project_id=project_id, document_id=version.document_id, fields=version.fields)
    return show_pictures(html, project_id=project_id, fields=version.fields)
