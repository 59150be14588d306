"""Verbs of versions."""

from tests.cast import Cast
from tests.reading import current_of
from tests.services.verbs.case import Act, Case
from versioning.models import Role, Version
from versioning.services.documents.publish_and_adopt import publish_and_adopt
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import DraftPreconditions, Outdated, Preconditions
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_if_unchanged import Promotion, publish_if_unchanged
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.restore_version import restore_version
from versioning.services.versions.trash_version import trash_version
from versioning.services.versions.undo_publication import undo_publication
from versioning.services.versions.untrash_version import untrash_version


def _publish(cast: Cast) -> Act:
    version = cast.draft().version
    return lambda actor: publish_version(actor=actor, version=version)


def _promote(cast: Cast) -> Act:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)
    return lambda actor: promote_version(actor=actor, version=version)


def _publish_and_promote(cast: Cast) -> Act:
    draft = cast.draft()
    return lambda actor: publish_and_promote(actor=actor, draft=draft)


def _publish_if_unchanged(cast: Cast) -> Act:
    draft = cast.draft()
    return lambda actor: publish_if_unchanged(
        actor=actor,
        draft=draft,
        expected=DraftPreconditions(current_id=None, revision=1),
        name="Another name",
        promotion=Promotion.NOW,
        outdated=Outdated.REFUSE,
    )


def _promote_if_unchanged(cast: Cast) -> Act:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)
    return lambda actor: promote_version(actor=actor, version=version, expected=Preconditions(current_id=None))


def _archive(cast: Cast) -> Act:
    version = current_of(cast.document())
    return lambda actor: archive_version(actor=actor, version=version)


def _undo_publication(cast: Cast) -> Act:
    version = cast.version(cast.document(), "Newer.\n")
    return lambda actor: undo_publication(actor=actor, version=version, expected=Preconditions(current_id=version.pk))


def _restore_version(cast: Cast) -> Act:
    version = archive_version(actor=cast.publisher, version=current_of(cast.document()))
    return lambda actor: restore_version(actor=actor, version=version)


def _superseded(cast: Cast) -> Version:
    version = current_of(cast.document())
    cast.version(version.document, "Second.")
    return version


def _trash_version(cast: Cast) -> Act:
    version = _superseded(cast)
    return lambda actor: trash_version(actor=actor, version=version)


def _untrash_version(cast: Cast) -> Act:
    version = trash_version(actor=cast.manager, version=_superseded(cast))
    return lambda actor: untrash_version(actor=actor, version=version)


def _adopt(cast: Cast) -> Act:
    draft = cast.draft(body="---\nslug: stated\ntags: [new]\n---\nText.\n")
    return lambda actor: publish_and_adopt(
        actor=actor,
        draft=draft,
        expected=DraftPreconditions(current_id=None, revision=1),
        name="First",
        promotion=Promotion.NOW,
        outdated=Outdated.REFUSE,
    )


VERBS = {
    "publish_version": Case(Role.PUBLISHER, _publish),
    "promote_version": Case(Role.PUBLISHER, _promote),
    "publish_and_promote": Case(Role.PUBLISHER, _publish_and_promote),
    "publish_if_unchanged": Case(Role.PUBLISHER, _publish_if_unchanged),
    "publish_and_adopt": Case(Role.PUBLISHER, _adopt),
    "promote_version_if_unchanged": Case(Role.PUBLISHER, _promote_if_unchanged),
    "archive_version": Case(Role.PUBLISHER, _archive),
    "undo_publication": Case(Role.PUBLISHER, _undo_publication),
    "restore_version": Case(Role.PUBLISHER, _restore_version),
    "trash_version": Case(Role.MANAGER, _trash_version),
    "untrash_version": Case(Role.MANAGER, _untrash_version),
}
