"""Publish the first version of a document, and give the document what the front matter says of it."""

from dataclasses import dataclass
from typing import Any

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.documents._steps.placing import PlaceChanges, check_changes, replace_place
from versioning.services.documents._steps.presenting import replace_presentation
from versioning.services.documents._steps.settings_values import check_presentation
from versioning.services.documents.new_document import NOTHING, Stated, stated_in
from versioning.services.kernel.locking import LockedDocument
from versioning.services.versions.preconditions import DraftPreconditions, Outdated
from versioning.services.versions.publish_if_unchanged import Promotion, publish_if_unchanged

TAGS = "tags"


def stated_changes(draft: Draft) -> dict[str, Any]:
    """Return the slug, language, order, visibility and tags that the draft states and its document does not have.

    Nothing is returned for later drafts: then the document's own settings count. The language is left out if the text
    has another document in it. Raises CorruptBlob.
    """
    return _changes(draft.document, _stated_by(draft.version)) if _is_first(draft) else {}


def publish_and_adopt(
    *, actor: Actor, draft: Draft, expected: DraftPreconditions, name: str, promotion: Promotion, outdated: Outdated
) -> Version:
    """As `publish_if_unchanged`, and change the document to what `stated_changes` returns, in the same transaction.

    So nobody sees a page for a moment that its text says is hidden. Raises InvalidValue if the draft is not the first
    one, or for values that cannot be stored, AlreadyExists (another document took the language), CorruptBlob, and what
    `publish_if_unchanged` raises.
    """
    for action in (Action.PUBLISH, Action.EDIT_DOCUMENT):
        authorize(actor=actor, action=action, project_id=draft.document.project_id)
    if not _is_first(draft):
        raise InvalidValue("Only a first version can give its document what its front matter says.", field="adopt")
    # Reads the text, so before the lock. If the text changes until then, nothing is published.
    stated = _stated_by(draft.version)
    _Split.of(_changes(draft.document, stated)).check()
    return publish_if_unchanged(
        actor=actor,
        draft=draft,
        expected=expected,
        name=name,
        promotion=promotion,
        outdated=outdated,
        first=lambda held: _adopt(held, stated),
    )


@dataclass(frozen=True)
class _Split:
    place: dict[str, Any]
    presentation: dict[str, Any]

    @classmethod
    def of(cls, changes: dict[str, Any]) -> "_Split":
        place = {name: value for name, value in changes.items() if name != TAGS}
        return cls(place, {TAGS: changes[TAGS]} if TAGS in changes else {})

    def check(self) -> None:
        check_changes(self.place)
        check_presentation(self.presentation)


def _is_first(draft: Draft) -> bool:
    return draft.base_id is None and draft.document.current_id is None


def _stated_by(version: Version) -> Stated:
    metadata = version.metadata
    return NOTHING if metadata is None else stated_in(metadata)


def _changes(document: Document, stated: Stated) -> dict[str, Any]:
    values: dict[str, Any] = {
        "slug": stated.slug,
        "language": stated.language,
        "order": stated.order,
        "hidden": stated.hidden,
    }
    changes = {name: value for name, value in values.items() if value and value != getattr(document, name)}
    if "language" in changes and _is_taken(changes["language"], document=document):
        del changes["language"]
    if stated.tags and document.presentation.tags != list(stated.tags):
        changes[TAGS] = list(stated.tags)
    return changes


def _is_taken(language: str, *, document: Document) -> bool:
    # Documents in the trash are among them: they can be restored.
    same_text = Document.objects.filter(translation_key=document.translation_key, project=document.project_id)
    return same_text.filter(language=language).exists()


def _adopt(held: LockedDocument, stated: Stated) -> None:
    # Somebody may have given the document other settings since.
    changes = _Split.of(_changes(held.document, stated))
    if changes.place:
        replace_place(held, PlaceChanges(changes.place, tree=None))
    if changes.presentation:
        replace_presentation(held, changes=changes.presentation)
