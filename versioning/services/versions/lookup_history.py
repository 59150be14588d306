"""Finding one version of a document's history by its number, and the number of the n-th one."""

from bisect import bisect_right
from dataclasses import dataclass

from django.db.models import F

from versioning.exceptions import NotADraft, VersionNotFound
from versioning.models import Document, Draft, RetiredNumber, Version
from versioning.models.finding import Shown
from versioning.models.sql.get_or_none import get_or_none


def find_in_history(*, document: Document, number: int | None) -> Version:
    """With text; without a number the newest. Raises VersionNotFound, for discarded drafts too."""
    versions = Version.objects.in_history(document.pk).with_text()
    found = versions.newest_first().first() if number is None else get_or_none(versions.filter(number=number))
    if found is None:
        raise VersionNotFound
    found.document = document
    return found


def find_current(document: Document) -> Version:
    """The version that readers get, with text. Raises VersionNotFound where they get none."""
    version = get_or_none(Version.objects.of(document.pk).with_text().filter(document__current=F("pk")))
    if version is None:
        raise VersionNotFound
    version.document = document
    return version


def find_numbered_draft(*, document: Document, number: int | None) -> Draft:
    """The open draft of this number; without a number the newest. Raises VersionNotFound, NotADraft."""
    drafts = Draft.objects.shown(Shown.LISTED).filter(document=document).order_by("-version__number")
    draft = drafts.first() if number is None else get_or_none(drafts.filter(version__number=number))
    if draft is None:
        known = number is None or Version.objects.in_history(document.pk).filter(number=number).exists()
        raise NotADraft if known else VersionNotFound
    draft.document = draft.version.document = document
    return draft


@dataclass(frozen=True)
class History:
    """A document's history as numbers: dense but for the gaps, which are few and known."""

    document: Document
    gaps: list[int]

    @classmethod
    def of(cls, document: Document) -> "History":
        """In one query, that reads no version of the history itself."""
        left_out = Version.objects.out_of_history(document.pk).order_by().values_list("number", flat=True)
        retired = RetiredNumber.objects.filter(document=document).values_list("number", flat=True)
        return cls(document=document, gaps=sorted(left_out.union(retired)))

    @property
    def length(self) -> int:
        return self.document.last_number - len(self.gaps)

    def number_at(self, position: int) -> int:
        """The number of the version at a position, from 0; past the end, one that no version has."""
        # Each gap before the number pushes it one further: gap[i] - i positions lie before gap i.
        before = [gap - place for place, gap in enumerate(self.gaps)]
        return position + 1 + bisect_right(before, position + 1)
