"""Read what a project and its people use of their quotas."""

from dataclasses import dataclass

from django.conf import settings

from versioning.models import Actor, FileCount, Project, Usage, User
from versioning.models.quotas.usage import PERSON, Amounts, Limits, project_limits, server_limits
from versioning.policies import Action, authorize

MOST_PEOPLE = 100


@dataclass(frozen=True)
class PersonUsage:
    """What one person uses in the project."""

    person: User
    used: Amounts


@dataclass(frozen=True)
class ProjectUsage:
    """What a project uses. A limit of 0 is no limit. `people` are those who use most, the largest first.

    `file_bytes` is what its files take.
    """

    used: Amounts
    limits: Amounts
    person_limits: Amounts
    people: list[PersonUsage]
    file_bytes: int
    file_bytes_limit: int
    person_file_bytes_limit: int


def read_usage(*, actor: Actor, project: Project) -> ProjectUsage:
    """Return the usage. Raises NotAllowed, NotFound."""
    authorize(actor=actor, action=Action.VIEW_USAGE, project_id=project.pk)
    by_person = Usage.objects.by_person(project.pk, most=MOST_PEOPLE)
    people = User.objects.in_bulk(list(by_person))
    return ProjectUsage(
        used=Usage.objects.of_project(project.pk).total(),
        limits=project_limits(Limits(project.bytes_limit, project.versions_limit, project.drafts_limit)),
        person_limits=server_limits(PERSON),
        people=[PersonUsage(people[pk], used) for pk, used in by_person.items() if pk in people and any(used)],
        file_bytes=FileCount.objects.stored_bytes(project.pk),
        file_bytes_limit=settings.QUOTA_PROJECT_FILE_BYTES,
        person_file_bytes_limit=settings.QUOTA_PERSON_FILE_BYTES,
    )
