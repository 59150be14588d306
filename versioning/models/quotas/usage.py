"""How much of their quotas projects and people use. Triggers of the database count, so that no write forgets to."""

from typing import Any, NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Sum, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from versioning.models.sql.annotations import annotation
from versioning.models.sql.prepared import Parameter

KINDS = ("bytes", "versions", "drafts")
UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000))
PERSON, PROJECT = "person", "project"


class Amounts(NamedTuple):
    """An amount of each kind: bytes of stored text, versions, open drafts."""

    bytes: int = 0
    versions: int = 0
    drafts: int = 0


class Limits(NamedTuple):
    """A limit of each kind. 0 is no limit, and None is the server's own setting."""

    bytes: int | None
    versions: int | None
    drafts: int | None


class Quota(NamedTuple):
    """What a person uses in a project, what the project uses in all, and the project's own limits."""

    person: Amounts
    project: Amounts
    own_limits: Limits

    @property
    def limits(self) -> "dict[str, Amounts]":
        """The limits of one person, and of the project. 0 is no limit."""
        return {PERSON: server_limits(PERSON), PROJECT: project_limits(self.own_limits)}


def server_limits(of: str) -> Amounts:
    """Return the settings for one PERSON in a project, or for a whole PROJECT. 0 is no limit."""
    return Amounts(*(getattr(settings, f"QUOTA_{of}_{kind}".upper()) for kind in KINDS))


def project_limits(own: Limits) -> Amounts:
    """Return the limits of a project. 0 is no limit."""
    pairs = zip(own, server_limits(PROJECT), strict=True)
    return Amounts(*(setting if value is None else value for value, setting in pairs))


def in_words(kind: str, number: int) -> str:
    """Return the number as people read it: bytes with their unit, everything else with commas."""
    if not kind.endswith("bytes"):
        return f"{number:,}"
    unit, size = next(((unit, size) for unit, size in UNITS if number >= size), ("", 1))
    return f"{number / size:,.1f} {unit}" if unit else f"{number:,} bytes"


class UsageQuerySet(models.QuerySet["Usage"]):
    def of_project(self, project_id: UUID) -> Self:
        """Return the rows of the project's total."""
        return self.filter(project=project_id, user=None)

    def of_person(self, project_id: UUID, user_id: UUID) -> Self:
        """Return the rows of one person in the project."""
        return self.filter(project=project_id, user=user_id)

    def total(self) -> Amounts:
        """Return the sum of the rows."""
        return Amounts(**self.aggregate(**{kind: Coalesce(Sum(kind), 0) for kind in KINDS}))

    def by_person(self, project_id: UUID, *, most: int) -> dict[UUID, Amounts]:
        """Return what each of the people uses who use most of a project, the largest first. At most `most` people."""
        rows: Any = self.filter(project=project_id, user__isnull=False).order_by()
        # Names of their own: those of the columns are taken.
        sums = rows.values("user").annotate(**{f"used_{kind}": Sum(kind) for kind in KINDS})
        largest = sums.order_by("-used_bytes", "-used_versions", "user")[:most]
        return {row["user"]: Amounts(*(row[f"used_{kind}"] for kind in KINDS)) for row in largest}


class Usage(models.Model):
    """A part of what a project, or a person in it, uses. The usage is the sum of the rows.

    Triggers append a row for each change instead of changing one. A counter in a single row would make all writers of a
    project wait for each other until they commit, and a writer of two documents could deadlock with a purge. One insert
    in 16 on SQLite, and in 64 on PostgreSQL, replaces the rows of its person, or of its project, by their sum. So this
    many rows are read for a sum on average.

    Without `user`, the row belongs to the project's total, which also has what was stored by servers of a former
    version, who did not write down by whom. Rows have no foreign keys in the database: they are written by triggers on
    rows that have them.
    """

    project = models.ForeignKey(
        "versioning.Project", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    user = models.ForeignKey(
        "versioning.User", models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    # What texts take as they are stored: compressed, as differences. `FileCount` has those of files.
    bytes = models.BigIntegerField()
    versions = models.BigIntegerField()
    drafts = models.BigIntegerField()

    objects = UsageQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("project", "user"), name="usage_of_project_and_user"),)

    def __str__(self) -> str:
        return f"{self.bytes} bytes, {self.versions} versions, {self.drafts} drafts"


_SUMS = (
    "(SELECT COALESCE(SUM(bytes), 0) || ':' || COALESCE(SUM(versions), 0) || ':' || COALESCE(SUM(drafts), 0) "
    "FROM versioning_usage WHERE project_id = {project} AND user_id {user})"
)
# With a name of its own: `project` may be the key of the project that the query reads.
_OWN_LIMITS = (
    "(SELECT COALESCE(CAST(own.bytes_limit AS text), '') || ':' || COALESCE(CAST(own.versions_limit AS text), '') "
    "|| ':' || COALESCE(CAST(own.drafts_limit AS text), '') FROM versioning_project AS own WHERE own.id = {project})"
)


class QuotaColumn(Func):
    """The quota of a person in a project, as text for `read_quota`. One column: verbs read it along with other rows."""

    output_field = TextField()

    def __init__(self, project: str | Combinable, user: "Parameter | models.Value") -> None:
        super().__init__(F(project) if isinstance(project, str) else project, user)

    def as_sql(self, compiler: SQLCompiler, connection: Any, *_: Any, **context: Any) -> Any:
        (project, values), (user, user_values) = (compiler.compile(part) for part in self.source_expressions)
        parts = (_SUMS.format(project=project, user=f"= {user}"), _SUMS.format(project=project, user="IS NULL"))
        limits = _OWN_LIMITS.format(project=project)
        column = " || ';' || ".join((*parts, limits))
        return f"({column})", (*values, *user_values, *values, *values)


def quota_parameter() -> Parameter:
    """Return the parameter `user` of a prepared query with a `QuotaColumn`."""
    return Parameter("user", models.UUIDField())


def read_quota(row: models.Model) -> Quota:
    """Return the quota that the query read along as `quota`. Raises KeyError if it did not."""
    person, project, limits = (part.split(":") for part in annotation(row, "quota").split(";"))
    own = Limits(*(int(value) if value else None for value in limits))
    return Quota(Amounts(*map(int, person)), Amounts(*map(int, project)), own)
