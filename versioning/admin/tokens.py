"""Tokens: found by their prefix, made, shown once, revoked at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from versioning.admin.base import ReadOnlyAdmin, actor_of, apply
from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Project, Role, Scope, Token
from versioning.services.create_token import CreatedToken, create_token
from versioning.services.revoke_token import revoke_token


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """Makes the token while it is checked, so that a refusal of the service stands beside its field."""

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
    request: HttpRequest

    class Meta:
        model = Token
        fields = ("kind", "name", "project", "role", "scopes", "expires_at")

    def clean_project(self) -> Project | None:
        slug = self.cleaned_data["project"]
        project = Project.objects.filter(slug=slug).first() if slug else None
        if slug and project is None:
            raise forms.ValidationError("There is no project of this slug.")
        return project

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.made = create_token(actor=actor_of(self.request), **values)
            except InvalidValue as refusal:
                self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
            except VersioningError as refusal:
                self.add_error(None, refusal.message)
        return values

    def _post_clean(self) -> None:
        """The service has made the row; Django's own building of one is left out."""


@admin.register(Token)
class TokenAdmin(ReadOnlyAdmin):
    form = TokenForm
    list_display = ("name", "kind", "prefix", "user", "project", "role", "state", "last_used_at", "expires_at")
    list_filter = ("kind", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "project")
    search_fields = ("prefix__istartswith", "name__istartswith", "project__slug__exact")
    search_help_text = "The beginning of a token or of its name, or a project's slug"
    ordering = ("-created_at",)
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_form(self, request: HttpRequest, obj: Token | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("RequestTokenForm", (form,), {"request": request})

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Token:
        made: CreatedToken = form.made
        messages.success(request, f"Copy the token now, it is not shown again: {made.raw}")
        return made.token

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: Any) -> None:
        """It is in the database already."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """It has nothing beside it."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return "Made through the service."

    @admin.display
    def state(self, token: Token) -> str:
        if token.revoked_at is not None:
            return "revoked"
        return "usable" if token.is_usable_at(timezone.now()) else "expired"

    @admin.action(description="Revoke at once")
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: revoke_token(actor=a, token=row), done="revoked")
