"""`/settings/sign-ins/`: applications that one lets act for oneself."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import NotFound
from versioning.models.access.sign_in import SignIn, sign_ins_of
from versioning.services.access.end_sign_in import end_sign_in
from versioning.web.settings.pages import AskPage, SettingsPage
from versioning.web.toasts import toast


class SignInsPage(SettingsPage):
    section = "sign-ins"
    template = "desk/settings/sign_ins.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.settings(sign_ins=sign_ins_of(self.actor.user))


class EndSignInPage(AskPage):
    section = "sign-ins"
    verb = "End this sign-in"

    @cached_property
    def sign_in(self) -> SignIn:
        for sign_in in sign_ins_of(self.actor.user):
            if sign_in.family == self.kwargs["family"]:
                return sign_in
        raise NotFound("This sign-in has ended already.")

    @property
    def default_back(self) -> str:
        return reverse("desk:sign-ins")

    def ask(self) -> tuple[str, str]:
        name = self.sign_in.application.name
        consequence = f"{name} can do nothing in your name any more, until you sign in there again."
        return f"End the sign-in to {name}?", consequence

    def do(self) -> None:
        end_sign_in(actor=self.actor, family=self.sign_in.family)
        toast(self.request, f"{self.sign_in.application.name} does not act for you any more.")
