"""Begin a translation: a document for a text in one more language."""

from dataclasses import dataclass, replace

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Language, Version
from versioning.services.documents._steps.creating import CheckedDocument, create, pack_text
from versioning.services.documents.new_document import NewText, Placement
from versioning.services.kernel.locking import LockedDraft, lock_document
from versioning.services.kernel.placing import LockedTree
from versioning.services.kernel.snapshots import check_body
from versioning.services.kernel.storable import check_text
from versioning.services.kernel.store_body import PackedBody


@dataclass(frozen=True)
class NewTranslation:
    """A text in one more language, checked and compressed before a lock is taken."""

    original: Document
    language: str
    text: NewText
    body: PackedBody


def check_translation(*, original: Document, language: str, text: NewText) -> NewTranslation:
    """Check and compress a translation. Raises InvalidValue."""
    check_text(language, field="lang_code")
    return NewTranslation(original=original, language=language, text=text, body=pack_text(text))


def translate(actor: Actor, new: NewTranslation, *, tree: LockedTree) -> LockedDraft:
    """Insert a document that is placed as the original is.

    The lock of the tree keeps two translations apart, and the original and the project's languages as they are. Raises
    InvalidValue, AlreadyExists, NotFound (the original is in the trash).
    """
    original = lock_document(new.original.pk, actor=actor).document
    if not Language.objects.filter(project=tree.project_id, code=new.language).exists():
        raise InvalidValue("lang_code must be one of the project's languages.", field="lang_code")
    text = new.text
    # Known under the lock alone, so the body is checked for it here.
    if text.content_type is None:
        text = replace(text, content_type=_content_type_of(original))
        check_body(body=text.body, content_type=str(text.content_type))
    placement = Placement(
        kind=original.kind,
        slug=original.slug,
        language=new.language,
        translation_key=original.translation_key,
        parent_id=original.parent_id,
        order=original.order,
    )
    checked = CheckedDocument(workspace=original.workspace, text=text, placement=placement, body=new.body)
    return create(actor, checked, tree=tree)


def _content_type_of(document: Document) -> str:
    versions = Version.objects.in_history(document.pk).newest_first()
    return versions.values_list("content_type", flat=True).first() or Version.ContentType.MARKDOWN
