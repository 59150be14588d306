"""Taking a language out of a project that has nothing in it."""

from django.db import transaction

from versioning.exceptions import InUse, InvalidValue, NotFound
from versioning.models import Actor, Document, Language, Project, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def remove_language(*, actor: Actor, language: Language) -> None:
    """Documents in the trash do not hold it; one that is restored brings its language back.

    Raises InvalidValue (the primary one), InUse (documents are in it), NotFound (removed meanwhile).
    """
    authorize(actor=actor, action=Action.MANAGE_PROJECT, project_id=language.project_id)
    with transaction.atomic():
        # Both locks: another primary language may be chosen, or a document made in this one, at the same moment.
        project = Project.objects.select_for_update(no_key=True).get(pk=language.project_id)
        stored = Language.objects.select_for_update(no_key=True).filter(pk=language.pk).first()
        if stored is None:
            raise NotFound("This project has no such language.")
        if stored.code == project.language:
            raise InvalidValue("The primary language cannot be removed. Choose another one first.", field="language")
        if Document.objects.filter(workspace__project=project, language=stored.code, trashed_at=None).exists():
            raise InUse("There are documents in this language still.")
        stored.delete()
        record(actor=actor, verb=Verb.LANGUAGE_REMOVED, project_id=project.pk, language=stored.code)
