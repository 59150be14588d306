"""Pages that write rows through the services and show their refusals."""

from abc import abstractmethod
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from versioning.admin.base import ReadOnlyAdmin, actor_of
from versioning.exceptions import VersioningError
from versioning.models import Actor, Project


class AdminServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that calls a service while it is validated.

    This way a refusal of the service appears beside its field.
    """

    request: HttpRequest
    written: Model

    @abstractmethod
    def write(self, *, actor: Actor, values: dict[str, Any]) -> Model:
        """Call the service and return the row. May raise VersioningError."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.written = self.write(actor=actor_of(self.request), values=values)
            except VersioningError as refusal:
                field = refusal.data.get("field")
                # The refused value may have no field in this form.
                self.add_error(field if field in self.fields else None, refusal.message)
        return values

    def _post_clean(self) -> None:
        """Do not build a row: the service has written it."""


def project_of_slug(slug: str) -> Project:
    """Return the project with this slug. Raises ValidationError."""
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise forms.ValidationError("No project has this slug.")
    return project


class ServiceAdmin(ReadOnlyAdmin):
    """Add rows with an AdminServiceForm."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        # Django creates the form without the request, but the service needs the actor.
        return type("RequestForm", (form,), {"request": request})

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Any:
        return form.written

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Do nothing: the service has saved the row."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: the service has saved related rows too."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return "Changed through the service."


class RemovingAdmin(ServiceAdmin):
    """Remove rows through a service, too."""

    @abstractmethod
    def remove(self, *, actor: Actor, row: Any) -> None:
        """Call the service. May raise VersioningError."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out Django's own deletion of selected rows, which knows no refusals."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return the row only. The service looks for obstacles, without reading them all."""
        return [str(row) for row in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove(actor=actor_of(request), row=obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except VersioningError as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
