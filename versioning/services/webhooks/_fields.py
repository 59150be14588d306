"""Check the fields of a webhook before anything is written."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Document, Project, Verb
from versioning.models.delivery.webhook import EVERYTHING, URL_LENGTH
from versioning.models.limits import NAME_LENGTH
from versioning.ops.outgoing.post import check_url
from versioning.services.kernel.storable import check_text


@dataclass(frozen=True)
class NewWebhook:
    """What a webhook is to be. `events` are verbs or EVERYTHING. `category` limits them to what is below it."""

    url: str
    events: Collection[str] = (EVERYTHING,)
    description: str = ""
    category: UUID | None = None


def check_fields(new: NewWebhook) -> None:
    """Raise InvalidValue, which names the field, if no such webhook can exist. See also `check_category`."""
    if len(new.url) > URL_LENGTH:
        raise InvalidValue(f"url must have at most {URL_LENGTH} characters.", field="url")
    try:
        check_url(new.url)
    except ValueError as error:
        raise InvalidValue(str(error), field="url") from error
    if not new.events or not set(new.events) <= {*Verb.values, EVERYTHING}:
        raise InvalidValue("events must be types of changes, or * for all of them.", field="events")
    if len(new.description) > NAME_LENGTH:
        raise InvalidValue(f"description must have at most {NAME_LENGTH} characters.", field="description")
    check_text(new.description, field="description")


def check_category(category: UUID | None, *, project: Project) -> None:
    """Raise InvalidValue unless it is None or a category of the project. One that a webhook has may be deleted."""
    if category is not None and not Document.objects.filter(pk=category, project=project, kind="category").exists():
        raise InvalidValue("category must be the ID of a category of this project.", field="category")


def in_order(events: Collection[str]) -> list[str]:
    """Return each event once, or only EVERYTHING if it is among them."""
    return [EVERYTHING] if EVERYTHING in events else [verb for verb in Verb.values if verb in events]
