"""Create a project with its branch main, its primary language and its first workspace."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Branch, Language, Project, Verb, Workspace
from versioning.models.branch import MAIN
from versioning.policies import authorize_organization
from versioning.services.kernel.names import check_language, check_name, check_project_slug
from versioning.services.kernel.recording import record


def create_project(*, actor: Actor, slug: str, name: str = "", language: str = "en") -> Project:
    """Create the project. The name defaults to the slug.

    Raises AlreadyExists (slug), InvalidValue, NotAllowed.
    """
    authorize_organization(actor=actor)
    check_project_slug(slug)
    check_name(name or slug)
    check_language(language)
    with transaction.atomic():
        # The savepoint keeps the transaction usable after the error.
        try:
            with transaction.atomic():
                project = Project.objects.create(slug=slug, name=name or slug, language=language)
        except IntegrityError as error:
            raise AlreadyExists(f"A project with the slug {slug} already exists.", field="slug") from error
        # The first document needs a branch, a language and a workspace.
        Branch.objects.create(project=project, name=MAIN, is_main=True, created_by=actor.user)
        Language.objects.create(project=project, code=language)
        Workspace.objects.create(project=project, slug=MAIN, name=project.name)
        record(actor=actor, verb=Verb.PROJECT_CREATED, project_id=project.pk, slug=slug)
    return project
