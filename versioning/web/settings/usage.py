"""The usage of a project, as its settings page shows it."""

from typing import NamedTuple

from versioning.models.quotas.usage import KINDS, Amounts, in_words
from versioning.services.projects.read_usage import ProjectUsage

NAMES = {"bytes": "Stored text", "versions": "Versions", "drafts": "Open drafts"}
NO_LIMIT = "No limit"


class LimitRow(NamedTuple):
    """What is used of one kind, and its limits, in words."""

    name: str
    used: str
    limit: str
    person_limit: str


class PersonRow(NamedTuple):
    """What one person uses, in words."""

    name: str
    amounts: list[str]


class UsageTables(NamedTuple):
    """The two tables of the page."""

    kinds: list[LimitRow]
    people: list[PersonRow]


def usage_tables(usage: ProjectUsage) -> UsageTables:
    """Return the tables with all numbers in words."""
    rows = zip(KINDS, usage.used, usage.limits, usage.person_limits, strict=True)
    return UsageTables(
        kinds=[
            *(
                LimitRow(NAMES[kind], in_words(kind, used), *(_limit(kind, limit) for limit in limits))
                for kind, used, *limits in rows
            ),
            _files(usage),
        ],
        people=[PersonRow(row.person.display_name, _words(row.used)) for row in usage.people],
    )


def _files(usage: ProjectUsage) -> LimitRow:
    limits = (_limit("bytes", limit) for limit in (usage.file_bytes_limit, usage.person_file_bytes_limit))
    return LimitRow("Files", in_words("bytes", usage.file_bytes), *limits)


def _limit(kind: str, limit: int) -> str:
    return in_words(kind, limit) if limit else NO_LIMIT


def _words(amounts: Amounts) -> list[str]:
    return [in_words(kind, number) for kind, number in zip(KINDS, amounts, strict=True)]
