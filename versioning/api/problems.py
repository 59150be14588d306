"""Every error that the APIs answer with: its page under `/docs/errors/`, its status and its cure.

`versioning.statuses` decides which status a refusal has. This module adds the words.
"""

from typing import NamedTuple

from versioning import exceptions
from versioning.exceptions import VersioningError
from versioning.statuses import statuses_of


class Problem(NamedTuple):
    """`name` is the last part of the `type` URL (RFC 9457 section 3.1.1). `cure` is Markdown with code only."""

    name: str
    status: int
    title: str
    cure: str


TITLES = {
    400: "Bad Request.",
    403: "Forbidden.",
    409: "Conflict.",
    410: "Gone.",
    412: "Precondition Failed.",
    413: "Content Too Large.",
    422: "Unprocessable Content.",
}

VALIDATION = Problem(
    "validation",
    400,
    TITLES[400],
    "Read `errors`. Each entry names a field, what is wrong with it and what is expected.",
)
BAD_REQUEST = Problem(
    "bad-request", 400, TITLES[400], "Send one JSON object in UTF-8 with the Content-Type application/json."
)
UNAUTHORIZED = Problem(
    "unauthorized",
    401,
    "Unauthorized.",
    "Send `Authorization: Bearer <token>` with a token that is neither revoked nor expired. "
    "Paths under /v3 also accept `X-API-Key: <token>`. If you send both headers, both must name the same token. "
    "Create a token under Settings or with `manage.py create_token`.",
)
NOT_AUTHORIZED = Problem(
    "not-authorized",
    403,
    "Forbidden.",
    "`message` names the role or the scope that you need. Ask a manager of the project for it.",
)
NOT_FOUND = Problem(
    "not-found",
    404,
    "Not Found.",
    "Check the address. Objects that your token may not see and objects in the trash are answered in the same way.",
)
METHOD = Problem("method-not-allowed", 405, "Method Not Allowed.", "Use a method that the header `Allow` lists.")
NOT_ACCEPTABLE = Problem("not-acceptable", 406, "Not Acceptable.", "Accept application/json.")
CONFLICT = Problem("conflict", 409, TITLES[409], "Read `errors`, resolve what it names, then send the request again.")
LENGTH_REQUIRED = Problem(
    "length-required", 411, "Length Required.", "Send the body with a Content-Length, not in chunks."
)
TOO_LARGE = Problem(
    "too-large", 413, "Content Too Large.", "Send a smaller body, or ask the administrator to raise MAX_REQUEST_BYTES."
)
UNSUPPORTED = Problem(
    "unsupported-media-type", 415, "Unsupported Media Type.", "Send JSON with the Content-Type application/json."
)
KEY_REUSED = Problem(
    "idempotency-key-reused",
    422,
    "Unprocessable Content.",
    "You sent this Idempotency-Key with a different request before. Use a new key for each new request.",
)
TOO_MANY = Problem(
    "too-many-requests",
    429,
    "Too Many Requests.",
    "Wait for the number of seconds in `Retry-After`, then send the request again.",
)
INTERNAL = Problem(
    "internal",
    500,
    "Internal Server Error.",
    "Try again. If it fails again, send the `request_id` to the administrator. It identifies the fault in the log.",
)
UNAVAILABLE = Problem(
    "unavailable",
    503,
    "Service Unavailable.",
    "Wait for the number of seconds in `Retry-After`, then send the request again. With an `Idempotency-Key`, "
    "a POST that was carried out after all is not carried out twice.",
)
STORAGE_FULL = Problem(
    "insufficient-storage",
    507,
    "Insufficient Storage.",
    "Nothing was changed. Ask the administrator to free space on the server's disk, then send the request again.",
)

