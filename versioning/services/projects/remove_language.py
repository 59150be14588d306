"""Remove a language from a project that has no documents in it."""

from django.db import transaction

from versioning.exceptions import InUse, InvalidValue, NotFound
from versioning.models import Actor, Document, Language, Project, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def remove_language(*, actor: Actor, language: Language) -> None:
    """Remove the language. Documents in the trash do not count: restoring one adds its language again.

    Raises InvalidValue (it is the primary language), InUse (documents are in it), NotFound (removed meanwhile).
    """
    authorize(actor=actor, action=Action.MANAGE_PROJECT, project_id=language.project_id)
    with transaction.atomic():
        # Both locks are needed. Somebody may choose another primary language, or create a document in this one.
        project = Project.objects.select_for_update(no_key=True).get(pk=language.project_id)
        stored = Language.objects.select_for_update(no_key=True).filter(pk=language.pk).first()
        if stored is None:
            raise NotFound("This project has no such language.")
        if stored.code == project.language:
            raise InvalidValue(
                "You cannot remove the primary language. Choose another primary language first.", field="language"
            )
        if Document.objects.filter(workspace__project=project, language=stored.code, trashed_at=None).exists():
            raise InUse("This project still has documents in this language.")
        stored.delete()
        record(actor=actor, verb=Verb.LANGUAGE_REMOVED, project_id=project.pk, language=stored.code)
