"""One more language that a project's documents may be translated into."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Language, Project, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.names import check_language
from versioning.services.kernel.recording import record


def add_language(*, actor: Actor, project: Project, code: str) -> Language:
    """`code` is one such as `en` or `pt-BR`. Raises InvalidValue, AlreadyExists (language)."""
    authorize(actor=actor, action=Action.MANAGE_PROJECT, project_id=project.pk)
    check_language(code)
    with transaction.atomic():
        try:
            with transaction.atomic():
                language = Language.objects.create(project=project, code=code)
        except IntegrityError as error:
            raise AlreadyExists(f"This project has the language {code} already.", field="language") from error
        record(actor=actor, verb=Verb.LANGUAGE_ADDED, project_id=project.pk, language=code)
    return language
