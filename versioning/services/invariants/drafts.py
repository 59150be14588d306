"""Invariants of open drafts."""

from django.db.models import Exists, F, OuterRef

from versioning.models import Draft, Version
from versioning.services.invariants.breach import no_row

DRAFT_INVARIANTS = (
    no_row(
        code="draft_row_missing",
        title="every version with the status draft has a draft row",
        sentence="the version has the status draft, but no draft row",
        rows=lambda: Version.objects.filter(
            ~Exists(Draft.objects.filter(version=OuterRef("pk"))), status=Version.Status.DRAFT
        ),
    ),
    no_row(
        code="draft_row_left_over",
        title="only versions with the status draft have a draft row",
        sentence="the version of the draft row does not have the status draft",
        rows=lambda: Draft.objects.exclude(version__status=Version.Status.DRAFT),
    ),
    no_row(
        code="draft_of_another_document",
        title="a draft and its version belong to the same document",
        sentence="the draft and its version belong to different documents",
        rows=lambda: Draft.objects.exclude(version__document=F("document")),
    ),
    no_row(
        code="draft_base_of_another_document",
        title="the base of a draft is a version of its document",
        sentence="the base of the draft is a version of another document",
        rows=lambda: Draft.objects.filter(base__isnull=False).exclude(base__document=F("document")),
    ),
    no_row(
        code="draft_on_foreign_branch",
        title="the branch of a draft belongs to the project of its document",
        sentence="the branch of the draft belongs to another project",
        rows=lambda: Draft.objects.filter(branch__isnull=False).exclude(branch__project=F("document__project")),
    ),
    no_row(
        code="draft_on_closed_branch",
        title="no draft is open on a closed branch",
        sentence="the draft is open on a closed branch",
        rows=lambda: Draft.objects.filter(branch__closed_at__isnull=False),
    ),
)
