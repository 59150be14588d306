"""Write notices of what no event tells. Call it in the transaction that does what they tell."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from versioning.models import MailChoice, Membership, Notice, NoticeKind, Project, User
from versioning.models.sql.new_row import new_row


def tell_member(user: User, *, project: Project, kind: NoticeKind, key: str, data: Mapping[str, Any]) -> None:
    """Tell a person about their work in a project, unless they no longer have a role in it."""
    reads = Q(is_superuser=True) | Q(pk__in=Membership.objects.filter(project=project).values("user"))
    people = User.objects.active_people().filter(reads, pk=user.pk).values_list("pk", flat=True)
    _write(list(people), kind=kind, key=key, data=data, project=project)


def tell_responsible(*, project: Project, kind: NoticeKind, key: str, data: Mapping[str, Any]) -> None:
    """Tell the managers of a project or, if it has none, the administrators."""
    people = User.objects.responsible_for(project.pk).values_list("pk", flat=True)
    _write(list(people), kind=kind, key=key, data=data, project=project)


def tell_person(user: User, kind: NoticeKind, *, key: str, data: Mapping[str, Any]) -> None:
    """Tell a person about their account."""
    _write([user.pk], kind=kind, key=key, data=data, project=None)


def tell_administrators(kind: NoticeKind, *, key: str, data: Mapping[str, Any]) -> None:
    """Tell all administrators about the server."""
    people = User.objects.administrators().values_list("pk", flat=True)
    _write(list(people), kind=kind, key=key, data=data, project=None)


def _write(
    people: Sequence[UUID], *, kind: NoticeKind, key: str, data: Mapping[str, Any], project: Project | None
) -> None:
    timings = MailChoice.objects.timings(people, kinds=[kind])
    rows = [
        new_row(
            Notice,
            user_id=user,
            kind=kind,
            key=key,
            project_id=None if project is None else project.pk,
            data=dict(data),
            mail=timings[user, kind],
        )
        for user in people
    ]
    # A handler may run twice for one job.
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
