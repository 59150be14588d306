"""Retire an application."""

from django.db import transaction
from django.utils import timezone

from versioning.models import Actor, Application, Verb
from versioning.policies import Action, authorize, authorize_organization
from versioning.services.kernel.recording import record


def retire_application(*, actor: Actor, application: Application) -> Application:
    """Make all tokens of the application stop working at once, for everybody.

    Nothing happens if it is retired already. Raises NotAllowed, NotFound.
    """
    if application.project_id is None:
        authorize_organization(actor=actor)
    else:
        authorize(actor=actor, action=Action.MANAGE_APPLICATIONS, project_id=application.project_id)
    with transaction.atomic():
        # The update decides which of two calls at once retires it and writes the event.
        if Application.objects.in_use().filter(pk=application.pk).update(retired_at=timezone.now()):
            record(
                actor=actor,
                verb=Verb.APPLICATION_RETIRED,
                project_id=application.project_id,
                retired=application.pk,
                name=application.name,
            )
    application.refresh_from_db(fields=("retired_at",))
    return application
