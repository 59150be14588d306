"""The title and the description that a save changes in the front matter of the text."""

from collections.abc import Mapping
from typing import Any

from versioning.models import Version
from versioning.models.front_matter import with_kept_lines
from versioning.models.history.blob import CorruptBlob
from versioning.models.limits import DESCRIPTION_LENGTH, NAME_LENGTH
from versioning.text.front_matter.metadata import read_metadata
from versioning.text.front_matter.split import split_front_matter

# Each field that follows the key of the same name, and its greatest length.
LONGEST = {"title": NAME_LENGTH, "description": DESCRIPTION_LENGTH}


def with_front_matter_fields(version: Version, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes, with each field that they change in the front matter only.

    A field that the changes name becomes what they say. A field keeps its value if its key is removed from the front
    matter, or if the new value is longer than a version can have.
    """
    stated = _stated(version, changes) if "body" in changes else {}
    # Reading the former text costs. Most texts have no front matter.
    if not any(name not in changes for name in stated):
        return dict(changes)
    try:
        former = _stated(version, {"body": version.text})
    except CorruptBlob:
        # A save may repair a damaged text. Its former values are unknown.
        former = stated
    return {name: value for name, value in stated.items() if value != former.get(name)} | dict(changes)


def _stated(version: Version, changes: Mapping[str, Any]) -> dict[str, str]:
    """Return what the text says, with the changes, in values that a version can have."""
    fields, content_type = (changes.get(name, getattr(version, name)) for name in ("fields", "content_type"))
    if content_type != Version.ContentType.MARKDOWN:
        return {}
    metadata = read_metadata(split_front_matter(with_kept_lines(changes["body"], fields=fields)))
    values = {"title": metadata.title, "description": metadata.description}
    return {name: value for name, value in values.items() if value is not None and len(value) <= LONGEST[name]}
