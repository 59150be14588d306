"""Verbs of documents."""

from typing import Any
from uuid import uuid4

from tests.cast import Cast
from tests.services.verbs.case import Act, Case
from versioning.models import Document, Language, Role, WorkflowStatus
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.revise_document import revise_document
from versioning.services.documents.set_translation_status import set_translation_status
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.text_changes import OnPublished, TextChanges
from versioning.services.documents.translate_document import translate_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document
from versioning.services.documents.update_settings import update_settings


def _create(cast: Cast) -> Act:
    return lambda actor: create_document(actor=actor, workspace=cast.workspace, text=NewText(title="New", body="Text."))


def _category(cast: Cast) -> Document:
    category = cast.document("Guides", kind="category")
    cast.document("Below", parent_id=category.pk)
    return category


def _trash(cast: Cast) -> Act:
    category = _category(cast)
    return lambda actor: trash_document(actor=actor, document=category)


def _restore_document(cast: Cast) -> Act:
    category = trash_document(actor=cast.manager, document=_category(cast))
    return lambda actor: restore_document(actor=actor, document=category)


def _update(cast: Cast) -> Act:
    category, document = _category(cast), cast.document()
    changes = {"parent_id": category.pk, "order": 3}
    return lambda actor: update_document(actor=actor, document=document, changes=changes)


def _revise(cast: Cast) -> Act:
    document = cast.document()
    return lambda actor: revise_document(
        actor=actor,
        document=document,
        changes=TextChanges(
            content={"title": "New", "body": "Other."}, place={"order": 3}, on_published=OnPublished.FORK
        ),
    )


def _translate(cast: Cast) -> Act:
    original = cast.document()
    Language.objects.get_or_create(project=cast.project, code="de")
    return lambda actor: translate_document(actor=actor, original=original, language="de", text=NewText(title="Neu"))


def _status(cast: Cast, **values: Any) -> WorkflowStatus:
    return WorkflowStatus.objects.create(project=cast.project, name=f"Review {uuid4()}", **values)


def _move_on(cast: Cast) -> Act:
    document, status = cast.document(), _status(cast)
    return lambda actor: set_workflow_status(actor=actor, document=document, status_id=status.pk, comment="Ready.")


def _present(cast: Cast) -> Act:
    document, related = cast.document(), cast.document()
    return lambda actor: update_settings(
        actor=actor,
        document=document,
        changes={"tags": ["new"]},
        related_ids=[related.translation_key],
        slug="shown",
    )


def _state(cast: Cast) -> Act:
    original = cast.document()
    document = cast.document(language="de", translation_key=original.translation_key)
    return lambda actor: set_translation_status(actor=actor, document=document, state="translated")


VERBS = {
    "create_document": Case(Role.EDITOR, _create),
    "update_document": Case(Role.EDITOR, _update),
    "revise_document": Case(Role.EDITOR, _revise),
    "translate_document": Case(Role.EDITOR, _translate),
    "set_workflow_status": Case(Role.EDITOR, _move_on),
    "update_settings": Case(Role.EDITOR, _present),
    "set_translation_status": Case(Role.EDITOR, _state),
    "trash_document": Case(Role.MANAGER, _trash),
    "restore_document": Case(Role.MANAGER, _restore_document),
}
