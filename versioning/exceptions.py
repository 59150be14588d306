"""What the product refuses, and why: domain errors that know nothing of HTTP.

`api/errors.py` holds the one table from these classes to statuses.
"""

from typing import Any, ClassVar


class VersioningError(Exception):
    """A refusal. `code` is stable and for programs, `message` is for people, `data` says what stands in the way."""

    code: ClassVar[str] = "versioning_error"
    message: str = "The request was refused."

    def __init__(self, message: str | None = None, **data: Any) -> None:
        self.message = message or self.message
        self.data = data
        super().__init__(self.message)


class NotFound(VersioningError):
    """It does not exist, or the actor may not see it: the two are told alike."""

    code = "not_found"
    message = "The requested resource was not found."


class VersionNotFound(NotFound):
    code = "version_not_found"
    message = "This document has no such version."


class NotAllowed(VersioningError):
    """The actor sees it but may not do this; the message is the reason from `policies.py`."""

    code = "not_authorized"
    message = "You may not do this."


class InvalidValue(VersioningError):
    """A value is wrong; `field` names it."""

    code = "validation_failed"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message, field=field)
        self.field = field


class DraftExists(VersioningError):
    code = "draft_exists"
    message = "A draft version already exists for this resource."


class NothingToFork(VersioningError):
    code = "nothing_to_fork"
    message = "This document has no version that a draft could be forked from."


class DraftChanged(VersioningError):
    """Somebody saved since the revision that the caller expected.

    `data`: revision, saved_by, saved_at, base, theirs, mine.
    """

    code = "draft_changed"
    message = "The draft was saved again since you read it. Nothing of yours was stored."


class DocumentChanged(VersioningError):
    """`data`: revision, updated_by, updated_at."""

    code = "document_changed"
    message = "The document was changed since you read it. Nothing of yours was stored."


class CurrentChanged(VersioningError):
    """Readers see another version than the caller took them to see."""

    code = "current_changed"
    message = "Another version became current since you looked. Nothing was changed."


class DraftOutdated(VersioningError):
    """Another version became current since the fork. `data`: base, current (version numbers)."""

    code = "draft_outdated"
    message = (
        "Another version became current since this draft was forked. Look at it first, or say that you override it."
    )


class MergeConflict(VersioningError):
    """The current version and the draft changed the same things in different ways.

    `data`: base, current (id and number), draft (identifier and revision), conflicts (field, base, theirs, mine),
    merged (the fields that merge), pieces (of the text, in order, where it does not merge), coarse.
    """

    code = "merge_conflict"
    message = (
        "The current version and this draft changed the same things in different ways. Nothing was stored: decide each "
        "conflict and send the resolution."
    )


class VersionFrozen(VersioningError):
    code = "version_frozen"
    message = "A published version never changes. Fork it and edit the draft."


class NotPublished(VersioningError):
    code = "not_published"
    message = "Only a published version can become the current one. Publish it first."


class NotADraft(VersioningError):
    code = "not_a_draft"
    message = "This version is not an open draft."


class BranchClosed(VersioningError):
    code = "branch_closed"
    message = "This branch is closed; no new draft can be opened on it."


class BranchInUse(VersioningError):
    code = "branch_in_use"
    message = "This branch still has open drafts. Publish or discard them first."


class MainBranchFixed(VersioningError):
    code = "main_branch_fixed"
    message = "The branch main always exists: it can be neither renamed nor closed."


class LastManager(VersioningError):
    code = "last_manager"
    message = "A project keeps at least one manager. Name another one first."


class AlreadyExists(VersioningError):
    """A name that must be unique is taken; `field` in `data` says which."""

    code = "already_exists"
    message = "This name is taken."


class AlreadySetUp(VersioningError):
    code = "already_set_up"
    message = "This server has been set up. Sign in, or ask its administrator for an account."


class ParentTrashed(VersioningError):
    code = "parent_trashed"
    message = "The category above it is in the trash. Restore that one first."


class NotDiscarded(VersioningError):
    code = "not_discarded"
    message = "Only a discarded draft can be reopened."


class VersionIsCurrent(VersioningError):
    code = "version_is_current"
    message = "Readers see this version. Unpublish it or promote another one first."


class LastVersion(VersioningError):
    code = "last_version"
    message = "A document keeps at least one version. Delete the document instead."


class StatusReadOnly(VersioningError):
    """The document stands in a workflow status in which its drafts are not saved. `data`: status."""

    code = "status_read_only"
    message = "This document's workflow status is read-only. Move it on before it is edited."


class IllegalMove(VersioningError):
    """The workflow does not lead from the one status to the other. `data`: field, allowed (names)."""

    code = "illegal_move"
    message = "The workflow does not lead there from this status."


class InUse(VersioningError):
    """It cannot be removed while documents are in it."""

    code = "in_use"
    message = "There are documents in it still."


class NotArchived(VersioningError):
    code = "not_archived"
    message = "This version is not archived."


class TransferRunning(VersioningError):
    """One import or export at a time for each project. `data`: transfer (its id)."""

    code = "transfer_running"
    message = "Another import or export of this project is running. Wait until it has ended."
