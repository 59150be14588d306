"""Create a workspace in a project."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Project, Verb, Workspace
from versioning.policies import Action, authorize
from versioning.services.kernel.names import check_name, check_slug
from versioning.services.kernel.placing import lock_tree
from versioning.services.kernel.recording import record


def create_workspace(*, actor: Actor, project: Project, slug: str, name: str = "") -> Workspace:
    """Create the workspace, after the other ones. The name defaults to the slug.

    Raises InvalidValue, AlreadyExists (slug), NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_WORKSPACES, project_id=project.pk)
    check_slug(slug)
    check_name(name or slug)
    with transaction.atomic():
        # Two that are added at once must not get the same place.
        lock_tree(project.pk)
        last: int = Workspace.objects.filter(project=project).aggregate(last=Max("order"))["last"]
        try:
            with transaction.atomic():
                workspace = Workspace.objects.create(project=project, slug=slug, name=name or slug, order=last + 1)
        except IntegrityError as error:
            raise AlreadyExists(f"This project already has a workspace with the slug {slug}.", field="slug") from error
        record(
            actor=actor,
            verb=Verb.WORKSPACE_CREATED,
            project_id=project.pk,
            workspace=str(workspace.pk),
            slug=slug,
            name=workspace.name,
        )
    return workspace
