"""Prove that the data of the whole database breaks no invariant."""

from collections.abc import Callable, Iterator

from versioning.models import Actor
from versioning.policies import authorize_organization
from versioning.services.invariants.blobs import BLOB_INVARIANTS
from versioning.services.invariants.breach import Breach
from versioning.services.invariants.documents import DOCUMENT_INVARIANTS
from versioning.services.invariants.drafts import DRAFT_INVARIANTS
from versioning.services.invariants.search import SEARCH_INVARIANTS
from versioning.services.invariants.structure import STRUCTURE_INVARIANTS
from versioning.services.invariants.versions import VERSION_INVARIANTS

INVARIANTS = (
    *STRUCTURE_INVARIANTS,
    *DOCUMENT_INVARIANTS,
    *VERSION_INVARIANTS,
    *DRAFT_INVARIANTS,
    *SEARCH_INVARIANTS,
    *BLOB_INVARIANTS,
)


def verify_database(*, actor: Actor, tell: Callable[[str], None]) -> Iterator[Breach]:
    """Yield every breach, in bounded memory and beside writers at work. Changes nothing.

    `tell` is called with the title of each invariant before it is checked. Raises NotAllowed, before the first step.
    """
    authorize_organization(actor=actor)
    # A function of its own, so that NotAllowed is raised by the call and not by the first iteration.
    return _search(tell)


def _search(tell: Callable[[str], None]) -> Iterator[Breach]:
    for invariant in INVARIANTS:
        tell(invariant.title)
        yield from invariant.find()
