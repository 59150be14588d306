"""What the front matter of a version says."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from versioning.text.front_matter.metadata import Metadata, read_metadata
from versioning.text.front_matter.split import NONE, FrontMatterText, split_front_matter

if TYPE_CHECKING:
    from versioning.models.version import Version

# The lines of front matter that former imports of zips kept beside the text, in the fields of a version.
KEPT_LINES = "front_matter"


def with_kept_lines(text: str, *, fields: Mapping[str, Any]) -> str:
    """Return the text with the lines that are kept beside it, unless it has front matter itself."""
    lines = fields.get(KEPT_LINES)
    if not isinstance(lines, str) or not lines or split_front_matter(text).format != NONE:
        return text
    return f"---\n{lines}---\n\n{text}"


def has_kept_lines(version: "Version") -> bool:
    """Return whether lines of front matter are kept beside the version's text."""
    return bool(version.fields.get(KEPT_LINES)) and version.content_type == version.ContentType.MARKDOWN


def front_matter_of(version: "Version", *, text: str) -> FrontMatterText:
    """Return the front matter of the version's text. Only a Markdown text has some."""
    is_markdown = version.content_type == version.ContentType.MARKDOWN
    return split_front_matter(with_kept_lines(text, fields=version.fields) if is_markdown else "")


def metadata_of(version: "Version", *, text: str) -> Metadata | None:
    """Return the values that Stemma understands, or None if the text has no front matter."""
    parts = front_matter_of(version, text=text)
    return None if parts.format == NONE else read_metadata(parts)
