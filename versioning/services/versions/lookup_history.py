"""Find a version of a document's history by its number, and numbers by their position."""

from bisect import bisect_right
from dataclasses import dataclass

from django.db.models import F

from versioning.exceptions import NotADraft, VersionNotFound
from versioning.models import Document, Draft, RetiredNumber, Version
from versioning.models.sql.get_or_none import get_or_none
from versioning.models.version_lookup import VersionDetail


def find_in_history(*, document: Document, number: int | None) -> Version:
    """Return the version of this number, by default the newest, with its text.

    Raises VersionNotFound, also for a discarded draft.
    """
    versions = Version.objects.in_history(document.pk).with_text()
    version = versions.newest_first().first() if number is None else get_or_none(versions.filter(number=number))
    if version is None:
        raise VersionNotFound
    version.document = document
    return version


def find_current(document: Document) -> Version:
    """Return the current version with its text. Raises VersionNotFound if there is none."""
    # By a join, not by `current_id`: another version may have become current since the document was read.
    version = get_or_none(Version.objects.of(document.pk).with_text().filter(document__current=F("pk")))
    if version is None:
        raise VersionNotFound
    version.document = document
    return version


def find_numbered_draft(*, document: Document, number: int | None) -> Draft:
    """Return the open draft of this version number, by default the newest. Raises VersionNotFound, NotADraft."""
    drafts = Draft.objects.with_detail(VersionDetail.LISTED).filter(document=document).order_by("-version__number")
    draft = drafts.first() if number is None else get_or_none(drafts.filter(version__number=number))
    if draft is None:
        exists = number is None or Version.objects.in_history(document.pk).filter(number=number).exists()
        raise NotADraft if exists else VersionNotFound
    draft.document = draft.version.document = document
    return draft


@dataclass(frozen=True)
class History:
    """The numbers of a document's history: 1 to `last_number` except the gaps. Gaps are rare."""

    document: Document
    gaps: list[int]

    @classmethod
    def of(cls, document: Document) -> "History":
        """Read the gaps in one query, which reads no version of the history itself."""
        left_out = Version.objects.out_of_history(document.pk).order_by().values_list("number", flat=True)
        retired = RetiredNumber.objects.filter(document=document).values_list("number", flat=True)
        return cls(document=document, gaps=sorted(left_out.union(retired)))

    @property
    def length(self) -> int:
        return self.document.last_number - len(self.gaps)

    def number_at(self, position: int) -> int:
        """Return the version number at a position, counted from 0. Past the end no version has the number."""
        # Each gap before the number pushes it one further: gap[i] - i positions lie before gap i.
        before = [gap - place for place, gap in enumerate(self.gaps)]
        return position + 1 + bisect_right(before, position + 1)
