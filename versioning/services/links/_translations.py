"""Links between texts that have documents in several languages."""

from collections.abc import Collection
from uuid import UUID

from versioning.models import Document, DocumentPath
from versioning.models.document import original_among

# Different documents that the links of one text lead to. SQLite before 3.32 takes 999 values.
_CHUNK = 400


def path_of_original(document_id: UUID, *, project_id: UUID) -> str:
    """Return the path of the document that this one translates, or an empty string if there is none."""
    key = Document.objects.filter(pk=document_id).values("translation_key")
    translations = list(
        Document.objects.filter(project=project_id, translation_key__in=key)
        .select_related("project")
        .only("translation_key", "language", "project__language")
    )
    primary = translations[0].project.language if translations else ""
    original = original_among(translations, primary=primary)
    return "" if original is None or original.pk == document_id else DocumentPath.objects.newest_of(original.pk)


def translations_for(document_id: UUID, *, keys: Collection[UUID], project_id: UUID) -> dict[UUID, Document]:
    """Return the documents with these translation keys that readers see in the language of the document."""
    language = Document.objects.filter(pk=document_id).values("language")
    listed = sorted(keys)
    return {
        found.translation_key: found
        for start in range(0, len(listed), _CHUNK)
        for found in Document.objects.filter(
            project=project_id,
            translation_key__in=listed[start : start + _CHUNK],
            language__in=language,
            current__isnull=False,
            trashed_at=None,
        ).only("identifier", "translation_key", "trashed_at")
    }
