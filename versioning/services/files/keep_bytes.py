"""Keep the bytes of files whose rows somebody else inserts: an import of a whole project."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Project
from versioning.ops.files.store import file_store
from versioning.policies import Action, authorize
from versioning.services.files._steps.file_name import clean_name
from versioning.services.files._steps.media_type import FileFacts, facts_of
from versioning.services.files._steps.received import received
from versioning.services.kernel.file_bytes import store_key


@dataclass(frozen=True)
class KeptBytes:
    """Bytes in the store, and what they are under each of their names."""

    sha256: bytes
    size: int
    facts: Sequence[FileFacts]


def keep_bytes(*, actor: Actor, project: Project, names: Sequence[str], pieces: Iterable[bytes]) -> KeptBytes:
    """Put the bytes into the store for files of these names.

    Bytes that are written now are not purged for a day, so the rows have time to follow. Raises NotAllowed,
    InvalidValue (name, file), FileTooLarge, StoreUnavailable.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    for name in names:
        # Files of former releases may have names that are refused today.
        if clean_name(name) != name:
            raise InvalidValue(f"{name!r} is not the name of a file.", field="name")
    with received(pieces) as upload:
        facts = [facts_of(upload, name=name) for name in names]
        file_store().put(store_key(project_id=project.pk, sha256=upload.sha256), upload.path)
        return KeptBytes(upload.sha256, upload.size, facts)
