"""What changed between two versions of a document: fields first, then lines and words within lines."""

from dataclasses import dataclass
from typing import Any

from versioning.models import Actor, Document, Version
from versioning.policies import Action, authorize
from versioning.services.lookups import find_version
from versioning.text.comparison import Comparison
from versioning.text.diff import CONTEXT_LINES, compare

COMPARED_FIELDS = ("title", "description", "content_type", "fields")


@dataclass(frozen=True)
class FieldChange:
    """One snapshot field other than the text, with both values."""

    field: str
    base: Any
    head: Any


@dataclass(frozen=True)
class VersionComparison:
    base: Version
    head: Version
    fields: tuple[FieldChange, ...]
    text: Comparison


def compare_versions(
    *, actor: Actor, document: Document, base: str, head: str, context: int = CONTEXT_LINES
) -> VersionComparison:
    """Any two versions, each a uuid, a number or `current`, drafts included. Raises VersionNotFound."""
    authorize(actor=actor, action=Action.VIEW, project_id=document.project_id)
    left = find_version(document=document, reference=base)
    right = find_version(document=document, reference=head)
    changes = tuple(
        FieldChange(field=name, base=getattr(left, name), head=getattr(right, name))
        for name in COMPARED_FIELDS
        if getattr(left, name) != getattr(right, name)
    )
    text = compare(base=left.text, head=right.text, context=context)
    return VersionComparison(base=left, head=right, fields=changes, text=text)
