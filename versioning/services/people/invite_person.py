"""Invite a person to a project, whether or not they have an account."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Lower

from versioning import clock
from versioning.models import Actor, Invitation, Project, Role, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.kernel.recording import record
from versioning.services.people._addresses import checked_address
from versioning.services.people.letters import INVITATION_MAIL

# How many one person may send in an hour. The callers count, because only they know how to answer.
MOST_INVITATIONS = 100


def invite_person(*, actor: Actor, project: Project, email: str, role: Role) -> Invitation:
    """Invite whoever receives mail at the address. An open invitation of the address is renewed, and its link ends.

    Nothing depends on accounts: what an invitation does must not tell who has one. If the server sends no mail, the
    manager hands over the link. Raises InvalidValue (email), NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_MEMBERS, project_id=project.pk)
    email = checked_address(email)
    now = clock.now()
    with transaction.atomic():
        # The project's row orders two invitations of one address.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        open_ones = Invitation.objects.of_project(project).alias(address=Lower("email"))
        invitation = open_ones.filter(address=email.lower()).first() or Invitation(project=project, email=email)
        invitation.role, invitation.invited_by, invitation.is_mailed = role, actor.user, settings.SENDS_EMAIL
        invitation.created_at, invitation.expires_at = now, now + timedelta(days=settings.INVITATION_DAYS)
        invitation.save()
        # Events are never deleted, so they do not keep addresses.
        record(
            actor=actor,
            verb=Verb.INVITATION_SENT,
            project_id=project.pk,
            invitation=str(invitation.pk),
            role=role.label,
        )
        if settings.SENDS_EMAIL:
            enqueue(INVITATION_MAIL, {"invitation": str(invitation.pk)}, project=project, actor=actor)
    return invitation
