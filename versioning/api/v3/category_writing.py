"""Create and change one category. The bulk operations use these functions too."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from versioning.api.v3.article_writing import text_changes
from versioning.api.v3.enums import TRANSLATION_STATES
from versioning.models import Actor, Document, Presentation, Project, Version
from versioning.policies import Action
from versioning.services.access.acting_for import acting_for
from versioning.services.documents.create_category import create_category
from versioning.services.documents.lookup_locations import find_parent, find_shelf
from versioning.services.documents.lookup_translations import find_translation
from versioning.services.documents.new_document import NewText, Placement, with_stated_values
from versioning.services.documents.update_category import update_category
from versioning.services.documents.update_text import update_text

# A tuple as ARTICLE_KINDS is, for the code that both share.
CATEGORY_KINDS = (Document.Kind.CATEGORY,)


def create_category_from(*, actor: Actor, project: Project, given: Mapping[str, Any]) -> Document:
    """Create a category whose version 1 is an open draft. Raises InvalidValue, NotAllowed."""
    key = given.get("parent_category_id")
    parent = None if key is None else find_parent(actor=actor, project_id=project.pk, key=key)
    text, placement = with_stated_values(
        NewText(
            title=given["name"],
            body=given.get("content", ""),
            content_type=given.get("content_type", "markdown"),
        ),
        Placement(
            slug=given.get("slug", ""),
            order=given.get("order", 0),
            parent_id=None if parent is None else parent.pk,
        ),
        given=given,
    )
    draft = create_category(
        actor=acting_for(actor=actor, user_id=given.get("user_id"), project_id=project.pk),
        workspace=find_shelf(project=project, pk=given["project_version_id"]),
        text=text,
        placement=placement,
        category_type=given.get("category_type", Presentation.CategoryType.FOLDER),
    )
    return draft.document


def update_category_from(*, actor: Actor, project_id: UUID, key: UUID, given: Mapping[str, Any]) -> Document:
    """Change the members in `given`, which has no nulls. Raises NotFound, and what the service raises."""
    place = {name: given[name] for name in ("hidden", "order") if name in given}
    if "parent_category_id" in given:
        place["parent_id"] = find_parent(actor=actor, project_id=project_id, key=given["parent_category_id"]).pk
    category = find_translation(
        actor=actor,
        project_id=project_id,
        kinds=CATEGORY_KINDS,
        key=key,
        language=None,
        action=Action.EDIT_DOCUMENT,
    ).document
    return update_category(actor=actor, document=category, place=place, name=given.get("name"), icon=given.get("icon"))


def update_category_content(
    *, actor: Actor, project_id: UUID, key: UUID, language: str | None, given: Mapping[str, Any]
) -> Version:
    """Change the content of a category. Raises NotFound, and what `update_text` raises."""
    option = given.get("translation_option")
    translation = find_translation(actor=actor, project_id=project_id, kinds=CATEGORY_KINDS, key=key, language=language)
    return update_text(
        actor=acting_for(actor=actor, user_id=given.get("updated_by"), project_id=project_id),
        translation=translation,
        language=language,
        changes=text_changes(given, place={}),
        state=None if option is None else TRANSLATION_STATES[option],
    )
