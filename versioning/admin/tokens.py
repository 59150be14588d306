"""Tokens: found by their prefix, made, shown once, revoked at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from versioning.admin.base import apply
from versioning.admin.writing import ServiceAdmin, ServiceForm, project_of_slug
from versioning.models import Actor, Project, Role, Scope, Token
from versioning.services.access.create_token import CreatedToken, create_token
from versioning.services.access.revoke_token import revoke_token


class TokenForm(ServiceForm):
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, initial=Token.all_scopes(), widget=forms.CheckboxSelectMultiple
    )
    project = forms.SlugField(required=False, help_text="Of a project token: the project's slug.")
    role = forms.TypedChoiceField(
        required=False,
        choices=[("", "—"), *Role.choices],
        coerce=lambda value: Role(int(value)),
        empty_value=None,
        help_text="Of a project or organization token.",
    )
    expires_at = forms.DateTimeField(required=False, help_text="As 2027-01-31 12:00, in UTC; empty: never.")
    made: CreatedToken

    class Meta:
        model = Token
        fields = ("kind", "name", "project", "role", "scopes", "expires_at")

    def clean_project(self) -> Project | None:
        slug = self.cleaned_data["project"]
        return project_of_slug(slug) if slug else None

    def write(self, *, actor: Actor, values: dict[str, Any]) -> Token:
        self.made = create_token(actor=actor, **values)
        return self.made.token


@admin.register(Token)
class TokenAdmin(ServiceAdmin):
    form = TokenForm
    list_display = ("name", "kind", "prefix", "user", "project", "role", "state", "last_used_at", "expires_at")
    list_filter = ("kind", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "project")
    search_fields = ("prefix__istartswith", "name__istartswith", "project__slug__exact")
    search_help_text = "The beginning of a token or of its name, or a project's slug"
    ordering = ("-created_at",)
    actions = ("revoke",)

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Token:
        made: CreatedToken = form.made
        messages.success(request, f"Copy the token now, it is not shown again: {made.raw}")
        return made.token

    @admin.display
    def state(self, token: Token) -> str:
        if token.revoked_at is not None:
            return "revoked"
        return "usable" if token.is_usable_at(timezone.now()) else "expired"

    @admin.action(description="Revoke at once")
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: revoke_token(actor=a, token=row), done="revoked")
