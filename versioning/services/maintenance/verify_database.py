"""Prove that the data of the whole database breaks no invariant."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path

from versioning.models import Actor
from versioning.policies import authorize_organization
from versioning.services.invariants.blobs import BLOB_INVARIANTS
from versioning.services.invariants.breach import Breach, Invariant
from versioning.services.invariants.documents import DOCUMENT_INVARIANTS
from versioning.services.invariants.drafts import DRAFT_INVARIANTS
from versioning.services.invariants.files import FILE_BYTES_INVARIANTS, FILE_INVARIANTS
from versioning.services.invariants.links import LINK_INVARIANTS
from versioning.services.invariants.search import SEARCH_INVARIANTS
from versioning.services.invariants.structure import STRUCTURE_INVARIANTS
from versioning.services.invariants.usage import USAGE_INVARIANTS
from versioning.services.invariants.versions import VERSION_INVARIANTS
from versioning.services.maintenance._backup.archive import read_manifest
from versioning.services.maintenance._backup.expected import find_missing_rows
from versioning.services.maintenance._backup.manifest import Manifest

INVARIANTS = (
    *STRUCTURE_INVARIANTS,
    *DOCUMENT_INVARIANTS,
    *VERSION_INVARIANTS,
    *DRAFT_INVARIANTS,
    *SEARCH_INVARIANTS,
    *BLOB_INVARIANTS,
    *FILE_INVARIANTS,
    *LINK_INVARIANTS,
    *USAGE_INVARIANTS,
)


class Depth(Enum):
    """How closely to look at the bytes of files: at their sizes, or at every byte."""

    SIZES = FILE_BYTES_INVARIANTS[:0]
    BYTES = FILE_BYTES_INVARIANTS


def verify_database(
    *, actor: Actor, tell: Callable[[str], None], expect: Path | None = None, depth: Depth = Depth.SIZES
) -> Iterator[Breach]:
    """Yield every breach, in bounded memory and beside writers at work. Changes nothing.

    `tell` is called with the title of each invariant before it is checked. `expect` is a backup, of which nothing may
    be missing. Raises NotAllowed and InvalidValue (`expect` is not a backup), before the first step.
    """
    authorize_organization(actor=actor)
    manifest = read_manifest(expect) if expect else None
    # A function of its own, so that the call raises and not the first iteration.
    return _search(tell, manifest=manifest, invariants=(*INVARIANTS, *depth.value))


def _search(
    tell: Callable[[str], None], *, manifest: Manifest | None, invariants: Sequence[Invariant]
) -> Iterator[Breach]:
    if manifest is not None:
        tell("Everything of the backup is there")
        yield from find_missing_rows(manifest)
    for invariant in invariants:
        tell(invariant.title)
        yield from invariant.find()
