"""Render the text of a version as safe HTML, with the links and pictures of its project."""

from versioning.models import Version
from versioning.services.files.show_pictures import show_pictures
from versioning.services.kernel.rendered import rendered_html
from versioning.services.links.resolve_links import resolve_links


def render_version(version: Version) -> str:
    """Return sanitized HTML of a version that was read with its text. The caller authorizes the actor.

    Raises PoolBusy if the text is long and too many others are being rendered.
    """
    html, project_id = rendered_html(version), version.document.project_id
    html = resolve_links(html, project_id=project_id, document_id=version.document_id, fields=version.fields)
    return show_pictures(html, project_id=project_id, fields=version.fields)
