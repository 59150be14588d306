"""Applications: register them, show their secret once, retire them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from oauth2_provider import models as library

from versioning.admin.base import apply
from versioning.admin.writing import AdminServiceForm, ServiceAdmin, project_of_slug
from versioning.models import Actor, Application, Grant, Project
from versioning.services.access.register_application import RegisteredApplication, register_application
from versioning.services.access.retire_application import retire_application

# The OAuth library brings pages that would write rows without the services.
admin.site.unregister((Application, Grant, library.AccessToken, library.IDToken, library.RefreshToken))


class AdminApplicationForm(AdminServiceForm):
    """Register an application. `made` is set once the form is valid."""

    client_type = forms.ChoiceField(
        choices=Application.CLIENT_TYPES,
        initial=Application.CLIENT_PUBLIC,
        help_text="Public: for applications that cannot keep a secret, such as an editor in a browser.",
    )
    project = forms.SlugField(
        required=False, help_text="Slug of the project. Leave empty for all projects of each person."
    )
    redirect_uris = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="URLs to send people back to, one per line. They are compared character by character.",
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
    form = AdminApplicationForm
    list_display = ("name", "client_type", "client_id", "project", "created_by", "created", "retired_at")
    list_filter = ("client_type", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("project", "created_by")
    search_fields = ("name__istartswith", "client_id__startswith", "project__slug__exact")
    search_help_text = "Start of a name or client ID, or the slug of a project"
    ordering = ("-id",)
    actions = ("retire",)
    detail_fields = (
        "name",
        "client_type",
        "client_id",
        "project",
        "redirect_uris",
        "created_by",
        "created",
        "retired_at",
    )

    def get_fields(self, request: HttpRequest, obj: Application | None = None) -> Any:
        return AdminApplicationForm.Meta.fields if obj is None else self.detail_fields

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Application:
        made: RegisteredApplication = form.made
        messages.success(request, f"Client ID: {made.application.client_id}")
        if made.secret is not None:
            messages.success(request, f"Copy the client secret now. You will not see it again: {made.secret}")
        return made.application

    @admin.action(description="Retire")
    def retire(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: retire_application(actor=a, application=row), done="retired")
