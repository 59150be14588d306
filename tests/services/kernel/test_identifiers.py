import re
from uuid import uuid4

import pytest
from django.db import IntegrityError

from tests.cast import Cast
from versioning.models import Draft, Version
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.kernel.identifiers import insert_with_first_free, insert_with_identifier, insert_with_key


def _copy(draft: Draft) -> Draft:
    """Not stored yet, of the same version: its row must make way first."""
    draft.delete()
    return Draft(version=draft.version, document=draft.document, last_saved_by=draft.last_saved_by)


def test_an_identifier_has_8_hex_digits(cast: Cast) -> None:
    made = insert_with_identifier(_copy(cast.draft()))

    assert re.fullmatch(r"[0-9a-f]{8}", made.identifier)
    assert Draft.objects.get().identifier == made.identifier


def test_takes_the_one_that_is_wanted_where_it_is_free(cast: Cast) -> None:
    made = insert_with_identifier(_copy(cast.draft()), wanted=("0123abcd",))

    assert made.identifier == "0123abcd"


def test_tries_again_where_an_identifier_is_taken(cast: Cast) -> None:
    taken, draft = cast.draft("One").identifier, _copy(cast.draft("Two"))

    made = insert_with_first_free(draft, "identifier", candidates=(taken, taken, "0123abcd", "4567abcd"))

    assert made.identifier == "0123abcd"
    assert Draft.objects.get(pk=made.pk).identifier == "0123abcd"


def test_gives_up_where_every_identifier_is_taken(cast: Cast) -> None:
    taken, draft = cast.draft("One").identifier, _copy(cast.draft("Two"))

    with pytest.raises(IntegrityError, match="identifier"):
        insert_with_first_free(draft, "identifier", candidates=(taken, taken))


def test_does_not_try_again_for_another_refusal(cast: Cast) -> None:
    document = cast.document()
    open_one, draft = cast.fork(document, ForkMode.STRICT), _copy(cast.fork(document))
    draft.branch = open_one.branch

    with pytest.raises(IntegrityError, match="branch"):
        insert_with_first_free(draft, "identifier", candidates=("0123abcd", "4567abcd"))


def test_inserts_what_has_a_key_of_its_own_under_it(cast: Cast) -> None:
    version = cast.fork(cast.document()).version
    former, wanted = version.key, uuid4()
    version.pk, version.number = wanted, 7

    made = insert_with_key(version)

    assert made.pk == wanted
    assert Version.objects.get(pk=wanted).key == made.key > former
