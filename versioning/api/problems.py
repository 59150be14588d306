"""Every error that the APIs answer with: its page under `/docs/errors/`, its status, and its cure."""

from typing import NamedTuple

from versioning import exceptions


class Problem(NamedTuple):
    """`name` is the last part of the `type` URL (RFC 9457 section 3.1.1)."""

    name: str
    status: int
    title: str
    cure: str


VALIDATION = Problem(
    "validation",
    400,
    "Bad Request.",
    "Read `errors`: each names the field, what is wrong and what is expected.",
)
BAD_REQUEST = Problem(
    "bad-request", 400, "Bad Request.", "Send one JSON object in UTF-8, with Content-Type application/json."
)
UNAUTHORIZED = Problem(
    "unauthorized",
    401,
    "Unauthorized.",
    "Send `Authorization: Bearer <token>` with a token that is neither revoked nor expired. "
    "Below /v3, `X-API-Key: <token>` is accepted as well. If you send both headers, both must name the same token. "
    "A manager of the project makes one; `manage.py create_token` does too.",
)
NOT_AUTHORIZED = Problem(
    "not-authorized",
    403,
    "Forbidden.",
    "`message` says which role or which scope it takes. Ask a manager of the project.",
)
NOT_FOUND = Problem(
    "not-found",
    404,
    "Not Found.",
    "Look at the address. What your token may not see, and what is in the trash, is answered in the same way.",
)
METHOD = Problem(
    "method-not-allowed", 405, "Method Not Allowed.", "The header `Allow` lists the methods of this address."
)
NOT_ACCEPTABLE = Problem("not-acceptable", 406, "Not Acceptable.", "Accept application/json.")
LENGTH_REQUIRED = Problem(
    "length-required", 411, "Length Required.", "Send the body with a Content-Length, not in chunks."
)
TOO_LARGE = Problem(
    "too-large", 413, "Content Too Large.", "Send less, or let the administrator raise MAX_REQUEST_BYTES."
)
UNSUPPORTED = Problem(
    "unsupported-media-type", 415, "Unsupported Media Type.", "Send JSON, with Content-Type application/json."
)
KEY_REUSED = Problem(
    "idempotency-key-reused",
    422,
    "Unprocessable Content.",
    "This Idempotency-Key came with another request before. Use a new key for each new request.",
)
TOO_MANY = Problem(
    "too-many-requests",
    429,
    "Too Many Requests.",
    "Wait for as many seconds as `Retry-After` says, then go on.",
)
INTERNAL = Problem(
    "internal",
    500,
    "Internal Server Error.",
    "It is our fault, and it is in the server's log under `request_id`. Try again; tell the administrator that id.",
)

UNAVAILABLE = Problem(
    "unavailable",
    503,
    "Service Unavailable.",
    "Wait for as many seconds as `Retry-After` says, then send the request again. With an `Idempotency-Key`, "
    "a POST that was carried out after all is not carried out twice.",
)
STORAGE_FULL = Problem(
    "insufficient-storage",
    507,
    "Insufficient Storage.",
    "Nothing was changed. Ask the administrator to make room on the server's disk, then send the request again.",
)

