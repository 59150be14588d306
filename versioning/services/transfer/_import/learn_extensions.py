"""Turn on the extensions of Markdown that the texts of an import use."""

from django.db import transaction

from versioning.models import Actor, Blob, CorruptBlob, Document, DocumentPath, Event, Project, Verb, Version
from versioning.services.kernel.recording import record
from versioning.services.transfer._import.documents import chunks
from versioning.text.render.dialects.extensions import DEFAULT, LABELS, Extensions, extensions_in


def learn_extensions(*, actor: Actor, project: Project) -> None:
    """Turn on what the current texts of imported documents use, for a project that no person chose any for.

    At the end of an import, because each text of a long history takes as long to search as to store. A later import
    adds what it brings.
    """
    if _was_chosen(project) or (used := _used_in(project)) == DEFAULT:
        return
    with transaction.atomic():
        stored = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        names = sorted(used.union(stored.markdown_extensions or ()))
        # Somebody may have chosen meanwhile.
        if names == stored.markdown_extensions or _was_chosen(project):
            return
        changes = {"markdown_extensions": names}
        Project.objects.filter(pk=project.pk).update(**changes)
        record(actor=actor, verb=Verb.PROJECT_UPDATED, project_id=project.pk, changes=changes, learned=True)


def _was_chosen(project: Project) -> bool:
    """Return whether a person chose the extensions of the project, not an import."""
    if Project.objects.filter(pk=project.pk, markdown_extensions__isnull=True).exists():
        return False
    updates = Event.objects.filter(project=project, verb=Verb.PROJECT_UPDATED)
    last = updates.filter(data__changes__has_key="markdown_extensions").newest_first().first()
    return last is None or not last.data.get("learned")


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
