"""Making a person a member of a project."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists, InvalidValue
from versioning.models import Actor, Membership, Project, Role, User, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def add_member(*, actor: Actor, project: Project, user: User, role: Role) -> Membership:
    """Raises AlreadyExists (their role is changed instead), InvalidValue (a service account has its token's role)."""
    authorize(actor=actor, action=Action.MANAGE_MEMBERS, project_id=project.pk)
    if user.is_service:
        raise InvalidValue("A service account cannot be a member; its token carries its role.", field="user")
    with transaction.atomic():
        try:
            with transaction.atomic():
                membership = Membership.objects.create(project=project, user=user, role=role)
        except IntegrityError as error:
            raise AlreadyExists(f"{user.username} is a member of this project already.", field="user") from error
        record(
            actor=actor,
            verb=Verb.MEMBER_ADDED,
            project_id=project.pk,
            user=str(user.pk),
            username=user.username,
            role=role.label,
        )
    return membership
