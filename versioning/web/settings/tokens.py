"""`/settings/tokens/` and a project's tokens: created, shown once, revoked."""

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

# Days until a token expires, with their labels.
LASTS = {"30": "In 30 days", "90": "In 90 days", "365": "In a year", "": "Never"}


class TokenForm(ServiceForm):
    """The fields of a new token."""

    named: ClassVar[dict[str, str]] = {"expires_at": "lasts"}

    name = forms.CharField(label="Name", max_length=255, help_text="What the token is for.")
    scopes = forms.MultipleChoiceField(
        label="Scopes",
        choices=Scope.choices,
        initial=[Scope.READ, Scope.DRAFT],
        widget=forms.CheckboxSelectMultiple,
    )
    lasts = forms.ChoiceField(label="Expires", choices=LASTS.items(), initial="90", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        days = values.pop("lasts", "")
        values["expires_at"] = timezone.now() + timedelta(days=int(days)) if days else None
        return values


class ProjectTokenForm(TokenForm):
    """A project token also has a role, because it acts for no person."""

    role = forms.TypedChoiceField(
        label="Role",
        choices=[(str(role.value), role.label) for role in Role],
        coerce=lambda value: Role(int(value)),
        help_text="The token acts for the project, not for you. It keeps working when you leave.",
    )
    field_order = ("name", "role", "scopes", "lasts")


class CreationPage(FormMixin, SettingsPage):
    """A page that creates something with a secret, and shows the secret once."""

    def send(self, form: TokenForm) -> HttpResponse:
        # No redirect: the secret would have to be stored for the page that follows.
        response = self.show(self.make_form(), created=self.create(form.cleaned_data))
        add_never_cache_headers(response)
        return response

    def create(self, values: dict[str, Any]) -> Any:
        """Call the service. Returns the object with its secret."""
        raise NotImplementedError

    def show(self, form: Any, *, status: int = 200, created: Any = None) -> HttpResponse:
        """Return the page. `created` is what `create` returned."""
        raise NotImplementedError


class TokensPage(CreationPage):
    """The person's own tokens."""

    section = "tokens"
    template = "desk/settings/tokens.html"
    needs_proof = True
    form_class = TokenForm

    def create(self, values: dict[str, Any]) -> CreatedToken:
        return create_token(actor=self.actor, new=NewToken(kind=Token.Kind.PERSONAL, **values))

    def show(self, form: Any, *, status: int = 200, created: CreatedToken | None = None) -> HttpResponse:
        tokens = Token.objects.held_by(self.actor.user)
        return self.settings(status=status, form=form, created=created, tokens=tokens)


class ProjectTokensPage(CreationPage, ProjectSettingsPage):
    """A project's tokens, for its managers."""

    section = "project-tokens"
    needs_proof = True
    template = "desk/settings/project_tokens.html"
    form_class = ProjectTokenForm
    action = Action.MANAGE_TOKENS

    def create(self, values: dict[str, Any]) -> CreatedToken:
        return create_token(actor=self.actor, new=NewToken(kind=Token.Kind.PROJECT, project=self.project, **values))

    def show(self, form: Any, *, status: int = 200, created: CreatedToken | None = None) -> HttpResponse:
        tokens = Token.objects.visible_to(self.actor).of_project(self.project)
        return self.settings(status=status, form=form, created=created, tokens=tokens if self.may.allowed else [])


class RevokePage(AskPage):
    """Ask, then revoke a personal token or a project's token."""

    section = "tokens"
    template = "desk/settings/revoke_token.html"
    needs_proof = True

    @cached_property
    def token(self) -> Token:
        pk: UUID = self.kwargs["pk"]
        return find_token(actor=self.actor, pk=pk)

    @property
    def default_back(self) -> str:
        project = self.token.project
        return reverse("desk:tokens") if project is None else reverse("desk:project-tokens", args=(project.slug,))

    @property
    def subject(self) -> Token:
        return self.token

    def do(self) -> None:
        revoke_token(actor=self.actor, token=self.token)
        toast(self.request, f"Revoked the token {self.token.name}.")
