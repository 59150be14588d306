"""The page for a text that could not be saved. It shows the text, which may exist nowhere else."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from versioning.exceptions import NotAllowed, NotFound, QuotaExceeded, StatusReadOnly, VersionFrozen, VersioningError
from versioning.statuses import statuses_of

SIGNED_OUT = "You were signed out, so your changes were not saved."
# After these refusals, no page of the draft can show the text.
REFUSALS = (NotFound, NotAllowed, VersionFrozen, StatusReadOnly, QuotaExceeded)


def unsaved(
    request: HttpRequest, *, refusal: VersioningError, typed: Mapping[str, str], written: Sequence[str] = ()
) -> HttpResponse:
    """Return the page for a refusal. `written` are the texts that were edited for single conflicts."""
    status = statuses_of(type(refusal)).desk
    return _page(request, reason=refusal.message, status=status, typed=typed, written=written)


def unsaved_signed_out(request: HttpRequest, *, typed: Mapping[str, str], written: Sequence[str] = ()) -> HttpResponse:
    """Return the page for somebody who is signed out. It shows only what they sent themselves."""
    return _page(request, reason=SIGNED_OUT, status=401, typed=typed, written=written)


def _page(
    request: HttpRequest, *, reason: str, status: int, typed: Mapping[str, str], written: Sequence[str]
) -> HttpResponse:
    context = {"reason": reason, "status": status, "typed": typed, "written": written}
    return render(request, "desk/drafts/unsaved.html", context, status=status)
