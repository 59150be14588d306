import re

import pytest
from django.db import IntegrityError

from tests.cast import Cast
from versioning.models import Document
from versioning.services.identifiers import with_fresh_identifier, with_fresh_key


def test_an_identifier_has_8_hex_digits(db: None) -> None:
    document = with_fresh_identifier(lambda identifier: Document(identifier=identifier))

    assert re.fullmatch(r"[0-9a-f]{8}", document.identifier)


def test_tries_again_where_an_identifier_is_taken(cast: Cast) -> None:
    first, second = cast.document("One"), cast.document("Two")
    tried: list[str] = []

    def create(identifier: str) -> Document:
        tried.append(identifier)
        second.identifier = first.identifier if len(tried) < 3 else identifier
        second.save(update_fields=("identifier",))
        return second

    made = with_fresh_identifier(create)

    assert (len(tried), made.identifier) == (3, tried[-1])


def test_gives_up_where_every_identifier_is_taken(cast: Cast) -> None:
    first, second = cast.document("One"), cast.document("Two")

    def create(_: str) -> Document:
        second.identifier = first.identifier
        second.save(update_fields=("identifier",))
        return second

    with pytest.raises(IntegrityError, match="identifier"):
        with_fresh_identifier(create)

    assert Document.objects.filter(identifier=first.identifier).count() == 1


def test_does_not_try_again_for_another_refusal(cast: Cast) -> None:
    document = cast.document()
    tried: list[str] = []

    def create(key: str) -> Document:
        tried.append(key)
        document.parent = document
        document.save(update_fields=("parent",))
        return document

    with pytest.raises(IntegrityError, match="own_parent"):
        with_fresh_key(create)

    assert len(tried) == 1
