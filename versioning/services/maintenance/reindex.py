"""Rebuild the search entries of every document, and the words by which files are found."""

from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from versioning.models import Actor, Document, File, FileWord
from versioning.models.files.file import word_rows
from versioning.models.search.search_catalogue import rebuild
from versioning.models.sql.rows import insert_rows
from versioning.policies import authorize_organization
from versioning.services.kernel.search.search_entries import renew_entries_of

PAGE, FILE_PAGE = 100, 500
# Takes (documents done, documents in all), after each page.
Report = Callable[[int, int], None]


def reindex(*, actor: Actor, report: Report) -> int:
    """Rebuild the search index and return the number of documents. Searches find the same as before meanwhile.

    Safe beside any writer: texts are read without a lock, and each page is written in a short transaction under the
    locks of its documents. If it is stopped, its work so far is saved.

    Raises NotAllowed.
    """
    done = renew_entries(actor=actor, report=report)
    rebuild(connection)
    _write_file_words()
    return done


def renew_entries(*, actor: Actor, report: Report) -> int:
    """Write the entries of all documents again, as `reindex` does, and return the number of documents.

    The index and the words of files stay as they are. Raises NotAllowed.
    """
    authorize_organization(actor=actor)
    done, total, last = 0, Document.objects.count(), None
    report(done, total)
    while page := _page_after(last):
        renew_entries_of(page)
        last, done = page[-1], done + len(page)
        report(done, total)
    return done


def _write_file_words() -> None:
    last = UUID(int=0)
    files = File.objects.order_by("pk").select_for_update(no_key=True)
    while True:
        with transaction.atomic():
            page = list(files.filter(pk__gt=last)[:FILE_PAGE])
            if not page:
                return
            FileWord.objects.filter(file__in=page).delete()
            insert_rows(word_rows(page))
        last = page[-1].pk


def _page_after(last: UUID | None) -> list[UUID]:
    documents = Document.objects.order_by("pk").values_list("pk", flat=True)
    return list((documents if last is None else documents.filter(pk__gt=last))[:PAGE])
