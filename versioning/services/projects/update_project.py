"""Rename a project, describe it, or choose its primary language, its Markdown, and if pictures keep their location."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Project, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.names import check_language, check_name
from versioning.services.kernel.recording import record
from versioning.services.kernel.storable import check_text
from versioning.text.render.dialects.extensions import LABELS


def _check_description(text: str) -> None:
    check_text(text, field="description")


def _check_flag(value: Any) -> None:
    if not isinstance(value, bool):
        raise InvalidValue("removes_location must be true or false.", field="removes_location")


def _check_extensions(names: Any) -> None:
    if names is None:
        return
    if not isinstance(names, list) or not all(isinstance(name, str) and name in LABELS for name in names):
        known = ", ".join(LABELS)
        raise InvalidValue(f"markdown_extensions must be a list of these: {known}.", field="markdown_extensions")


CHANGEABLE: dict[str, Callable[[Any], None]] = {
    "name": check_name,
    "description": _check_description,
    "language": check_language,
    "removes_location": _check_flag,
    "markdown_extensions": _check_extensions,
}


def update_project(*, actor: Actor, project: Project, changes: Mapping[str, Any]) -> Project:
    """Replace the fields in `changes` (`name`, `description`, `language`, `removes_location`, `markdown_extensions`).

    The extensions are None if nobody chose any, so that the default ones apply.

    Documents keep their languages. Raises InvalidValue, NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_PROJECT, project_id=project.pk)
    for field, value in changes.items():
        if field not in CHANGEABLE:
            raise InvalidValue(f"{field} cannot be changed.", field=field)
        CHANGEABLE[field](value)
    with transaction.atomic():
        # Reads the project again: the one that was passed in may be outdated.
        stored = Project.objects.select_for_update(no_key=True).filter(pk=project.pk).first()
        if stored is None:
            raise NotFound
        for field, value in changes.items():
            setattr(stored, field, value)
        stored.save(update_fields=(*changes, "modified_at"))
        if "language" in changes:
            # The primary language is always one of the languages of the project.
            keep_language(project_id=stored.pk, code=changes["language"])
        record(actor=actor, verb=Verb.PROJECT_UPDATED, project_id=stored.pk, changes=dict(changes))
    return stored
