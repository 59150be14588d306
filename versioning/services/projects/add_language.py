"""Add a language that the documents of a project may be translated into."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Language, Project, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.names import check_language
from versioning.services.kernel.recording import record


def add_language(*, actor: Actor, project: Project, code: str) -> Language:
    """Add the language with this code, such as `en` or `pt-BR`.

    Raises InvalidValue, AlreadyExists (language), NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_PROJECT, project_id=project.pk)
    check_language(code)
    with transaction.atomic():
        try:
            # The savepoint keeps the outer transaction usable after the error.
            with transaction.atomic():
                language = Language.objects.create(project=project, code=code)
        except IntegrityError as error:
            raise AlreadyExists(f"This project already has the language {code}.", field="language") from error
        record(actor=actor, verb=Verb.LANGUAGE_ADDED, project_id=project.pk, language=code)
    return language
