"""Render the text of a version as safe HTML, cached by its content."""

from django.core.cache import cache

from versioning.models import Version
from versioning.ops.load.costly import render_long, rendering_key
from versioning.services.files.show_pictures import show_pictures

KEEP_SECONDS = 7 * 24 * 3600


def render_version(version: Version) -> str:
    """Return sanitized HTML of a version that was read with its text. The caller authorizes the actor.

    Raises PoolBusy if the text is long and too many others are being rendered.
    """
    # Equal texts have equal HTML, whichever version they belong to.
    digest = bytes(version.body.sha256).hex()
    key = f"html:{rendering_key()}:{version.content_type}:{digest}"
    html: str | None = cache.get(key)
    if html is None:
        html = render_long(version.text, content_type=version.content_type).html
        cache.set(key, html, KEEP_SECONDS)
    return show_pictures(html, project_id=version.document.project_id, fields=version.fields)
