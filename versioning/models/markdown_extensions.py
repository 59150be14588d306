"""Which extensions of Markdown the texts of a project are rendered with."""

from typing import Any
from uuid import UUID

from versioning.models.draft import Draft
from versioning.models.project import Project
from versioning.models.version import Version
from versioning.text.render.dialects.extensions import Extensions, known_extensions

_ANNOTATION = "project_extensions"


def extensions_of(row: Version | Draft) -> Extensions:
    """Return the extensions of the row's project. Without a statement if the row was looked up with its text."""
    if _ANNOTATION in row.__dict__:
        return known_extensions(row.__dict__[_ANNOTATION])
    return extensions_of_project(row.document.project_id)


def extensions_of_project(project_id: UUID) -> Extensions:
    """Return the extensions of this project. One statement."""
    names: Any = Project.objects.filter(pk=project_id).values_list("markdown_extensions", flat=True).first()
    return known_extensions(names)
