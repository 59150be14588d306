"""Opening a draft on a document, from one of its versions."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.db import transaction

from versioning.exceptions import BranchClosed, DraftExists, NotFound, NothingToFork, VersionNotFound
from versioning.models import Actor, Branch, Document, Draft, Verb, Version
from versioning.models.sql.references import CURRENT, Key, version_key
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document, lock_for_next_version, take_next_number
from versioning.services.kernel.names import check_name
from versioning.services.kernel.new_version import open_draft
from versioning.services.kernel.recording import record


class ForkMode(Enum):
    """What happens where the branch has a draft of the document already."""

    STRICT = "refuse"
    GET_OR_CREATE = "return it"
    FREE = "open another, free-standing one"


@dataclass(frozen=True)
class Fork:
    """`created` is False where an open draft was found and returned."""

    draft: Draft
    created: bool


def fork_document(
    *,
    actor: Actor,
    document: Document,
    mode: ForkMode,
    source: str | None = None,
    branch_id: UUID | None = None,
    name: str | None = None,
) -> Fork:
    """Open a draft that is a copy of `source` (a uuid, a number or `current`); no text is copied.

    Without `source`: the current version, else the newest that was ever published, else (FREE only) the newest.
    Without `branch_id`: the project's branch main. Raises NotFound (the branch), VersionNotFound, NothingToFork,
    DraftExists (STRICT), BranchClosed, InvalidValue (the name).
    """
    authorize(actor=actor, action=Action.FORK, project_id=document.project_id)
    if name:
        check_name(name)
    read = document.known_current
    with transaction.atomic():
        place = None
        if mode is ForkMode.FREE:
            document = lock_for_next_version(document.pk)
        else:
            document = lock_document(document.pk)
            branch, open_draft_id = _find_branch(document=document, branch_id=branch_id)
            if open_draft_id is not None:
                return Fork(draft=_existing(open_draft_id, mode=mode), created=False)
            if branch.closed_at is not None:
                raise BranchClosed
            place = branch.pk
            take_next_number(document)
        version = _find_source(document=document, reference=source, mode=mode, read=read)
        draft = open_draft(
            actor=actor,
            document=document,
            snapshot=version.snapshot(),
            source=version,
            branch_id=place,
            name=name,
        )
        record(
            actor=actor,
            verb=Verb.DRAFT_FORKED,
            project_id=document.project_id,
            document=document,
            version=draft.version,
            number=draft.version.number,
            source=version.number,
            branch=place and str(place),
        )
    return Fork(draft=draft, created=True)


def _find_branch(*, document: Document, branch_id: UUID | None) -> tuple[Branch, int | None]:
    """The branch, and the key of the document's open draft on it, where there is one."""
    branch = Branch.objects.to_fork_to(branch_id, project=document.project_id, document=document.pk)
    if branch is None:
        raise NotFound("This project has no such branch.")
    return branch, getattr(branch, "open_draft", None)


def _existing(draft_id: int, *, mode: ForkMode) -> Draft:
    if mode is ForkMode.STRICT:
        raise DraftExists
    return Draft.objects.with_everything().get(pk=draft_id)


def _find_source(*, document: Document, reference: str | None, mode: ForkMode, read: Version | None) -> Version:
    """`read` was current when the caller came: it is frozen, and where it still is current it is there."""
    if reference is None and document.current_id is None:
        return _newest(document=document, mode=mode)
    key = version_key(CURRENT if reference is None else reference)
    if key is not None and key.name == CURRENT:
        if read is not None and read.pk == document.current_id:
            return read
        key = Key("id", document.current_id)
    version = None if key is None else Version.objects.to_copy(key, of=document.pk)
    if version is None:
        raise VersionNotFound
    return version


def _newest(*, document: Document, mode: ForkMode) -> Version:
    versions = Version.objects.of(document.pk).newest_first()
    version = versions.ever_published().first() or (versions.first() if mode is ForkMode.FREE else None)
    if version is None:
        raise NothingToFork
    return version
