"""What holds of open drafts."""

from django.db.models import Exists, F, OuterRef

from versioning.models import Draft, Version
from versioning.services.invariants.breach import no_row

DRAFT_INVARIANTS = (
    no_row(
        code="draft_row_missing",
        title="every version in the status draft is open for editing",
        sentence="the version's status is draft, but it has no draft row",
        rows=lambda: Version.objects.filter(
            ~Exists(Draft.objects.filter(version=OuterRef("pk"))), status=Version.Status.DRAFT
        ),
    ),
    no_row(
        code="draft_row_left_over",
        title="only versions in the status draft are open for editing",
        sentence="the draft row exists, but its version's status is not draft",
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
        title="a draft's base is a version of its document",
        sentence="the draft's base is a version of another document",
        rows=lambda: Draft.objects.filter(base__isnull=False).exclude(base__document=F("document")),
    ),
    no_row(
        code="draft_on_foreign_branch",
        title="a draft's branch belongs to its document's project",
        sentence="the draft's branch belongs to another project than its document",
        rows=lambda: Draft.objects.filter(branch__isnull=False).exclude(branch__project=F("document__project")),
    ),
    no_row(
        code="draft_on_closed_branch",
        title="no draft is open on a closed branch",
        sentence="the draft is open on a branch that is closed",
        rows=lambda: Draft.objects.filter(branch__closed_at__isnull=False),
    ),
)
