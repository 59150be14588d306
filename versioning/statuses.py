"""The one table from refusals to HTTP statuses, for both APIs and the desk."""

from typing import NamedTuple

from versioning import exceptions
from versioning.exceptions import VersioningError


class Statuses(NamedTuple):
    """The statuses of one refusal. They differ because each contract was fixed by its own clients.

    `own` is for /api/v1, `v3` for Document360's contract, and `desk` for pages of the desk and what their scripts call.
    """

    own: int
    v3: int
    desk: int


STATUSES: dict[type[VersioningError], Statuses] = {
    VersioningError: Statuses(409, 409, 409),
    exceptions.NotFound: Statuses(404, 404, 404),
    exceptions.NotAllowed: Statuses(403, 403, 403),
    exceptions.InvalidValue: Statuses(400, 422, 422),
    exceptions.ComparisonTooCostly: Statuses(422, 422, 422),
    exceptions.AlreadyExists: Statuses(409, 422, 409),
    exceptions.VersionFrozen: Statuses(409, 422, 409),
    exceptions.StatusReadOnly: Statuses(409, 422, 409),
    exceptions.IllegalMove: Statuses(409, 422, 409),
    exceptions.NotADraft: Statuses(409, 400, 409),
    exceptions.NotPublished: Statuses(409, 400, 409),
    exceptions.FileTooLarge: Statuses(413, 413, 413),
    exceptions.NothingToFork: Statuses(400, 409, 409),
    exceptions.BranchClosed: Statuses(400, 409, 409),
    # 412 belongs to If-Match (RFC 9110 section 15.5.13), which Document360's contract does not have.
    exceptions.DraftChanged: Statuses(412, 409, 409),
    exceptions.DocumentChanged: Statuses(412, 409, 409),
    exceptions.CursorTooOld: Statuses(410, 410, 410),
}


def statuses_of(kind: type[VersioningError]) -> Statuses:
    """Return the statuses of a class of refusals, or of the nearest class above it that is in the table."""
    return next(STATUSES[parent] for parent in kind.__mro__ if parent in STATUSES)
