"""Rebuild the search entries of every document, and the words by which files are found."""

from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from versioning.models import Actor, Blob, Document, File, FileWord, SearchEntry
from versioning.models.files.file import word_rows
from versioning.models.search.search_catalogue import rebuild
from versioning.models.sql.rows import insert_rows
from versioning.policies import authorize_organization
from versioning.services.kernel.searchable import SearchableText, plain_words

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
        plain_texts = _plain_texts(page)
        with transaction.atomic():
            _write(page, plain_texts=plain_texts)
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


def _plain_texts(page: list[UUID]) -> dict[UUID, SearchableText]:
    rows = Document.objects.filter(pk__in=page, current__isnull=False)
    bodies = list(rows.values_list("pk", "current__body", "current__content_type", "language"))
    shelf = Blob.objects.delta_store([body for _, body, _, _ in bodies])
    return {
        pk: SearchableText(
            body, kind, language, plain_words(shelf.chain(body).text, content_type=kind, language=language)
        )
        for pk, body, kind, language in bodies
        if body in shelf
    }


def _write(page: list[UUID], *, plain_texts: dict[UUID, SearchableText]) -> None:
    """Write the entries of these documents.

    If another version became current or the language changed meanwhile, that has written the entry already.
    """
    entries = []
    documents = Document.objects.filter(pk__in=page).order_by("pk")
    # `of`: the joined version needs no lock.
    for document in documents.select_for_update(no_key=True, of=("self",)).select_related("current"):
        current, known = document.current, plain_texts.get(document.pk)
        if current is None:
            entries.append(SearchEntry.of(document))
        elif known is not None and known.is_of(current, language=document.language):
            entries.append(SearchEntry.of(document, description=current.description, text=known.text))
    SearchEntry.objects.write(entries)
