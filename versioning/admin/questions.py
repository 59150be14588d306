"""What the back office asks before it publishes, promotes or archives, and how it does so."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from versioning.admin.asking import Asked, Question, Undo
from versioning.exceptions import (
    ComparisonTooCostly,
    CurrentChanged,
    NotPublished,
    VersioningError,
    VersionNotFound,
)
from versioning.models import Actor, CorruptBlob, Document, Draft, Version
from versioning.services.drafts.merge_snapshots import snapshot_of
from versioning.services.lookups import find_version
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.compare_versions import compare_snapshots
from versioning.services.versions.plan_undo import Means, plan_undo
from versioning.services.versions.preconditions import DraftPreconditions, Outdated, Preconditions
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_if_unchanged import Promotion, publish_if_unchanged
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.restore_version import restore_version
from versioning.services.versions.undo_publication import undo_publication
from versioning.text.compare.html import comparison_html, words_html
from versioning.text.compare.words import WordSegment

MOST_LINES = 400
# What the undo of archiving sends for a version that was current.
CURRENT = "current"
UNDO = "undo_publication"
SHOWN_FIELDS = {"title": "Title", "description": "Description"}


def _describe_publication(version: Version) -> Asked:
    current = _current_of(version.document)
    after = f"Readers still see version {current.number}." if current else "Readers still see no version."
    sentence = f"Publish version {version.number} of {version.document}. {after}"
    return Asked(version, sentence, _changes(current, version), "")


def _describe_promotion(version: Version, *, row: Version | None = None) -> Asked:
    current = _current_of(version.document)
    sentence = f"Make version {version.number} of {version.document} current. {_instead(current)}"
    if current == version:
        sentence = f"Version {version.number} of {version.document} is current already. Readers see no change."
    return Asked(row or version, sentence, _changes(current, version), _key(current))


def _describe_archiving(version: Version) -> Asked:
    sentence = f"Archive version {version.number} of {version.document}."
    if not version.is_current:
        return Asked(version, f"{sentence} Readers see no change.", SafeString(""), "")
    current = _current_of(version.document)
    return Asked(version, f"{sentence} It is current: readers will not see this document.", _changes(current, None), "")


def _describe_draft(draft: Draft) -> Asked:
    asked = _describe_publication(draft.version)
    return Asked(draft, asked.sentence, asked.changes, f"{draft.revision}:{_key(_current_of(draft.document))}")


def _describe_draft_for_readers(draft: Draft) -> Asked:
    current = _current_of(draft.document)
    sentence = f"Publish version {draft.version.number} of {draft.document} and make it current. {_instead(current)}"
    return Asked(draft, sentence, _changes(current, draft.version), f"{draft.revision}:{_key(current)}")


def _describe_newest(document: Document) -> Asked:
    newest = _newest_of(document)
    if newest is None:
        return Asked(document, f"{document} has no published version.", SafeString(""), "")
    asked = _describe_promotion(newest)
    return Asked(document, asked.sentence, asked.changes, f"{newest.pk}:{asked.seen}")


def _describe_undo(version: Version) -> Asked:
    """Raises VersioningError."""
    plan = plan_undo(version)
    if plan.former is not None:
        return _describe_promotion(plan.former, row=version)
    asked = replace(_describe_archiving(version), seen=_key(_current_of(version.document)))
    if plan.means is Means.ARCHIVE:
        return asked
    return replace(asked, sentence=f"{version} is no longer current, and stays published. No version is current then.")


def _publish(actor: Actor, version: Version, seen: str) -> Undo:
    publish_version(actor=actor, version=version)
    return Undo(UNDO, version, _key(version.document.current))


def _promote(actor: Actor, version: Version, seen: str) -> Undo | None:
    former = version.document.current
    promote_version(actor=actor, version=version, expected=_expected(seen))
    # Another version may be current by the time that somebody undoes it.
    return None if former == version else Undo(UNDO, version, _key(version))


def _undo(actor: Actor, version: Version, seen: str) -> None:
    undo_publication(actor=actor, version=version, expected=_expected(seen))


def _archive(actor: Actor, version: Version, seen: str) -> Undo:
    was_current = version.is_current
    archived = archive_version(actor=actor, version=version)
    return Undo("restore", archived, CURRENT if was_current else "")


def restore(actor: Actor, version: Version, seen: str) -> None:
    """Restore an archived version. The undo of archiving a current version makes it current again, too.

    Raises VersioningError, also if the document has another current version by now. Then nothing is changed.
    """
    with transaction.atomic():
        restored = restore_version(actor=actor, version=version)
        if seen == CURRENT:
            promote_version(actor=actor, version=restored, expected=Preconditions(current_id=None))


def _publish_draft(actor: Actor, draft: Draft, seen: str) -> Undo:
    _publish_as_seen(actor, draft, seen, promotion=Promotion.LATER)
    return Undo(UNDO, draft.version, _key(draft.document.current))


def _publish_draft_for_readers(actor: Actor, draft: Draft, seen: str) -> Undo:
    _publish_as_seen(actor, draft, seen, promotion=Promotion.NOW)
    return Undo(UNDO, draft.version, _key(draft.version))


def _publish_as_seen(actor: Actor, draft: Draft, seen: str, *, promotion: Promotion) -> None:
    revision, _, current = seen.partition(":")
    if not revision.isdecimal():
        raise VersioningError("Look at the changes of this draft first.")
    publish_if_unchanged(
        actor=actor,
        draft=draft,
        expected=DraftPreconditions(current_id=_uuid(current), revision=int(revision)),
        name=draft.version.name,
        promotion=promotion,
        outdated=Outdated.REFUSE,
    )


def _promote_newest(actor: Actor, document: Document, seen: str) -> Undo | None:
    newest, (shown, _, current) = _newest_of(document), seen.partition(":")
    if newest is None:
        raise NotPublished
    if str(newest.pk) != shown:
        raise CurrentChanged("Another version was published in the meantime. Nothing was changed.")
    return _promote(actor, newest, current)


def _newest_of(document: Document) -> Version | None:
    rows = Version.objects.of(document.pk).published().newest_first().values_list("number", flat=True)
    number = rows.first()
    return None if number is None else find_version(document=document, reference=str(number))


def _current_of(document: Document) -> Version | None:
    try:
        return find_version(document=document, reference="current")
    except VersionNotFound:
        return None


def _instead(current: Version | None) -> str:
    return f"Readers see it instead of version {current.number}." if current else "Readers see no version now."


def _key(version: Version | None) -> str:
    # An empty value would mean that nothing was seen.
    return str(version.pk) if version else "none"


def _expected(seen: str) -> Preconditions:
    """Raises VersioningError."""
    if not seen:
        raise VersioningError("Look at the changes of this version first.")
    return Preconditions(current_id=_uuid(seen))


def _uuid(seen: str) -> UUID | None:
    try:
        return UUID(seen)
    except ValueError:
        return None


def _changes(current: Version | None, version: Version | None) -> SafeString:
    """Return what readers would see change. None is a document that they do not see."""
    try:
        compared = compare_snapshots(base=snapshot_of(current), head=snapshot_of(version), limit_lines=MOST_LINES)
    except (ComparisonTooCostly, CorruptBlob) as fault:
        return format_html("<p><strong>{}</strong></p>", str(fault))
    fields = [
        (SHOWN_FIELDS[change.field], _marked("delete", change.base), _marked("insert", change.head))
        for change in compared.fields
        if change.field in SHOWN_FIELDS
    ]
    table = comparison_html(comparison=compared.text, base_name=_name(current), head_name=_name(version))
    # comparison_html escapes all text.
    return format_html_join("", "<p>{}: {} {}</p>", fields) + mark_safe(table)  # noqa: S308


def _marked(kind: Any, value: object) -> SafeString:
    # words_html escapes the text.
    return mark_safe(words_html([WordSegment(kind=kind, text=str(value))]) if value else "")  # noqa: S308


def _name(version: Version | None) -> str:
    return "nothing" if version is None else f"version {version.number}"


PUBLISH = Question("publish", "Publish", "published", _describe_publication, _publish)
PROMOTE = Question("promote", "Make current", "made current", _describe_promotion, _promote)
UNDO_PUBLICATION = Question(UNDO, "Undo", "undone", _describe_undo, _undo)
ARCHIVE = Question("archive", "Archive", "archived", _describe_archiving, _archive)
PUBLISH_DRAFT = Question("publish", "Publish only", "published", _describe_draft, _publish_draft)
PUBLISH_FOR_READERS = Question(
    "publish_and_promote",
    "Publish and make current",
    "published and made current",
    _describe_draft_for_readers,
    _publish_draft_for_readers,
)
PROMOTE_NEWEST = Question(
    "promote_newest",
    "Make the newest published version current",
    "made current",
    _describe_newest,
    _promote_newest,
)
