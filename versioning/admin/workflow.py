"""The workflow statuses of the projects: created, changed and removed through the services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from versioning.admin.writing import AdminServiceForm, RemovingAdmin, project_of_slug
from versioning.models import Actor, Project, WorkflowStatus
from versioning.models.workflow_status import DEFAULT_COLOUR
from versioning.services.projects.create_workflow_status import NewWorkflowStatus, create_workflow_status
from versioning.services.projects.remove_workflow_status import remove_workflow_status
from versioning.services.projects.update_workflow_status import update_workflow_status

FIELDS = ("name", "description", "order", "colour", "read_only")


class AdminNewStatusForm(AdminServiceForm):
    """Add a status to a project."""

    project = forms.SlugField(help_text="Slug of the project.")
    order = forms.IntegerField(required=False, help_text="Leave empty to add it at the end.")
    colour = forms.CharField(label="Color", initial=DEFAULT_COLOUR, widget=forms.TextInput(attrs={"type": "color"}))

    class Meta:
        model = WorkflowStatus
        fields = ("project", *FIELDS)

    def clean_project(self) -> Project:
        return project_of_slug(self.cleaned_data["project"])

    def write(self, *, actor: Actor, values: dict[str, Any]) -> WorkflowStatus:
        new = NewWorkflowStatus(**{name: values[name] for name in FIELDS})
        return create_workflow_status(actor=actor, project=values["project"], new=new)


class AdminStatusForm(AdminServiceForm):
    """Change a status and the statuses that may follow it."""

    colour = forms.CharField(label="Color", widget=forms.TextInput(attrs={"type": "color"}))
    following = forms.ModelMultipleChoiceField(
        queryset=WorkflowStatus.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The statuses that a document may move to. Select none to allow all.",
    )

    class Meta:
        model = WorkflowStatus
        fields = (*FIELDS, "following")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["following"]
        # A status leads to statuses of its own project only.
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
    search_help_text = "Start of a name, or the slug of a project"
    ordering = ("project__slug", "order", "id")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_form(
        self, request: HttpRequest, obj: WorkflowStatus | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(
            request, obj, change, form=AdminNewStatusForm if obj is None else AdminStatusForm, **kwargs
        )

    def get_readonly_fields(self, request: HttpRequest, obj: WorkflowStatus | None = None) -> Any:
        return () if obj is None else ("project",)

    @admin.display(description="color")
    def swatch(self, status: WorkflowStatus) -> SafeString:
        """Draw the color as an image. The content security policy forbids styles in elements."""
        return format_html(
            '<svg width="16" height="16" role="img" aria-label="{0}"><rect width="16" height="16" fill="{0}"/></svg>',
            status.colour,
        )

    def remove(self, *, actor: Actor, row: WorkflowStatus) -> None:
        remove_workflow_status(actor=actor, status=row)
