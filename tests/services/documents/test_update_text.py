from typing import Any

import pytest

from tests.cast import Cast
from tests.services.observing import compressed
from versioning.models import Document, Language, Version
from versioning.services.documents.lookup_translations import find_translation
from versioning.services.documents.text_changes import OnPublished, TextChanges
from versioning.services.documents.update_text import update_text


def _update(cast: Cast, document: Document, language: str, **content: Any) -> Version:
    kinds = Document.Kind.values
    found = find_translation(
        actor=cast.manager, project_id=cast.project.pk, kinds=kinds, key=document.pk, language=language
    )
    return update_text(
        actor=cast.manager,
        translation=found,
        language=language,
        changes=TextChanges(content=content, place={"order": 7}, on_published=OnPublished.FORK),
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_compresses_the_text_before_the_lock(cast: Cast, language: str) -> None:
    Language.objects.create(project=cast.project, code="de")
    document = cast.document()

    with compressed() as depths:
        version = _update(cast, document, language, body="Another text.")

    assert set(depths) == {0}
    assert (version.text, version.document.language) == ("Another text.", language)
