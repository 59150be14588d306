"""Invariants of documents: their current version and their location."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Exists, F, OuterRef

from versioning.models import Document, Language, Version
from versioning.models.sql.values import uuid_of
from versioning.services.invariants.breach import CHUNK, Breach, Invariant, no_row

# Climb from every category. Stop at the start again, or after more steps than any tree has levels.
_CYCLES = """
WITH RECURSIVE climb(start, above, steps) AS (
    SELECT id, parent_id, 1 FROM versioning_document WHERE parent_id IS NOT NULL AND kind = 'category'
    UNION ALL
    SELECT climb.start, document.parent_id, climb.steps + 1
    FROM climb JOIN versioning_document document ON document.id = climb.above
    WHERE document.parent_id IS NOT NULL AND climb.above <> climb.start AND climb.steps <= 200
)
SELECT DISTINCT start FROM climb WHERE above = start
"""


def _find_cycles() -> Iterator[Breach]:
    with connection.cursor() as cursor:
        cursor.execute(_CYCLES)
        while rows := cursor.fetchmany(CHUNK):
            for (pk,) in rows:
                yield Breach(
                    code="document_below_itself",
                    table="versioning_document",
                    id=str(uuid_of(pk)),
                    sentence="the category is inside itself",
                )


DOCUMENT_INVARIANTS = (
    no_row(
        code="current_of_another_document",
        title="a document's current version belongs to the document",
        sentence="the current version belongs to another document",
        rows=lambda: Document.objects.filter(current__isnull=False).exclude(current__document=F("pk")),
    ),
    no_row(
        code="current_not_published",
        title="current versions are published",
        sentence="the current version is not published",
        rows=lambda: Document.objects.filter(current__isnull=False).exclude(current__status=Version.Status.PUBLISHED),
    ),
    no_row(
        code="current_in_trash",
        title="current versions are not in the trash",
        sentence="the current version is in the trash",
        rows=lambda: Document.objects.filter(current__trashed_at__isnull=False),
    ),
    no_row(
        code="title_not_the_current_one",
        title="a document has the title of its current version",
        sentence="the title of the document differs from its current version",
        rows=lambda: Document.objects.filter(current__isnull=False).exclude(title=F("current__title")),
    ),
    no_row(
        code="workspace_of_another_project",
        title="a document's workspace belongs to its project",
        sentence="the document's workspace belongs to another project",
        rows=lambda: Document.objects.exclude(workspace__project=F("project")),
    ),
    no_row(
        code="parent_of_another_project",
        title="the parent of a document belongs to its project",
        sentence="the parent of the document belongs to another project",
        rows=lambda: Document.objects.filter(parent__isnull=False).exclude(parent__project=F("project")),
    ),
    no_row(
        code="parent_is_no_category",
        title="the parent of a document is a category",
        sentence="the parent of the document is not a category",
        rows=lambda: Document.objects.filter(parent__isnull=False).exclude(parent__kind=Document.Kind.CATEGORY),
    ),
    no_row(
        code="workflow_status_of_another_project",
        title="a document's workflow status belongs to its project",
        sentence="the document's workflow status belongs to another project",
        rows=lambda: Document.objects.filter(workflow_status__isnull=False).exclude(
            workflow_status__project=F("project")
        ),
    ),
    no_row(
        code="language_not_of_the_project",
        title="the language of a document is a language of its project",
        sentence="the language of the document is not a language of its project",
        rows=lambda: Document.objects.filter(
            # Documents in the trash do not hold their language.
            ~Exists(Language.objects.filter(project=OuterRef("project"), code=OuterRef("language"))),
            trashed_at=None,
        ),
    ),
    Invariant(title="no category is inside itself", find=_find_cycles),
)
