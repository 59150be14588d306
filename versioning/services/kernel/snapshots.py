"""Check the fields of a snapshot before a lock is taken."""

from collections.abc import Mapping
from typing import Any

from versioning.exceptions import InvalidValue
from versioning.models import Version
from versioning.models.limits import DESCRIPTION_LENGTH
from versioning.models.version import SNAPSHOT_FIELDS
from versioning.ops.load.costly import run
from versioning.services.kernel.names import check_name
from versioning.services.kernel.storable import check_object, check_text
from versioning.text.render.refusals import TooCostly
from versioning.text.render.render import RenderError, validate_blocks
from versioning.text.storable import unstorable_in


def check_snapshot(values: Mapping[str, Any]) -> None:
    """Raise InvalidValue, which names the field, if a snapshot field or `name` cannot be stored.

    `check_body` checks the body.
    """
    for field in values:
        if field not in (*SNAPSHOT_FIELDS, "name"):
            raise InvalidValue(f"{field} is not a field of a version.", field=field)
    for field in ("title", "name"):
        if field in values:
            check_name(values[field], field=field)
    if values.get("content_type", Version.ContentType.MARKDOWN) not in Version.ContentType.values:
        allowed = ", ".join(Version.ContentType.values)
        raise InvalidValue(f"content_type must be one of {allowed}.", field="content_type")
    check_text(values.get("description", ""), field="description", longest=DESCRIPTION_LENGTH)
    check_object(values.get("fields", {}), field="fields")


def check_body(*, body: str, content_type: str) -> bytes:
    """Return the body in UTF-8.

    Raises InvalidValue (body) if it has a lone surrogate, or if it is not a block document and `content_type` is block,
    and PoolBusy if it is a long one and too many others are being checked.
    """
    if fault := unstorable_in(body, nul_fits=True):
        raise InvalidValue(f"body must not contain {fault}.", field="body")
    # An empty text is valid for every content type: a draft may begin without one.
    if content_type == Version.ContentType.BLOCK and body:
        try:
            run(validate_blocks, body)
        except (RenderError, TooCostly) as error:
            raise InvalidValue(str(error), field="body") from error
    return body.encode()