PROBLEMS: dict[type[exceptions.VersioningError], Problem] = {
    exceptions.NotFound: NOT_FOUND,
    exceptions.NotAllowed: NOT_AUTHORIZED,
    exceptions.InvalidValue: VALIDATION,
    exceptions.ComparisonTooCostly: Problem(
        "too-costly", 422, "Unprocessable Content.", "Split the document into smaller ones."
    ),
    exceptions.DraftExists: Problem(
        "draft-exists", 409, "Conflict.", "Continue that draft, or publish or discard it first."
    ),
    exceptions.NothingToFork: Problem(
        "nothing-to-fork",
        400,
        "Bad Request.",
        "Publish a version first, or reopen the draft that was discarded.",
    ),
    exceptions.DraftChanged: Problem(
        "draft-changed",
        412,
        "Precondition Failed.",
        "Nothing of yours was stored. `conflict` has base, theirs and mine: merge them, read the draft again, and save "
        "with its new ETag in If-Match.",
    ),
    exceptions.DocumentChanged: Problem(
        "document-changed",
        412,
        "Precondition Failed.",
        "Read the document again and send its new ETag in If-Match.",
    ),
    exceptions.CurrentChanged: Problem(
        "current-changed", 409, "Conflict.", "Look at what readers see now, and decide again."
    ),
    exceptions.DraftOutdated: Problem(
        "draft-outdated",
        409,
        "Conflict.",
        "Sync the draft: `POST …/sync` brings over what changed. Or send `override_outdated: true`.",
    ),
    exceptions.MergeConflict: Problem(
        "merge-conflict",
        409,
        "Conflict.",
        "Nothing was stored. `conflict.conflicts` has base, theirs (the current version) and mine (the draft) of each "
        "thing that both changed; `conflict.merged` has the fields that merge and `conflict.pieces` the text in order, "
        "with the places of its conflicts. Send it again with a `resolution`: `base` (the number or id of "
        "`conflict.current`), `revision` (of `conflict.draft`), and every field that was in conflict, whole.",
    ),
    exceptions.VersionFrozen: Problem("version-frozen", 409, "Conflict.", "Fork the version and edit the draft."),
    exceptions.NotPublished: Problem("not-published", 409, "Conflict.", "Publish the version first."),
    exceptions.NotADraft: Problem("not-a-draft", 409, "Conflict.", "Only an open draft can be edited or deleted."),
    exceptions.BranchClosed: Problem("branch-closed", 400, "Bad Request.", "Fork on another branch."),
    exceptions.BranchInUse: Problem("branch-in-use", 409, "Conflict.", "Publish or discard the branch's drafts first."),
    exceptions.MainBranchFixed: Problem("main-branch-fixed", 409, "Conflict.", "Name another branch."),
    exceptions.LastManager: Problem("last-manager", 409, "Conflict.", "Make somebody else a manager first."),
    exceptions.AlreadyExists: Problem("already-exists", 409, "Conflict.", "Choose another name."),
    exceptions.AlreadySetUp: Problem("already-set-up", 409, "Conflict.", "Sign in, or ask the administrator."),
    exceptions.ParentTrashed: Problem("parent-trashed", 409, "Conflict.", "Restore the category first."),
    exceptions.NotDiscarded: Problem("not-discarded", 409, "Conflict.", "The draft is open: edit it."),
    exceptions.VersionIsCurrent: Problem(
        "version-is-current", 409, "Conflict.", "Archive it or promote another version first."
    ),
    exceptions.LastVersion: Problem("last-version", 409, "Conflict.", "Delete the document instead."),
    exceptions.StatusReadOnly: Problem(
        "status-read-only", 409, "Conflict.", "Move the document to a workflow status in which it may be edited."
    ),
    exceptions.IllegalMove: Problem(
        "illegal-move", 409, "Conflict.", "The message names the statuses that the workflow leads to from here."
    ),
    exceptions.InUse: Problem("in-use", 409, "Conflict.", "Move the documents out of it first."),
    exceptions.TransferRunning: Problem("transfer-running", 409, "Conflict.", "Wait until it has ended."),
    exceptions.NotArchived: Problem("not-archived", 409, "Conflict.", "Only an archived version can be restored."),
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
    problem.status: problem
    for problem in (
        BAD_REQUEST,
        UNAUTHORIZED,
        Problem("forbidden", 403, "Forbidden.", NOT_AUTHORIZED.cure),
        NOT_FOUND,
        METHOD,
        NOT_ACCEPTABLE,
        Problem("conflict", 409, "Conflict.", "`errors` says what stands in the way: mend that, then send it again."),
        LENGTH_REQUIRED,
        TOO_LARGE,
        UNSUPPORTED,
        Problem("validation-error", 422, "Unprocessable Entity.", VALIDATION.cure),
        TOO_MANY,
        Problem("internal-error", 500, "Internal Server Error.", INTERNAL.cure),
        UNAVAILABLE,
        STORAGE_FULL,
    )
}

PAGES: dict[str, Problem] = {
    problem.name: problem
    for problem in (*HTTP_PROBLEMS.values(), BAD_REQUEST, *PROBLEMS.values(), *V3_PROBLEMS.values())
}


def problem_of(error: exceptions.VersioningError) -> Problem:
    """The problem of the error's class, or of the nearest class above it."""
    return next(PROBLEMS[cls] for cls in type(error).__mro__ if cls in PROBLEMS)