# The pages of refusals that have one of their own: name and cure.
REFUSALS: dict[type[VersioningError], tuple[str, str]] = {
    exceptions.ComparisonTooCostly: ("too-costly", "Split the document into smaller ones."),
    exceptions.QuotaExceeded: (
        "quota-exceeded",
        "Nothing was stored. `message` says which limit it is, and how much is used. Discard drafts, move files that "
        "no version uses to the trash, cancel jobs and schedules, or ask an administrator to raise the limit. What is "
        "in the trash takes room until `purge` deletes it. Managers see what is used with "
        "`GET /api/v1/projects/{project}/usage`.",
    ),
    exceptions.DraftExists: ("draft-exists", "Continue that draft, or publish or discard it first."),
    exceptions.NothingToFork: ("nothing-to-fork", "Publish a version first, or reopen the discarded draft."),
    exceptions.DraftChanged: (
        "draft-changed",
        "Your changes were not saved. `conflict` has base, theirs and mine. Merge them, read the draft again, and save "
        "with its new ETag in If-Match.",
    ),
    exceptions.DocumentChanged: ("document-changed", "Read the document again and send its new ETag in If-Match."),
    exceptions.CurrentChanged: ("current-changed", "Read the current version, then decide again."),
    exceptions.DraftOutdated: (
        "draft-outdated",
        "Sync the draft with `POST …/sync`, which merges the current version. Or send `override_outdated: true`.",
    ),
    exceptions.MergeConflict: (
        "merge-conflict",
        "Nothing was saved. `conflict.conflicts` has base, theirs (the current version) and mine (the draft) of each "
        "change that collides. `conflict.merged` has the fields that merge, and `conflict.pieces` has the text in "
        "order, with the positions of its conflicts. Send the request again with a `resolution`: `base` (the number or "
        "id of `conflict.current`), `revision` (of `conflict.draft`), and the full value of each field in conflict.",
    ),
    exceptions.VersionFrozen: ("version-frozen", "Fork the version and edit the draft."),
    exceptions.NotPublished: ("not-published", "Publish the version first."),
    exceptions.NotADraft: ("not-a-draft", "Use an open draft. Only open drafts can be edited or deleted."),
    exceptions.BranchClosed: ("branch-closed", "Fork on another branch."),
    exceptions.BranchInUse: ("branch-in-use", "Publish or discard the branch's drafts first."),
    exceptions.MainBranchFixed: ("main-branch-fixed", "Choose another branch."),
    exceptions.LastManager: ("last-manager", "Make someone else a manager first."),
    exceptions.AlreadyExists: ("already-exists", "Choose another name."),
    exceptions.AlreadySetUp: ("already-set-up", "Sign in, or ask the administrator for an account."),
    exceptions.ParentTrashed: ("parent-trashed", "Restore the category first."),
    exceptions.NotDiscarded: ("not-discarded", "Edit the draft. It is open."),
    exceptions.VersionIsCurrent: ("version-is-current", "Archive this version or promote another one first."),
    exceptions.LastVersion: ("last-version", "Delete the document instead."),
    exceptions.StatusReadOnly: ("status-read-only", "Move the document to a workflow status that allows editing."),
    exceptions.IllegalMove: ("illegal-move", "Choose one of the statuses that `message` names."),
    exceptions.InUse: ("in-use", "Move its documents elsewhere first."),
    exceptions.FileInUse: (
        "file-in-use",
        "`conflict.uses` lists the newest versions that use the file. Remove the file from drafts, and keep it for the "
        "versions that are published.",
    ),
    exceptions.FileTooLarge: (
        "file-too-large",
        "Send a smaller file, or ask the administrator to raise MAX_FILE_BYTES.",
    ),
    exceptions.TransferRunning: ("transfer-running", "Wait until it finishes."),
    exceptions.CursorTooOld: (
        "cursor-too-old",
        "Start over: get a new cursor with `GET /api/v1/changes?since=now`, then read everything that you follow once "
        "from the lists, such as `GET /api/v1/documents`, then continue from the new cursor.",
    ),
    exceptions.ScheduleEnded: ("schedule-ended", "Do nothing, or create another schedule."),
    exceptions.JobEnded: ("job-ended", "Do nothing, or start it again."),
    exceptions.WebhookDisabled: ("webhook-disabled", "Enable the webhook, then send the request again."),
    exceptions.WebhookPaused: ("webhook-paused", "Resume the webhook, then send the request again."),
    exceptions.TooManyWebhooks: ("too-many-webhooks", "Delete a webhook that you no longer use."),
    exceptions.NotArchived: ("not-archived", "Choose an archived version. Only archived versions can be restored."),
}


def _refusal(kind: type[VersioningError]) -> Problem:
    (name, cure), status = REFUSALS[kind], statuses_of(kind).own
    return Problem(name, status, TITLES[status], cure)


PROBLEMS: dict[type[VersioningError], Problem] = {
    VersioningError: CONFLICT,
    exceptions.NotFound: NOT_FOUND,
    exceptions.NotAllowed: NOT_AUTHORIZED,
    exceptions.InvalidValue: VALIDATION,
    # Several classes can share a status, but each has a cure of its own.
    **{kind: _refusal(kind) for kind in REFUSALS},
}

HTTP_PROBLEMS: dict[int, Problem] = {
    problem.status: problem
    for problem in (
        VALIDATION, UNAUTHORIZED, NOT_AUTHORIZED, NOT_FOUND, METHOD, NOT_ACCEPTABLE, LENGTH_REQUIRED,
        TOO_LARGE, UNSUPPORTED, KEY_REUSED, TOO_MANY, INTERNAL, UNAVAILABLE, STORAGE_FULL,
    )
}  # fmt: skip

# Document360's names, which its clients know.
V3_PROBLEMS: dict[int, Problem] = {
    **HTTP_PROBLEMS,
    400: BAD_REQUEST,
    403: Problem("forbidden", 403, "Forbidden.", NOT_AUTHORIZED.cure),
    # One page for all conflicts, because the pages of Document360 have one.
    409: CONFLICT,
    422: Problem("validation-error", 422, "Unprocessable Entity.", VALIDATION.cure),
    500: Problem("internal-error", 500, "Internal Server Error.", INTERNAL.cure),
}

PAGES: dict[str, Problem] = {
    problem.name: problem for problem in (*HTTP_PROBLEMS.values(), *PROBLEMS.values(), *V3_PROBLEMS.values())
}


def problem_of(error: VersioningError) -> Problem:
    """Return the problem of the error's class, or of the nearest class above it that has one."""
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)
