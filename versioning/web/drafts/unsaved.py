"""What could not be saved stands on the page that says why: it may be nowhere else."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from versioning.exceptions import NotAllowed, NotFound, StatusReadOnly, VersionFrozen, VersioningError
from versioning.statuses import statuses_of

SIGNED_OUT = "You were signed out meanwhile, so nothing was saved."
# After these, no page of the draft is there to show what was typed.
REFUSALS = (NotFound, NotAllowed, VersionFrozen, StatusReadOnly)


def unsaved(
    request: HttpRequest, *, refusal: VersioningError, typed: Mapping[str, str], written: Sequence[str] = ()
) -> HttpResponse:
    """`written` are the parts that somebody wrote by hand for the text's conflicts."""
    status = statuses_of(type(refusal)).desk
    return _page(request, reason=refusal.message, status=status, typed=typed, written=written)


def unsaved_signed_out(request: HttpRequest, *, typed: Mapping[str, str], written: Sequence[str] = ()) -> HttpResponse:
    """For nobody in particular."""
    return _page(request, reason=SIGNED_OUT, status=401, typed=typed, written=written)


def _page(
    request: HttpRequest, *, reason: str, status: int, typed: Mapping[str, str], written: Sequence[str]
) -> HttpResponse:
    context = {"reason": reason, "status": status, "typed": typed, "written": written}
    return render(request, "desk/drafts/unsaved.html", context, status=status)
