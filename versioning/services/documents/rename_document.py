"""Give a document another title, for readers at once."""

from versioning.models import Actor, Document
from versioning.services.documents._steps.renaming import rename
from versioning.services.kernel.locking import locked


def rename_document(*, actor: Actor, document: Document, title: str) -> Document:
    """Publish and promote a fork of the current version with the new title.

    If no version is current, the title is saved in the newest draft, or in a new fork. Readers still see nothing then.
    Does nothing if the document has the title already. Raises DraftExists (a version is current and the next one is
    being written: rename it there), NothingToFork, NotAllowed, InvalidValue.
    """
    with locked(document.pk, actor=actor) as held:
        rename(held, title)
    return held.document
