"""Publishing a draft and making it current, as one act."""

from enum import Enum

from django.db import transaction

from versioning.exceptions import DraftOutdated, VersionFrozen
from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.counting import Counted, counted_in
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.searchable import Said, said_by
from versioning.services.kernel.storable import check_text
from versioning.services.kernel.transitions import freeze, point_at

MESSAGE_LENGTH = 2000


class Outdated(Enum):
    """What to do where another version became current since the draft was forked."""

    REFUSE = "refuse"
    OVERRIDE = "override"


def publish_and_promote(
    *,
    actor: Actor,
    draft: Draft,
    outdated: Outdated = Outdated.REFUSE,
    message: str = "",
    said: Said | None = None,
    counted: Counted | None = None,
) -> Version:
    """Both or neither. `message` says why and is kept in the event.

    `said` and `counted` are of the draft's version, for callers that hold the lock: texts are read before it is taken.
    Raises InvalidValue (the message), DraftOutdated (REFUSE), VersionFrozen (it is not open any more).
    """
    for action in (Action.PUBLISH, Action.PROMOTE):
        authorize(actor=actor, action=action, project_id=draft.document.project_id)
    check_text(message, field="message", longest=MESSAGE_LENGTH)
    counted, said = counted or counted_in(draft.version), said or said_by(draft.version)
    with transaction.atomic():
        document = lock_document(draft.document_id)
        stored = Draft.objects.reread(draft.pk)
        if stored is None:
            raise VersionFrozen
        stored.document = stored.version.document = document
        if stored.is_outdated and outdated is Outdated.REFUSE:
            raise _refusal(stored)
        published = freeze(actor=actor, document=document, draft=stored, counted=counted, message=message)
        promoted = point_at(actor=actor, document=document, version=stored.version, said=said)
        record_all([published, *promoted])
    return stored.version


def _refusal(draft: Draft) -> DraftOutdated:
    base, current = draft.base, draft.document.current
    return DraftOutdated(base=base and base.number, current=current and current.number)
