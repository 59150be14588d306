"""`/settings/tokens/`, and a project's tokens: made, shown once, revoked."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property

from versioning.models import Role, Scope, Token
from versioning.policies import Action
from versioning.services.access.create_token import CreatedToken, NewToken, create_token
from versioning.services.access.revoke_token import revoke_token
from versioning.services.lookups import find_token
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.settings.pages import AskPage, ProjectSettingsPage, SettingsPage
from versioning.web.toasts import toast

LASTS = {"30": "30 days", "90": "90 days", "365": "a year", "": "until it is revoked"}


class TokenForm(ServiceForm):
    named: ClassVar[dict[str, str]] = {"expires_at": "lasts"}

    name = forms.CharField(label="Name", max_length=255, help_text="What it is for, so that you know it again.")
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=Scope.choices,
        initial=[Scope.READ, Scope.DRAFT],
        widget=forms.CheckboxSelectMultiple,
    )
    lasts = forms.ChoiceField(label="It works for", choices=LASTS.items(), initial="90", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        days = values.pop("lasts", "")
        values["expires_at"] = timezone.now() + timedelta(days=int(days)) if days else None
        return values


class ProjectTokenForm(TokenForm):
    role = forms.TypedChoiceField(
        label="Its role",
        choices=[(str(role.value), role.label) for role in Role],
        coerce=lambda value: Role(int(value)),
        help_text="It acts for the project, not for you, and stays when you leave.",
    )
    field_order = ("name", "role", "scopes", "lasts")


class MadePage(FormMixin, SettingsPage):
    """What was made is shown on the answer itself: nothing keeps a secret for a page that follows."""

    def send(self, form: TokenForm) -> HttpResponse:
        answer = self.show(self.make_form(), made=self.create(form.cleaned_data))
        add_never_cache_headers(answer)
        return answer

    def create(self, values: dict[str, Any]) -> Any:
        raise NotImplementedError

    def show(self, form: Any, *, status: int = 200, made: Any = None) -> HttpResponse:
        raise NotImplementedError


class TokensPage(MadePage):
    """One's own."""

    section = "tokens"
    template = "desk/settings/tokens.html"
    form_class = TokenForm

    def create(self, values: dict[str, Any]) -> CreatedToken:
        return create_token(actor=self.actor, new=NewToken(kind=Token.Kind.PERSONAL, **values))

    def show(self, form: Any, *, status: int = 200, made: CreatedToken | None = None) -> HttpResponse:
        tokens = Token.objects.held_by(self.actor.user)
        return self.settings(status=status, form=form, made=made, tokens=tokens)


class ProjectTokensPage(MadePage, ProjectSettingsPage):
    """For its managers."""

    section = "project-tokens"
    template = "desk/settings/project_tokens.html"
    form_class = ProjectTokenForm
    action = Action.MANAGE_TOKENS

    def create(self, values: dict[str, Any]) -> CreatedToken:
        return create_token(actor=self.actor, new=NewToken(kind=Token.Kind.PROJECT, project=self.project, **values))

    def show(self, form: Any, *, status: int = 200, made: CreatedToken | None = None) -> HttpResponse:
        tokens = Token.objects.visible_to(self.actor).of_project(self.project)
        return self.settings(status=status, form=form, made=made, tokens=tokens if self.may.allowed else [])


class RevokePage(AskPage):
    """Of one's own token, or of a project's."""

    section = "tokens"
    verb = "Revoke"

    @cached_property
    def token(self) -> Token:
        pk: UUID = self.kwargs["pk"]
        return find_token(actor=self.actor, pk=pk)

    @property
    def default_back(self) -> str:
        project = self.token.project
        return reverse("desk:tokens") if project is None else reverse("desk:project-tokens", args=(project.slug,))

    def ask(self) -> tuple[str, str]:
        consequence = "Whatever uses it is refused from that moment on. It cannot be taken back."
        return f"Revoke the token {self.token.name}?", consequence

    def do(self) -> None:
        revoke_token(actor=self.actor, token=self.token)
        toast(self.request, f"The token {self.token.name} is revoked.")
