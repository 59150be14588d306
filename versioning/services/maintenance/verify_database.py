"""Proving that nothing which must never be false is false, over a whole database."""

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
    """Every breach there is, in bounded memory and beside writers at work. Changes nothing.

    `tell` is called with what is proved next, before each step. Raises NotAllowed, at once.
    """
    authorize_organization(actor=actor)
    return _search(tell)


def _search(tell: Callable[[str], None]) -> Iterator[Breach]:
    for invariant in INVARIANTS:
        tell(invariant.title)
        yield from invariant.find()
