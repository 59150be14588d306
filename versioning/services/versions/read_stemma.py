"""Read the family tree of a document: its versions, and from which each was forked or synced."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from versioning.models import Actor, Document, Version
from versioning.policies import Action, authorize

PAGE = 1_000


@dataclass(frozen=True)
class Edge:
    """`fork`: the child's snapshot is a copy of the parent's. `merge`: the child was synced with the parent."""

    parent: UUID
    child: UUID
    kind: Literal["fork", "merge"]


@dataclass(frozen=True)
class Stemma:
    """A page of versions, newest first. `next_before` is the number for the next page, or None on the last page."""

    versions: list[Version]
    edges: list[Edge]
    next_before: int | None


def read_stemma(*, actor: Actor, document: Document, before: int | None = None) -> Stemma:
    """Return 1,000 versions, those with numbers below `before` if it is given, and the edges to their parents."""
    authorize(actor=actor, action=Action.VIEW, project_id=document.project_id)
    # One row more tells whether there is a next page.
    rows = list(Version.objects.of(document.pk).for_stemma(before=before)[: PAGE + 1])
    versions = rows[:PAGE]
    for version in versions:
        version.document = document
    return Stemma(
        versions=versions,
        edges=[edge for version in versions for edge in _edges(version)],
        next_before=versions[-1].number if len(rows) > PAGE else None,
    )


def _edges(version: Version) -> list[Edge]:
    forked = [] if version.source_id is None else [Edge(version.source_id, version.pk, "fork")]
    return forked if version.merged_id is None else [*forked, Edge(version.merged_id, version.pk, "merge")]
