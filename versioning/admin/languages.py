"""The languages of the projects."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from versioning.admin.writing import AdminServiceForm, RemovingAdmin, project_of_slug
from versioning.models import Actor, Language, Project
from versioning.services.projects.add_language import add_language
from versioning.services.projects.remove_language import remove_language


class AdminLanguageForm(AdminServiceForm):
    """Add a language to a project."""

    project = forms.SlugField(help_text="Slug of the project.")
    language = forms.CharField(help_text="A code such as en or pt-BR.")

    class Meta:
        model = Language
        # Both fields are declared above. The field of the model would list every project.
        fields = ()

    def clean_project(self) -> Project:
        return project_of_slug(self.cleaned_data["project"])

    def write(self, *, actor: Actor, values: dict[str, Any]) -> Language:
        return add_language(actor=actor, project=values["project"], code=values["language"])


@admin.register(Language)
class LanguageAdmin(RemovingAdmin):
    form = AdminLanguageForm
    list_display = ("name", "code", "project", "primary", "created_at")
    list_select_related = ("project",)
    search_fields = ("code__exact", "project__slug__exact")
    search_help_text = "Language code, or the slug of a project"
    ordering = ("project__slug", "code")

    def get_fields(self, request: HttpRequest, obj: Language | None = None) -> Any:
        return ("project", "language") if obj is None else ("project", "code", "created_at")

    @admin.display(boolean=True)
    def primary(self, language: Language) -> bool:
        return language.is_primary

    def remove(self, *, actor: Actor, row: Language) -> None:
        remove_language(actor=actor, language=row)
