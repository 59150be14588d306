"""Create and change one article. The bulk operations use these functions too."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from versioning.api.v3.enums import TRANSLATION_STATES
from versioning.models import Actor, Document, Project, Version
from versioning.services.access.acting_for import acting_for
from versioning.services.documents.create_document import create_document
from versioning.services.documents.lookup_locations import find_parent, find_shelf
from versioning.services.documents.lookup_translations import find_translation
from versioning.services.documents.new_document import NewText, Placement, with_stated_values
from versioning.services.documents.text_changes import OnPublished, TextChanges
from versioning.services.documents.update_text import update_text

ARTICLE_KINDS = (Document.Kind.ARTICLE, Document.Kind.DOCUMENT)


def create_article(*, actor: Actor, project: Project, given: Mapping[str, Any]) -> UUID:
    """Create an article whose version 1 is an open draft. Return its id. Raises InvalidValue, NotAllowed."""
    key = given.get("category_id")
    parent = None if key is None else find_parent(actor=actor, project_id=project.pk, key=key)
    text, placement = with_stated_values(
        NewText(
            title=given["title"],
            body=given.get("content", ""),
            content_type=given.get("content_type", "markdown"),
        ),
        Placement(
            kind=Document.Kind.ARTICLE,
            slug=given.get("slug", ""),
            order=given.get("order", 0),
            parent_id=None if parent is None else parent.pk,
        ),
        given=given,
    )
    draft = create_document(
        actor=acting_for(actor=actor, user_id=given.get("user_id"), project_id=project.pk),
        workspace=find_shelf(project=project, pk=given["project_version_id"]),
        text=text,
        placement=placement,
    )
    return draft.document.translation_key


def update_article(
    *, actor: Actor, project_id: UUID, key: UUID, language: str | None, given: Mapping[str, Any]
) -> Version:
    """Change the members in `given`, which has no nulls. Raises NotFound, and what `update_text` raises."""
    place = {name: given[name] for name in ("hidden", "order") if name in given}
    if "category_id" in given:
        place["parent_id"] = find_parent(actor=actor, project_id=project_id, key=given["category_id"]).pk
    translation = find_translation(actor=actor, project_id=project_id, kinds=ARTICLE_KINDS, key=key, language=language)
    option = given.get("translation_option")
    return update_text(
        actor=actor,
        translation=translation,
        language=language,
        changes=text_changes(given, place=place),
        state=None if option is None else TRANSLATION_STATES[option],
    )


def text_changes(given: Mapping[str, Any], *, place: Mapping[str, Any]) -> TextChanges:
    """Return the changes that the members of a request make to a text and its location."""
    return TextChanges(
        content=content_of(given),
        place=place,
        number=given.get("version_number"),
        on_published=OnPublished.FORK if given.get("auto_fork") else OnPublished.REFUSE,
        origin=given.get("source", "API"),
    )


# The names in v3 and in the snapshot differ in one member only.
def content_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshot fields for the members `title` and `content`."""
    names = {"title": "title", "content": "body"}
    return {field: given[name] for name, field in names.items() if name in given}
