"""Domain errors, which know nothing of HTTP. `statuses.py` maps each class to statuses, `api/problems.py` to a page.

A `code` is part of the API and never changes once it is released.
"""

from typing import Any, ClassVar


class VersioningError(Exception):
    """Base class of refusals. `code` is for programs, `message` is for people, `data` holds details."""

    code: ClassVar[str] = "versioning_error"
    message: str = "The request was refused."

    def __init__(self, message: str | None = None, **data: Any) -> None:
        self.message = message or self.message
        self.data = data
        super().__init__(self.message)


class NotFound(VersioningError):
    """The object does not exist, or the actor may not see it. The error is the same for both, so that nothing leaks."""

    code = "not_found"
    message = "The requested resource was not found."


class VersionNotFound(NotFound):
    code = "version_not_found"
    message = "This document has no such version."


class NotAllowed(VersioningError):
    """The actor may see the object but not do this. The message is the reason from `policies.py`."""

    code = "not_authorized"
    message = "You do not have permission to do this."


class InvalidValue(VersioningError):
    """A value is invalid. `field` names it."""

    code = "validation_failed"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message, field=field)
        self.field = field


class ComparisonTooCostly(VersioningError):
    code = "too_costly"
    message = "These texts take too long to compare. Compare smaller versions, or compare them elsewhere."


class QuotaExceeded(VersioningError):
    """The change would pass a limit of the project, or of the person in it. `data`: limit, used, kind, of."""

    code = "quota_exceeded"
    message = "This would exceed a limit of the project. An administrator of this server can raise it."


class DraftExists(VersioningError):
    code = "draft_exists"
    message = "A draft version already exists for this resource."


class NothingToFork(VersioningError):
    code = "nothing_to_fork"
    message = "This document has no version to start a draft from."


class DraftChanged(VersioningError):
    """Someone saved the draft after the revision that the caller expected.

    `data`: revision, saved_by, saved_at, base, theirs, mine.
    """

    code = "draft_changed"
    message = "This draft was saved again after you opened it. Your changes were not saved."


class DocumentChanged(VersioningError):
    """Someone changed the document after the revision that the caller expected.

    `data`: revision, updated_by, updated_at.
    """

    code = "document_changed"
    message = "This document was changed after you opened it. Your changes were not saved."


class CurrentChanged(VersioningError):
    """The current version is not the one that the caller expected."""

    code = "current_changed"
    message = "Another version became current in the meantime. Nothing was changed."


class DraftOutdated(VersioningError):
    """Another version became current after the fork. `data`: base, current (version numbers)."""

    code = "draft_outdated"
    message = (
        "Another version became current after this draft was started. Update the draft first, or confirm that you "
        "want to publish it anyway."
    )


class MergeConflict(VersioningError):
    """The current version and the draft changed the same content in different ways.

    `data`: base, current (id and number), draft (identifier and revision), conflicts (field, base, theirs, mine),
    merged (the fields that merge), pieces (of the text, in order, if the text does not merge), coarse.
    """

    code = "merge_conflict"
    message = (
        "The current version and this draft changed the same content in different ways. Nothing was saved. "
        "Resolve each conflict and send the resolution."
    )


class VersionFrozen(VersioningError):
    code = "version_frozen"
    message = "A published version cannot be changed. Fork it and edit the draft."


class NotPublished(VersioningError):
    code = "not_published"
    message = "Only a published version can become the current one. Publish it first."


class NotADraft(VersioningError):
    code = "not_a_draft"
    message = "This version is not an open draft."


class BranchClosed(VersioningError):
    code = "branch_closed"
    message = "This branch is closed. You cannot start a draft on it."


class BranchInUse(VersioningError):
    code = "branch_in_use"
    message = "This branch still has open drafts. Publish or discard them first."


class MainBranchFixed(VersioningError):
    code = "main_branch_fixed"
    message = "The main branch cannot be renamed or closed."


class LastManager(VersioningError):
    code = "last_manager"
    message = "A project needs at least one manager. Make someone else a manager first."


class AlreadyExists(VersioningError):
    """A unique name is taken. `field` in `data` says which."""

    code = "already_exists"
    message = "This name is already taken."


class AlreadySetUp(VersioningError):
    code = "already_set_up"
    message = "This server is already set up. Sign in, or ask its administrator for an account."


class ParentTrashed(VersioningError):
    code = "parent_trashed"
    message = "The parent category is in the trash. Restore the category first."


class NotDiscarded(VersioningError):
    code = "not_discarded"
    message = "Only a discarded draft can be reopened."


class VersionIsCurrent(VersioningError):
    code = "version_is_current"
    message = "This is the current version. Unpublish it or make another version current first."


class LastVersion(VersioningError):
    code = "last_version"
    message = "A document needs at least one version. Delete the document instead."


class StatusReadOnly(VersioningError):
    """The document's workflow status is read-only: its drafts cannot be saved. `data`: status."""

    code = "status_read_only"
    message = "This document's workflow status is read-only. Change the status before you edit the document."


class IllegalMove(VersioningError):
    """The workflow does not allow this change of status. `data`: field, allowed (names of the allowed statuses)."""

    code = "illegal_move"
    message = "The workflow does not allow this change of status."


class InUse(VersioningError):
    """The object cannot be removed because documents use it."""

    code = "in_use"
    message = "Documents still use this. Move them first."


class NotArchived(VersioningError):
    code = "not_archived"
    message = "This version is not archived."


class FileInUse(VersioningError):
    """The file cannot go to the trash because versions use it. `data`: uses (the newest 100 versions)."""

    code = "file_in_use"
    message = "Documents use this file. Remove it from their texts and attachments first. Older versions keep it."


class FileTooLarge(VersioningError):
    """The file has more bytes than MAX_FILE_BYTES."""

    code = "file_too_large"
    message = "The file is too large."


class ScheduleEnded(VersioningError):
    """The schedule was run or canceled. `data`: state."""

    code = "schedule_ended"
    message = "This schedule has ended already."


class JobEnded(VersioningError):
    """The job is done, has failed or was canceled. `data`: state."""

    code = "job_ended"
    message = "This job has ended already."


class TransferRunning(VersioningError):
    """The project already runs an import or export. `data`: transfer (its id)."""

    code = "transfer_running"
    message = "Another import or export of this project is running. Wait until it finishes."


class CursorTooOld(VersioningError):
    """The change feed does not reach back to this cursor."""

    code = "cursor_too_old"
    message = "The change feed does not reach back to this cursor."


class WebhookDisabled(VersioningError):
    code = "webhook_disabled"
    message = "This webhook is disabled. Enable it first."


class WebhookPaused(VersioningError):
    code = "webhook_paused"
    message = "This webhook is paused. Resume it first."


class TooManyWebhooks(VersioningError):
    code = "too_many_webhooks"
    message = "This project has as many webhooks as it can have. Delete one first."
