"""The languages of a project."""

from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language_info

from versioning.models.document import Document

if TYPE_CHECKING:
    from versioning.models.project import Project


def _info(code: str) -> dict[str, Any]:
    """Return what Django knows about the language. Return an empty dict for unknown languages."""
    try:
        # Of `pt-BR`, Django may know only `pt`: it falls back by itself.
        info: dict[str, Any] = get_language_info(code.lower())
    except KeyError:
        return {}
    return info


def is_right_to_left(code: str) -> bool:
    return bool(_info(code).get("bidi"))


class LanguageQuerySet(models.QuerySet["Language"]):
    def of_project(self, project: "Project") -> Self:
        return self.filter(project=project).select_related("project").order_by("code")

    def codes(self) -> list[str]:
        """Return the codes of the languages of all projects, each once."""
        return list(self.order_by().values_list("code", flat=True).distinct())

    def used_in(self, workspace_id: UUID) -> Self:
        """Return the languages in which the workspace has a document that is not in the trash."""
        used = Document.objects.filter(
            project=OuterRef("project"), workspace=workspace_id, language=OuterRef("code"), trashed_at=None
        )
        return self.filter(Exists(used))


class Language(models.Model):
    """A language of a project's documents. The primary one, `Project.language`, has a row too."""

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="languages", db_index=False)
    code = models.CharField(max_length=5)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LanguageQuerySet.as_manager()

    class Meta:
        ordering = ("project_id", "code")
        constraints = (models.UniqueConstraint(fields=("project", "code"), name="one_language_per_project_and_code"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The English name of the language, or its code if Django does not know it."""
        return str(_info(self.code).get("name", self.code))

    @property
    def is_primary(self) -> bool:
        return self.code == self.project.language
