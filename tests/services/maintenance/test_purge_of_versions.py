from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast
from tests.reading import current_of
from versioning.models import Document, Presentation, RetiredNumber, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.set_translation_status import set_translation_status
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.maintenance.purge import purge
from versioning.services.versions.lookup_history import History
from versioning.services.versions.trash_version import trash_version


def _purge(days: int = 31) -> None:
    purge(actor=system_actor(), now=timezone.now() + timedelta(days=days))


def _leaf(cast: Cast, document: Document) -> Version:
    """Return a published version that nothing was forked from."""
    current = current_of(document)
    leaf = cast.version(document, "A leaf.")
    cast.version(document, "Elsewhere.")
    Version.objects.filter(source=leaf).update(source=current)
    return leaf


def test_takes_what_was_long_in_the_trash_and_keeps_its_number(cast: Cast) -> None:
    document = cast.document()
    leaf = trash_version(actor=cast.manager, version=_leaf(cast, document))

    _purge()

    assert not Version.objects.filter(pk=leaf.pk).exists()
    assert list(RetiredNumber.objects.values_list("document", "number")) == [(document.pk, 2)]


def test_keeps_what_came_to_the_trash_lately(cast: Cast) -> None:
    leaf = trash_version(actor=cast.manager, version=_leaf(cast, cast.document()))

    _purge(days=29)

    assert Version.objects.filter(pk=leaf.pk).exists()
    assert not RetiredNumber.objects.exists()


def test_keeps_what_another_version_was_forked_from(cast: Cast) -> None:
    first = current_of(cast.document())
    cast.version(first.document, "Second.")
    trash_version(actor=cast.manager, version=first)

    _purge()

    assert Version.objects.filter(pk=first.pk).exists()


def test_the_numbers_of_discarded_drafts_are_kept_too(cast: Cast) -> None:
    document = cast.document()
    drafts = [cast.fork(document, ForkMode.FREE) for _ in range(3)]
    for draft in (drafts[0], drafts[2]):
        discard_draft(actor=cast.editor, draft=draft)

    _purge()

    assert sorted(RetiredNumber.objects.values_list("number", flat=True)) == [2, 4]


def test_a_history_is_as_long_as_it_was_listed_before(cast: Cast) -> None:
    document = cast.document()
    trash_version(actor=cast.manager, version=_leaf(cast, document))
    before = History.of(Document.objects.get(pk=document.pk))

    _purge()

    after = History.of(Document.objects.get(pk=document.pk))
    assert (before.length, after.length) == (2, 2)
    assert [after.number_at(position) for position in (0, 1)] == [1, 3]


def test_a_document_goes_with_its_presentation_and_its_numbers(cast: Cast) -> None:
    document, other = cast.document(), cast.document("Other")
    trash_version(actor=cast.manager, version=_leaf(cast, document))
    _purge()
    Presentation.objects.create(document=document)
    Presentation.objects.create(document=other).related.add(document)
    trash_document(actor=cast.manager, document=document)

    _purge()

    assert list(Document.objects.all()) == [other]
    assert not RetiredNumber.objects.exists()
    assert list(other.presentation.related.all()) == []


def test_a_translation_outlives_the_version_that_it_was_made_of(cast: Cast) -> None:
    original = cast.document()
    leaf = cast.version(original, "A leaf.")
    translation = cast.draft(language="de", translation_key=original.translation_key).document
    set_translation_status(actor=cast.editor, document=translation, state="translated")
    cast.version(original, "Third.")
    Version.objects.filter(source=leaf).update(source=None)
    trash_version(actor=cast.manager, version=leaf)

    _purge()

    stored = Document.objects.get(pk=translation.pk)
    assert stored.translated_from is None
    assert stored.translation_state(original=Document.objects.get(pk=original.pk)) == "needed"
