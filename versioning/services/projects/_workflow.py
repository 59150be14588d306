"""Check the values of a workflow status, before any lock is taken."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import WorkflowStatus
from versioning.models.limits import LARGEST_ORDER
from versioning.services.kernel.names import check_name
from versioning.services.kernel.storable import check_text

# Lowercase only, so that equal colors are equal strings.
COLOUR = re.compile(r"#[0-9a-f]{6}")
DESCRIPTION_LENGTH = 2000
CHANGEABLE = ("name", "description", "order", "colour", "read_only", "following")


def check_status(values: Mapping[str, Any], *, project_id: UUID) -> None:
    """Raise InvalidValue, which names the field, if one of the values (see CHANGEABLE) cannot be stored."""
    for field in values:
        if field not in CHANGEABLE:
            raise InvalidValue(f"{field} cannot be changed.", field=field)
    if "name" in values:
        check_name(values["name"])
    check_text(values.get("description", ""), field="description", longest=DESCRIPTION_LENGTH)
    if not 0 <= values.get("order", 0) <= LARGEST_ORDER:
        raise InvalidValue(f"order must be between 0 and {LARGEST_ORDER}.", field="order")
    if "colour" in values and not COLOUR.fullmatch(values["colour"]):
        raise InvalidValue("colour must be # and six lowercase hexadecimal digits, such as #6b6b6b.", field="colour")
    _check_following(values.get("following", ()), project_id=project_id)


def _check_following(statuses: Iterable[WorkflowStatus], *, project_id: UUID) -> None:
    if any(status.project_id != project_id for status in statuses):
        raise InvalidValue("following must contain workflow statuses of the same project.", field="following")


def name_taken(name: str) -> str:
    """Return the sentence for a name that another status of the project has."""
    return f"This project already has a workflow status named {name}."
