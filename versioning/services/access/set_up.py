"""The first run: the first administrator and, where there is none yet, the first project."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from versioning.exceptions import AlreadyExists, AlreadySetUp, InvalidValue, NotAllowed
from versioning.models import Actor, Project, Role, User
from versioning.models.access.user import has_accounts
from versioning.services.access.add_member import add_member
from versioning.services.access.create_user import Standing, create_user
from versioning.services.access.setup_key import is_setup_key
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.names import SLUG_LENGTH, check_name, check_project_slug
from versioning.services.projects.create_project import create_project

UNNAMED = "documents"


@dataclass(frozen=True)
class FirstRun:
    """`project` is None where none was named."""

    administrator: User
    project: Project | None


def set_up(*, key: str, username: str, password: str, name: str = "", project_name: str = "") -> FirstRun:
    """While nobody has an account, so that nobody can be the actor: the key stands for whoever runs the server.

    Of several at once, one is the first. Raises NotAllowed (another key), AlreadySetUp, InvalidValue (username,
    password, name, project_name), AlreadyExists (project_name).
    """
    if not is_setup_key(key):
        raise NotAllowed("This is not the key of this server. Its log shows it, and so does `manage.py setup_link`.")
    if project_name.strip():
        check_name(project_name, field="project_name")
    system = system_actor()
    with transaction.atomic():
        # The row that every first run finds, whoever was there before: held until the account is committed.
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
        raise AlreadyExists(f"There is a project {slug} already. Choose another name.", field="project_name") from error
    add_member(actor=actor, project=project, user=manager, role=Role.MANAGER)
    return project


def _slug_of(name: str) -> str:
    """What of the name can stand in addresses; of some names nothing can."""
    slug = slugify(name)[:SLUG_LENGTH].strip("-_")
    try:
        check_project_slug(slug)
    except InvalidValue:
        return UNNAMED
    return slug
