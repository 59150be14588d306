"""The text that a draft had at one of its revisions."""

from versioning.models import Blob, Draft, Event
from versioning.models.event import SAVES
from versioning.services.sole import sole


def former_body(*, draft: Draft, revision: int) -> str | None:
    """None where it is kept no more, or where the draft was never there. The caller may read the draft.

    Every save tells which text it replaced; `purge` takes such texts in its own time. The draft comes with its text.
    """
    if revision == draft.revision:
        return draft.version.text
    saves = Event.objects.filter(document=draft.document_id, version=draft.version_id, verb__in=SAVES)
    # A draft that was reopened counts its revisions anew.
    save = saves.filter(data__revision=revision + 1).order_by("-id").first()
    if save is None:
        return None
    blob = sole(Blob.objects.filter(document=draft.document_id, pk=save.data["former_body"]))
    return None if blob is None else blob.read().decode()
