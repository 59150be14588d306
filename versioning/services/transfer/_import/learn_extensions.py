"""Turn on the extensions of Markdown that the texts of an import use."""

from django.db import transaction

from versioning.models import Actor, Blob, CorruptBlob, Document, DocumentPath, Project, Verb, Version
from versioning.services.kernel.recording import record
from versioning.services.transfer._import.documents import chunks
from versioning.text.render.dialects.extensions import DEFAULT, LABELS, Extensions, extensions_in


def learn_extensions(*, actor: Actor, project: Project) -> None:
    """Turn on what the current texts of imported documents use, for a project that nobody chose any for.

    At the end of an import, because each text of a long history takes as long to search as to store.
    """
    unchosen = Project.objects.filter(pk=project.pk, markdown_extensions__isnull=True)
    if not unchosen.exists():
        return
    names = _used_in(project)
    if names == DEFAULT:
        return
    with transaction.atomic():
        changes = {"markdown_extensions": sorted(names)}
        if unchosen.update(**changes):
            record(actor=actor, verb=Verb.PROJECT_UPDATED, project_id=project.pk, changes=changes)


def _used_in(project: Project) -> Extensions:
    imported = DocumentPath.objects.imported().filter(project=project).values("document")
    markdown = {"trashed_at": None, "current__content_type": Version.ContentType.MARKDOWN}
    bodies = Document.objects.filter(pk__in=imported, **markdown).values_list("current__body", flat=True)
    names = DEFAULT
    for part in chunks(bodies):
        try:
            for _, data in Blob.objects.texts(part):
                names |= extensions_in(data.decode())
        except (CorruptBlob, Blob.DoesNotExist):
            # `verify` reports a damaged text. One that was replaced meanwhile is no longer current.
            continue
        if len(names) == len(LABELS):
            break
    return names
