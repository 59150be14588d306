"""Checking what a caller wants to store in a snapshot, before any lock is taken."""

import json
from collections.abc import Mapping
from typing import Any

from versioning.exceptions import InvalidValue
from versioning.models import Version
from versioning.models.version import SNAPSHOT_FIELDS
from versioning.services.kernel.names import check_name
from versioning.services.kernel.storable import check_object, check_text
from versioning.text.render.render import RenderError, validate_blocks


def check_snapshot(values: Mapping[str, Any]) -> None:
    """Raise InvalidValue, naming the field, where a snapshot field or `name` cannot be stored as it is."""
    for field in values:
        if field not in (*SNAPSHOT_FIELDS, "name"):
            raise InvalidValue(f"{field} is not a field of a version.", field=field)
    for field in ("title", "name"):
        if field in values:
            check_name(values[field], field=field)
    if values.get("content_type", Version.ContentType.MARKDOWN) not in Version.ContentType.values:
        known = ", ".join(Version.ContentType.values)
        raise InvalidValue(f"content_type must be one of {known}.", field="content_type")
    check_text(values.get("description", ""), field="description")
    check_object(values.get("fields", {}), field="fields")


def check_body(*, body: str, content_type: str) -> bytes:
    """The body's bytes (UTF-8). Raises InvalidValue where it is no text, or no block document though it should be."""
    try:
        data = body.encode()
    except UnicodeEncodeError:
        raise InvalidValue("body must be text that UTF-8 can hold; it has a lone surrogate.", field="body") from None
    if content_type == Version.ContentType.BLOCK and body:
        try:
            validate_blocks(body)
        except RenderError as error:
            raise InvalidValue(str(error), field="body") from error
    return data


def differs(version: Version, *, name: str, value: Any) -> bool:
    """Whether this value of a snapshot field (the body as text) is another than the version's."""
    if name == "fields":
        # In Python 1 equals true; in JSON it does not.
        return json.dumps(version.fields, sort_keys=True) != json.dumps(value, sort_keys=True)
    stored = version.text if name == "body" else getattr(version, name)
    return bool(stored != value)
