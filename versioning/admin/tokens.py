"""Tokens: found by their prefix, created, shown once, revoked."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from versioning.admin.base import apply
from versioning.admin.writing import AdminServiceForm, ServiceAdmin, project_of_slug
from versioning.models import Actor, Project, Role, Scope, Token
from versioning.services.access.create_token import CreatedToken, NewToken, create_token
from versioning.services.access.revoke_token import revoke_token


class AdminTokenForm(AdminServiceForm):
    """Create a token. `made` is set once the form is valid."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, initial=Token.all_scopes(), widget=forms.CheckboxSelectMultiple
    )
    project = forms.SlugField(required=False, help_text="Slug of the project, for a project token.")
    role = forms.TypedChoiceField(
        required=False,
        choices=[("", "—"), *Role.choices],
        coerce=lambda value: Role(int(value)),
        empty_value=None,
        help_text="For a project or organization token.",
    )
    expires_at = forms.DateTimeField(
        required=False, help_text="In UTC, such as 2027-01-31 12:00. Leave empty for a token that never expires."
    )
    made: CreatedToken

    class Meta:
        model = Token
        fields = ("kind", "name", "project", "role", "scopes", "expires_at")

    def clean_project(self) -> Project | None:
        slug = self.cleaned_data["project"]
        return project_of_slug(slug) if slug else None

    def write(self, *, actor: Actor, values: dict[str, Any]) -> Token:
        self.made = create_token(actor=actor, new=NewToken(**values))
        return self.made.token


@admin.register(Token)
class TokenAdmin(ServiceAdmin):
    form = AdminTokenForm
    list_display = ("name", "kind", "prefix", "user", "project", "role", "state", "last_used_at", "expires_at")
    list_filter = ("kind", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "project")
    search_fields = ("prefix__istartswith", "name__istartswith", "project__slug__exact")
    search_help_text = "Start of a token or of its name, or the slug of a project"
    ordering = ("-created_at",)
    actions = ("revoke",)

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Token:
        made: CreatedToken = form.made
        # Only this response contains the secret.
        messages.success(request, f"Copy the token now. You will not see it again: {made.raw}")
        return made.token

    @admin.display
    def state(self, token: Token) -> str:
        if token.revoked_at is not None:
            return "revoked"
        return "active" if token.is_usable_at(timezone.now()) else "expired"

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: revoke_token(actor=a, token=row), done="revoked")
