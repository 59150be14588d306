from django.utils import timezone

from tests.cast import Cast
from tests.reading import current_of
from versioning.services.versions.version_at import version_at


def test_shows_what_was_current_then(cast: Cast) -> None:
    document = cast.document(body="One.\n")
    moment = timezone.now()
    cast.version(document, "Two.\n")

    version = version_at(document=document, moment=moment)

    assert version is not None
    assert (version.number, version.text, version.document) == (1, "One.\n", document)


def test_shows_nothing_where_nothing_was_current(cast: Cast) -> None:
    before = timezone.now()
    document = cast.document()

    assert version_at(document=document, moment=before) is None


def test_shows_nothing_of_a_version_in_the_trash(cast: Cast) -> None:
    document = cast.document()
    first, moment = current_of(document), timezone.now()
    cast.version(document, "Two.\n")
    first.trashed_at = timezone.now()
    first.save(update_fields=("trashed_at",))

    assert version_at(document=document, moment=moment) is None
