"""Applications: registered, their secret shown once, retired at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from oauth2_provider import models as library

from versioning.admin.base import ReadOnlyAdmin, actor_of, apply
from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Application, Grant, Project
from versioning.services.register_application import RegisteredApplication, register_application
from versioning.services.retire_application import retire_application

# The OAuth library brings pages of its own, on which rows could be written past the services.
admin.site.unregister((Application, Grant, library.AccessToken, library.IDToken, library.RefreshToken))


class ApplicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Registers the application while it is checked, so that a refusal of the service stands beside its field."""

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
    request: HttpRequest

    class Meta:
        model = Application
        fields = ("name", "client_type", "project", "redirect_uris")

    def clean_project(self) -> Project | None:
        slug = self.cleaned_data["project"]
        project = Project.objects.filter(slug=slug).first() if slug else None
        if slug and project is None:
            raise forms.ValidationError("There is no project of this slug.")
        return project

    def clean_redirect_uris(self) -> list[str]:
        uris: list[str] = self.cleaned_data["redirect_uris"].split()
        return uris

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.made = register_application(actor=actor_of(self.request), **values)
            except InvalidValue as refusal:
                self.add_error(refusal.field, refusal.message)
            except VersioningError as refusal:
                self.add_error(None, refusal.message)
        return values

    def _post_clean(self) -> None:
        """The service has made the row; Django's own building of one is left out."""


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    form = ApplicationForm
    list_display = ("name", "client_type", "client_id", "project", "created_by", "created", "retired_at")
    list_filter = ("client_type", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("project", "created_by")
    search_fields = ("name__istartswith", "client_id__startswith", "project__slug__exact")
    search_help_text = "The beginning of a name or of a client id, or a project's slug"
    ordering = ("-id",)
    actions = ("retire",)
    shown = ("name", "client_type", "client_id", "project", "redirect_uris", "created_by", "created", "retired_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_fields(self, request: HttpRequest, obj: Application | None = None) -> Any:
        return ApplicationForm.Meta.fields if obj is None else self.shown

    def get_form(
        self, request: HttpRequest, obj: Application | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("RequestApplicationForm", (form,), {"request": request})

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Application:
        made: RegisteredApplication = form.made
        messages.success(request, f"Its client id: {made.application.client_id}")
        if made.secret is not None:
            messages.success(request, f"Copy its secret now, it is not shown again: {made.secret}")
        return made.application

    def save_model(self, request: HttpRequest, obj: Application, form: Any, change: Any) -> None:
        """It is in the database already."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """It has nothing beside it."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return "Registered through the service."

    @admin.action(description="Retire at once")
    def retire(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: retire_application(actor=a, application=row), done="retired")
