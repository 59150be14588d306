"""The workflow statuses of the projects: made, changed and removed through the services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from versioning.admin.writing import RemovingAdmin, ServiceForm, project_of_slug
from versioning.models import Actor, Project, WorkflowStatus
from versioning.models.workflow_status import DEFAULT_COLOUR
from versioning.services.projects.create_workflow_status import create_workflow_status
from versioning.services.projects.remove_workflow_status import remove_workflow_status
from versioning.services.projects.update_workflow_status import update_workflow_status

FIELDS = ("name", "description", "order", "colour", "read_only")


class NewStatusForm(ServiceForm):
    project = forms.SlugField(help_text="The project's slug.")
    order = forms.IntegerField(required=False, help_text="Empty: the last.")
    colour = forms.CharField(initial=DEFAULT_COLOUR, widget=forms.TextInput(attrs={"type": "color"}))

    class Meta:
        model = WorkflowStatus
        fields = ("project", *FIELDS)

    def clean_project(self) -> Project:
        return project_of_slug(self.cleaned_data["project"])

    def write(self, *, actor: Actor, values: dict[str, Any]) -> WorkflowStatus:
        return create_workflow_status(actor=actor, **values)


class StatusForm(ServiceForm):
    colour = forms.CharField(widget=forms.TextInput(attrs={"type": "color"}))
    following = forms.ModelMultipleChoiceField(
        queryset=WorkflowStatus.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Where a document may go from it; none of them: anywhere.",
    )

    class Meta:
        model = WorkflowStatus
        fields = (*FIELDS, "following")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["following"]
        choices.queryset = WorkflowStatus.objects.filter(project=self.instance.project_id)

    def write(self, *, actor: Actor, values: dict[str, Any]) -> WorkflowStatus:
        changes = {name: values[name] for name in self.changed_data}
        return update_workflow_status(actor=actor, status=self.instance, changes=changes)


@admin.register(WorkflowStatus)
class WorkflowStatusAdmin(RemovingAdmin):
    list_display = ("name", "swatch", "project", "order", "read_only")
    list_filter = ("read_only",)
    list_select_related = ("project",)
    search_fields = ("name__istartswith", "project__slug__exact")
    search_help_text = "The beginning of a name, or a project's slug"
    ordering = ("project__slug", "order", "id")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_form(
        self, request: HttpRequest, obj: WorkflowStatus | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(request, obj, change, form=NewStatusForm if obj is None else StatusForm, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: WorkflowStatus | None = None) -> Any:
        return () if obj is None else ("project",)

    @admin.display(description="colour")
    def swatch(self, status: WorkflowStatus) -> SafeString:
        """Drawn, as the content security policy allows no style in an element."""
        return format_html(
            '<svg width="16" height="16" role="img" aria-label="{0}"><rect width="16" height="16" fill="{0}"/></svg>',
            status.colour,
        )

    def remove(self, *, actor: Actor, row: WorkflowStatus) -> None:
        remove_workflow_status(actor=actor, status=row)
