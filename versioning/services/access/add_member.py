"""Add a person to a project."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists, InvalidValue
from versioning.models import Actor, Membership, Project, Role, User, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def add_member(*, actor: Actor, project: Project, user: User, role: Role) -> Membership:
    """Make the person a member of the project.

    Raises AlreadyExists (use `change_member_role` instead), InvalidValue (a service account has the role of its token),
    NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_MEMBERS, project_id=project.pk)
    if user.is_service:
        raise InvalidValue("A service account cannot be a member. Its token has a role of its own.", field="user")
    with transaction.atomic():
        try:
            # The savepoint keeps the outer transaction usable after the error.
            with transaction.atomic():
                membership = Membership.objects.create(project=project, user=user, role=role)
        except IntegrityError as error:
            raise AlreadyExists(f"{user.username} is already a member of this project.", field="user") from error
        record(
            actor=actor,
            verb=Verb.MEMBER_ADDED,
            project_id=project.pk,
            user=str(user.pk),
            username=user.username,
            role=role.label,
        )
    return membership
