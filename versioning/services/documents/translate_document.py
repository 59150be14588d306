"""Giving a text a document in one more language."""

from django.db import transaction

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Draft, Language, Version
from versioning.policies import Action, authorize
from versioning.services.documents.create_document import create_document
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.placing import lock_tree
from versioning.services.kernel.snapshots import check_body
from versioning.services.kernel.storable import check_text
from versioning.services.kernel.store_body import PackedBody, pack_body


def translate_document(
    *,
    actor: Actor,
    original: Document,
    language: str,
    title: str,
    body: str = "",
    description: str = "",
    content_type: str | None = None,
    packed: PackedBody | None = None,
) -> Draft:
    """The draft of version 1 of a new document that stands where the original stands, under the same slug.

    Without a content type it is written as the newest version of the original is. `packed` is the body, for callers
    that hold a lock: texts are compressed before it is taken.

    Raises InvalidValue (also where the project has no such language), AlreadyExists (the translation does), NotFound
    (the original went to the trash meanwhile).
    """
    authorize(actor=actor, action=Action.CREATE_DOCUMENT, project_id=original.project_id)
    check_text(language, field="lang_code")
    packed = packed or pack_body(data=check_body(body=body, content_type=content_type or ""))
    with transaction.atomic():
        # Two at once wait here for each other; and neither the original's place nor the languages change meanwhile.
        lock_tree(original.project_id)
        stored = lock_document(original.pk)
        if not Language.objects.filter(project=stored.project_id, code=language).exists():
            raise InvalidValue("lang_code must be one of the project's languages.", field="lang_code")
        return create_document(
            actor=actor,
            workspace=stored.workspace,
            title=title,
            description=description,
            content_type=content_type or _content_type_of(stored),
            body=body,
            kind=stored.kind,
            slug=stored.slug,
            language=language,
            translation_key=stored.translation_key,
            parent_id=stored.parent_id,
            order=stored.order,
            packed=packed,
        )


def _content_type_of(document: Document) -> str:
    newest = Version.objects.in_history(document.pk).newest_first().values_list("content_type", flat=True).first()
    return newest or Version.ContentType.MARKDOWN
