from typing import Any

import pytest

from tests.cast import Cast
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import DraftChanged, InvalidValue
from versioning.models import Document, Draft, Verb, Version
from versioning.services.documents.publish_and_adopt import publish_and_adopt, stated_changes
from versioning.services.documents.update_document import update_document
from versioning.services.versions.preconditions import DraftPreconditions, Outdated
from versioning.services.versions.publish_if_unchanged import Promotion

STATED = "---\nslug: money\nweight: 7\ndraft: true\nlang: de\ntags: [shop, money]\n---\n\nText.\n"


def publish(cast: Cast, draft: Draft, *, revision: int = 1) -> Version:
    current = draft.document.current_id
    return publish_and_adopt(
        actor=cast.publisher,
        draft=draft,
        expected=DraftPreconditions(current_id=current, revision=revision),
        name=draft.version.name,
        promotion=Promotion.NOW,
        outdated=Outdated.REFUSE,
    )


def settings_of(document: Document) -> tuple[Any, ...]:
    fresh = Document.objects.get(pk=document.pk)
    return fresh.slug, fresh.order, fresh.hidden, fresh.language


def test_the_document_gets_what_the_front_matter_says(cast: Cast) -> None:
    version = publish(cast, cast.draft(body=STATED))

    assert settings_of(version.document) == ("money", 7, True, "de")
    assert Document.objects.get(pk=version.document_id).presentation.tags == ["shop", "money"]


def test_the_document_is_hidden_before_its_text_is_published(cast: Cast) -> None:
    draft = cast.draft(body=STATED)

    with recorded() as events:
        publish(cast, draft)

    assert [event.verb for event in events] == [
        Verb.DOCUMENT_UPDATED,
        Verb.DOCUMENT_PRESENTED,
        Verb.VERSION_PUBLISHED,
        Verb.VERSION_PROMOTED,
    ]


def test_only_what_differs_is_stated(cast: Cast) -> None:
    draft = cast.draft(body=STATED)
    draft.document = update_document(
        actor=cast.editor, document=draft.document, changes={"slug": "money", "hidden": True}
    )

    assert stated_changes(draft) == {"language": "de", "order": 7, "tags": ["shop", "money"]}


def test_a_language_that_the_text_has_already_is_not_stated(cast: Cast) -> None:
    original = cast.document(language="de")

    draft = cast.draft(body=STATED, language="fr", translation_key=original.translation_key)

    assert "language" not in stated_changes(draft)


def test_a_text_without_front_matter_changes_no_setting(cast: Cast) -> None:
    draft = cast.draft(body="Text.\n")

    with recorded() as events:
        publish(cast, draft)

    assert [event.verb for event in events] == [Verb.VERSION_PUBLISHED, Verb.VERSION_PROMOTED]


def test_nothing_is_adopted_if_nothing_is_published(cast: Cast) -> None:
    draft = cast.draft(body=STATED)
    cast.save(draft, body=f"{STATED}More.\n")
    before = everything_stored()

    with pytest.raises(DraftChanged):
        publish(cast, draft)

    assert everything_stored() == before


def test_a_later_version_gives_its_document_nothing(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document()), body=STATED)
    before = everything_stored()

    with pytest.raises(InvalidValue, match="Only a first version"):
        publish(cast, draft, revision=draft.revision)

    assert stated_changes(draft) == {}
    assert everything_stored() == before
