"""Invariants of versions."""

from django.db.models import Exists, F, OuterRef, Q

from versioning.models import Version
from versioning.services.invariants.breach import no_row

# An archived version may have been published or, as a discarded draft, never.
DATES_MATCH_STATUS = (
    Q(status=Version.Status.DRAFT, published_at=None, archived_at=None)
    | Q(status=Version.Status.PUBLISHED, published_at__isnull=False, archived_at=None)
    | Q(status=Version.Status.ARCHIVED, archived_at__isnull=False)
)

VERSION_INVARIANTS = (
    no_row(
        code="version_number_twice",
        title="version numbers are unique within a document",
        sentence="another version of the document has the same number",
        rows=lambda: Version.objects.filter(
            Exists(
                Version.objects.filter(document=OuterRef("document"), number=OuterRef("number")).exclude(
                    pk=OuterRef("pk")
                )
            )
        ),
    ),
    no_row(
        code="version_number_out_of_range",
        title="version numbers are between 1 and the counter of the document",
        sentence="the version number is below 1 or above the counter of the document",
        rows=lambda: Version.objects.filter(Q(number__lt=1) | Q(number__gt=F("document__last_number"))),
    ),
    no_row(
        code="version_dates_do_not_fit",
        title="the dates of a version match its status",
        sentence="the dates of publication and archiving contradict the status of the version",
        rows=lambda: Version.objects.exclude(DATES_MATCH_STATUS),
    ),
    no_row(
        code="version_body_of_another_document",
        title="a version's text belongs to its document",
        sentence="the version's text belongs to another document",
        rows=lambda: Version.objects.exclude(body__document=F("document")),
    ),
    no_row(
        code="version_source_of_another_document",
        title="a version was forked from a version of its document",
        sentence="the version's source is a version of another document",
        rows=lambda: Version.objects.filter(source__isnull=False).exclude(source__document=F("document")),
    ),
    no_row(
        code="version_merged_of_another_document",
        title="a version was merged with a version of its document",
        sentence="the version's second parent is a version of another document",
        rows=lambda: Version.objects.filter(merged__isnull=False).exclude(merged__document=F("document")),
    ),
)
