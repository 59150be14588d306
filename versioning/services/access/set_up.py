"""Set up a new server: create the first administrator and, if a name is given, the first project."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from versioning.exceptions import AlreadyExists, AlreadySetUp, InvalidValue, NotAllowed
from versioning.models import Actor, Project, Role, User
from versioning.models.access.user import has_accounts
from versioning.models.limits import SLUG_LENGTH
from versioning.services.access.add_member import add_member
from versioning.services.access.create_user import Standing, create_user
from versioning.services.access.setup_key import is_setup_key
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.names import check_name, check_project_slug
from versioning.services.projects.create_project import create_project

UNNAMED = "documents"


@dataclass(frozen=True)
class FirstRun:
    """What was created. `project` is None if no name was given."""

    administrator: User
    project: Project | None


def set_up(*, key: str, username: str, password: str, name: str = "", project_name: str = "") -> FirstRun:
    """Create the first account. There is no actor yet, so the key proves that the caller runs the server.

    Of several calls at once, the first one succeeds. Raises NotAllowed (wrong key), AlreadySetUp, InvalidValue
    (username, password, name, project_name), AlreadyExists (project_name).
    """
    if not is_setup_key(key):
        raise NotAllowed("Wrong setup key. The server's log shows the right one, and so does `manage.py setup_link`.")
    if project_name.strip():
        check_name(project_name, field="project_name")
    system = system_actor()
    with transaction.atomic():
        # Every first run locks this row until its account is committed, so that the next one sees the account.
        User.objects.select_for_update().get(pk=system.user.pk)
        if has_accounts():
            raise AlreadySetUp
        administrator = create_user(
            actor=system, username=username, name=name, password=password, standing=Standing.SUPERUSER
        )
        project = _first_project(actor=system, name=project_name.strip(), manager=administrator)
    return FirstRun(administrator=administrator, project=project)


def _first_project(*, actor: Actor, name: str, manager: User) -> Project | None:
    if not name:
        return None
    slug = _slug_of(name)
    try:
        project = create_project(actor=actor, slug=slug, name=name)
    except AlreadyExists as error:
        raise AlreadyExists(
            f"A project with the slug {slug} already exists. Choose another name.", field="project_name"
        ) from error
    add_member(actor=actor, project=project, user=manager, role=Role.MANAGER)
    return project


def _slug_of(name: str) -> str:
    """Return a slug made from the name, or UNNAMED if nothing of the name can be used in a URL."""
    slug = slugify(name)[:SLUG_LENGTH].strip("-_")
    try:
        check_project_slug(slug)
    except InvalidValue:
        return UNNAMED
    return slug
