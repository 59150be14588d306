"""`/settings/sign-ins/`: applications that may act for the person."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import NotFound
from versioning.models.access.sign_in import SignIn, sign_ins_of
from versioning.services.access.end_sign_in import end_sign_in
from versioning.web.settings.pages import AskPage, SettingsPage
from versioning.web.toasts import toast


class SignInsPage(SettingsPage):
    """The list of application sign-ins."""

    section = "sign-ins"
    template = "desk/settings/sign_ins.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.settings(sign_ins=sign_ins_of(self.actor.user))


class EndSignInPage(AskPage):
    """Ask, then end a sign-in."""

    section = "sign-ins"
    template = "desk/settings/end_sign_in.html"
    needs_proof = True

    @cached_property
    def sign_in(self) -> SignIn:
        # A sign-in is a family of tokens, not a row of its own, so it can't be looked up by a key.
        for sign_in in sign_ins_of(self.actor.user):
            if sign_in.family == self.kwargs["family"]:
                return sign_in
        raise NotFound("This sign-in has already ended.")

    @property
    def default_back(self) -> str:
        return reverse("desk:sign-ins")

    @property
    def subject(self) -> SignIn:
        return self.sign_in

    def do(self) -> None:
        end_sign_in(actor=self.actor, family=self.sign_in.family)
        toast(self.request, f"Ended the sign-in to {self.sign_in.application.name}.")
