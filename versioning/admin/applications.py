"""Applications: registered, their secret shown once, retired at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from oauth2_provider import models as library

from versioning.admin.base import apply
from versioning.admin.writing import ServiceAdmin, ServiceForm, project_of_slug
from versioning.models import Actor, Application, Grant, Project
from versioning.services.access.register_application import RegisteredApplication, register_application
from versioning.services.access.retire_application import retire_application

# The OAuth library brings pages of its own, on which rows could be written past the services.
admin.site.unregister((Application, Grant, library.AccessToken, library.IDToken, library.RefreshToken))


class ApplicationForm(ServiceForm):
    client_type = forms.ChoiceField(
        choices=Application.CLIENT_TYPES,
        initial=Application.CLIENT_PUBLIC,
        help_text="Public: it runs where it can keep no secret, as every editor in a browser does.",
    )
    project = forms.SlugField(
        required=False, help_text="The project's slug; empty: every project that the person belongs to."
    )
    redirect_uris = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where people may be sent back to, one address a line. They are compared letter for letter.",
    )
    made: RegisteredApplication

    class Meta:
        model = Application
        fields = ("name", "client_type", "project", "redirect_uris")

    def clean_project(self) -> Project | None:
        slug = self.cleaned_data["project"]
        return project_of_slug(slug) if slug else None

    def clean_redirect_uris(self) -> list[str]:
        uris: list[str] = self.cleaned_data["redirect_uris"].split()
        return uris

    def write(self, *, actor: Actor, values: dict[str, Any]) -> Application:
        self.made = register_application(actor=actor, **values)
        return self.made.application


@admin.register(Application)
class ApplicationAdmin(ServiceAdmin):
    form = ApplicationForm
    list_display = ("name", "client_type", "client_id", "project", "created_by", "created", "retired_at")
    list_filter = ("client_type", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("project", "created_by")
    search_fields = ("name__istartswith", "client_id__startswith", "project__slug__exact")
    search_help_text = "The beginning of a name or of a client id, or a project's slug"
    ordering = ("-id",)
    actions = ("retire",)
    shown = ("name", "client_type", "client_id", "project", "redirect_uris", "created_by", "created", "retired_at")

    def get_fields(self, request: HttpRequest, obj: Application | None = None) -> Any:
        return ApplicationForm.Meta.fields if obj is None else self.shown

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Application:
        made: RegisteredApplication = form.made
        messages.success(request, f"Its client id: {made.application.client_id}")
        if made.secret is not None:
            messages.success(request, f"Copy its secret now, it is not shown again: {made.secret}")
        return made.application

    @admin.action(description="Retire at once")
    def retire(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: retire_application(actor=a, application=row), done="retired")
