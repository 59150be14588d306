"""Watch a document, a category with everything below it, or a project."""

from versioning.models import Actor, Document, Project, Scope, Watch
from versioning.policies import Action, authorize, require_person, require_scope


def watch(*, actor: Actor, place: Document | Project) -> None:
    """Let the person hear of each publication there. Twice is as good as once. Raises NotFound, NotAllowed."""
    project = place.pk if isinstance(place, Project) else place.project_id
    authorize(actor=actor, action=Action.VIEW, project_id=project)
    require_person(actor=actor)
    require_scope(actor=actor, scope=Scope.MANAGE)
    where = {"project": place} if isinstance(place, Project) else {"document": place}
    Watch.objects.get_or_create(user=actor.user, **where)
