"""What the front matter of a file states about its document, as far as a document can have it."""

from dataclasses import dataclass

from versioning.models.limits import DESCRIPTION_LENGTH
from versioning.services.kernel.names import slug_of
from versioning.text.front_matter.metadata import Metadata

_SLUG_LENGTH = 255


@dataclass(frozen=True)
class Stated:
    """The values for a new document, and the description of each version. Empty or None: the file does not say.

    A later import does not take them for changes of the document: people may have changed it here meanwhile.
    """

    description: str = ""
    slug: str = ""
    language: str = ""
    order: int | None = None
    hidden: bool = False
    tags: tuple[str, ...] = ()


NOTHING = Stated()


def stated_in(metadata: Metadata) -> Stated:
    """Return what the metadata states. A draft of a site is a hidden document."""
    description = metadata.description or ""
    return Stated(
        description=description if len(description) <= DESCRIPTION_LENGTH else "",
        slug=slug_of(metadata.slug or "")[:_SLUG_LENGTH],
        language=metadata.language or "",
        order=metadata.order,
        hidden=metadata.draft is True,
        tags=metadata.tags or (),
    )
