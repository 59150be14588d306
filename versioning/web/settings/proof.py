"""Ask for the password again before changes that give access, if it was entered a while ago.

Whoever finds an unlocked computer can then write in its owner's name, but can make no way in that lasts.
"""

from collections.abc import Iterator

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from versioning.models import User
from versioning.models.access.session_store import store_of
from versioning.ops.hashing import RETRY_SECONDS, HashingBusy, hashing_for
from versioning.services.access.record_sign_in import record_sign_in
from versioning.web.forms import ServiceForm
from versioning.web.settings.login_throttle import LoginThrottle

FIELD = "proof"
# The form that was sent is kept in the page. Passwords never are, as in every other form.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", FIELD, "password1", "password2"})
WRONG = "This is not your password."


class ProofForm(ServiceForm):
    """The password of the person who is signed in."""

    proof = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


def ask_for_proof(request: HttpRequest, *, leave: str) -> HttpResponse | None:
    """Return the page that asks for the password, or None if the request may go on.

    Cancel leads to `leave`.

    The page holds the form that was sent, and sends it again together with the password. Wrong passwords count as
    they do at sign-in. The right one begins a new session in place of the present one.
    """
    if store_of(request).is_proven:
        return None
    assert isinstance(request.user, User)  # noqa: S101  the caller refuses everybody else
    if FIELD not in request.POST:
        return _page(request, form=ProofForm(), leave=leave, status=403)
    throttle = LoginThrottle(request, username=request.user.username)
    wait = throttle.retry_seconds
    form = ProofForm(request.POST)
    try:
        if not wait and form.is_valid() and _is_right(request, user=request.user, throttle=throttle, form=form):
            request.session.cycle_key()
            return None
    except HashingBusy:
        wait = RETRY_SECONDS
    answer = _page(request, form=form, leave=leave, status=429 if wait else 422, too_many=bool(wait))
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _is_right(request: HttpRequest, *, user: User, throttle: LoginThrottle, form: ProofForm) -> bool:
    """Return whether the password is right, and leave the same event as a sign-in."""
    with hashing_for(is_known=True):
        is_right = user.check_password(form.cleaned_data[FIELD])
    address = str(request.META.get("REMOTE_ADDR", ""))
    record_sign_in(user=user if is_right else None, username=user.username, address=address)
    if not is_right:
        throttle.count_failure()
        form.add_error(FIELD, WRONG)
    return is_right


def _page(request: HttpRequest, *, form: ProofForm, leave: str, status: int, too_many: bool = False) -> HttpResponse:
    context = {"form": form, "kept": list(_kept(request)), "leave": leave, "too_many": too_many}
    return render(request, "desk/settings/proof.html", context, status=status)


def _kept(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield each field of the form that was sent, once for each value."""
    for name, values in request.POST.lists():
        if name not in NOT_KEPT:
            for value in values:
                yield name, str(value)
