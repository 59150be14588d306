"""Every verb of the core, ready to be done by anybody: for what must hold for all of them alike."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.utils import timezone

from tests.cast import Cast
from tests.pictures import stored
from versioning.models import Actor, Document, File, Folder, Language, Role, Schedule, Version, Webhook, WorkflowStatus
from versioning.models.files.file_tag import tag_id
from versioning.services.documents.attach_file import attach_file
from versioning.services.documents.create_document import create_document
from versioning.services.documents.detach_file import detach_file
from versioning.services.documents.new_document import NewText
from versioning.services.documents.publish_and_adopt import publish_and_adopt
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.revise_document import revise_document
from versioning.services.documents.set_translation_status import set_translation_status
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.text_changes import OnPublished, TextChanges
from versioning.services.documents.translate_document import translate_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document
from versioning.services.documents.update_settings import update_settings
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.drafts.resolve_collision import resolve_collision
from versioning.services.drafts.save_draft import save_draft
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.files.copy_file import copy_file
from versioning.services.files.move_file import move_file
from versioning.services.files.tag_file import tag_file
from versioning.services.files.untag_file import untag_file
from versioning.services.folders.create_folder import create_folder
from versioning.services.folders.delete_folder import delete_folder
from versioning.services.folders.update_folder import update_folder
from versioning.services.people.invite_person import invite_person
from versioning.services.people.withdraw_invitation import withdraw_invitation
from versioning.services.projects.add_language import add_language
from versioning.services.projects.create_workflow_status import NewWorkflowStatus, create_workflow_status
from versioning.services.projects.remove_language import remove_language
from versioning.services.projects.remove_workflow_status import remove_workflow_status
from versioning.services.projects.update_workflow_status import update_workflow_status
from versioning.services.schedules.move_schedule import Move, move_schedule
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.schedules.unschedule import unschedule
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
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.delete_webhook import delete_webhook
from versioning.services.webhooks.disable_webhook import disable_webhook
from versioning.services.webhooks.enable_webhook import enable_webhook
from versioning.services.webhooks.pause_webhook import pause_webhook
from versioning.services.webhooks.replay_deliveries import Replay, replay_deliveries
from versioning.services.webhooks.rotate_secret import rotate_secret
from versioning.services.webhooks.update_webhook import update_webhook

Act = Callable[[Actor], object]


class Case(NamedTuple):
    """The least role that may do it, and what makes ready the rows that it is done to."""

    least: Role
    prepare: Callable[[Cast], Act]


def _current(document: Document) -> Version:
    assert document.current is not None
    return document.current


def _create(cast: Cast) -> Act:
    return lambda actor: create_document(actor=actor, workspace=cast.workspace, text=NewText(title="New", body="Text."))


def _fork(cast: Cast) -> Act:
    document = cast.document()
    return lambda actor: fork_document(actor=actor, document=document, mode=ForkMode.STRICT)


def _save(cast: Cast) -> Act:
    draft = cast.draft()
    return lambda actor: save_draft(actor=actor, draft=draft, changes={"title": "New", "body": "Other."})


def _sync(cast: Cast) -> Act:
    document = cast.document()
    draft = cast.save(cast.fork(document), title="New")
    cast.version(document, "Second.")
    return lambda actor: sync_draft(actor=actor, draft=draft)


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


def _resolve(cast: Cast) -> Act:
    draft = cast.draft()
    return lambda actor: resolve_collision(
        actor=actor, draft=draft, typed="Typed.", changes={"body": "Made of both."}, expected_revision=1
    )


def _archive(cast: Cast) -> Act:
    version = _current(cast.document())
    return lambda actor: archive_version(actor=actor, version=version)


def _undo_publication(cast: Cast) -> Act:
    version = cast.version(cast.document(), "Newer.\n")
    return lambda actor: undo_publication(actor=actor, version=version, expected=Preconditions(current_id=version.pk))


def _restore_version(cast: Cast) -> Act:
    version = archive_version(actor=cast.publisher, version=_current(cast.document()))
    return lambda actor: restore_version(actor=actor, version=version)


def _discard(cast: Cast) -> Act:
    draft = cast.draft()
    return lambda actor: discard_draft(actor=actor, draft=draft)


def _reopen(cast: Cast) -> Act:
    version = discard_draft(actor=cast.editor, draft=cast.draft())
    return lambda actor: reopen_draft(actor=actor, version=version)


def _category(cast: Cast) -> Document:
    category = cast.document("Guides", kind="category")
    cast.document("Below", parent_id=category.pk)
    return category


def _trash(cast: Cast) -> Act:
    category = _category(cast)
    return lambda actor: trash_document(actor=actor, document=category)


def _restore_document(cast: Cast) -> Act:
    category = trash_document(actor=cast.manager, document=_category(cast))
    return lambda actor: restore_document(actor=actor, document=category)


def _update(cast: Cast) -> Act:
    category, document = _category(cast), cast.document()
    changes = {"parent_id": category.pk, "order": 3}
    return lambda actor: update_document(actor=actor, document=document, changes=changes)


def _revise(cast: Cast) -> Act:
    document = cast.document()
    return lambda actor: revise_document(
        actor=actor,
        document=document,
        changes=TextChanges(
            content={"title": "New", "body": "Other."}, place={"order": 3}, on_published=OnPublished.FORK
        ),
    )


def _translate(cast: Cast) -> Act:
    original = cast.document()
    Language.objects.get_or_create(project=cast.project, code="de")
    return lambda actor: translate_document(actor=actor, original=original, language="de", text=NewText(title="Neu"))


def _superseded(cast: Cast) -> Version:
    version = _current(cast.document())
    cast.version(version.document, "Second.")
    return version


def _trash_version(cast: Cast) -> Act:
    version = _superseded(cast)
    return lambda actor: trash_version(actor=actor, version=version)


def _untrash_version(cast: Cast) -> Act:
    version = trash_version(actor=cast.manager, version=_superseded(cast))
    return lambda actor: untrash_version(actor=actor, version=version)


def _add_language(cast: Cast) -> Act:
    Language.objects.filter(project=cast.project, code="de").delete()
    return lambda actor: add_language(actor=actor, project=cast.project, code="de")


def _remove_language(cast: Cast) -> Act:
    language, _ = Language.objects.get_or_create(project=cast.project, code="de")
    return lambda actor: remove_language(actor=actor, language=language)


def _status(cast: Cast, **values: Any) -> WorkflowStatus:
    return WorkflowStatus.objects.create(project=cast.project, name=f"Review {uuid4()}", **values)


def _create_status(cast: Cast) -> Act:
    new = NewWorkflowStatus(name=f"Draft {uuid4()}", following=[_status(cast)])
    return lambda actor: create_workflow_status(actor=actor, project=cast.project, new=new)


def _update_status(cast: Cast) -> Act:
    status, changes = _status(cast), {"read_only": True, "following": [_status(cast)]}
    return lambda actor: update_workflow_status(actor=actor, status=status, changes=changes)


def _remove_status(cast: Cast) -> Act:
    status = _status(cast)
    return lambda actor: remove_workflow_status(actor=actor, status=status)


def _move_on(cast: Cast) -> Act:
    document, status = cast.document(), _status(cast)
    return lambda actor: set_workflow_status(actor=actor, document=document, status_id=status.pk, comment="Ready.")


def _present(cast: Cast) -> Act:
    document, related = cast.document(), cast.document()
    return lambda actor: update_settings(
        actor=actor,
        document=document,
        changes={"tags": ["new"]},
        related_ids=[related.translation_key],
        slug="shown",
    )


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


def _state(cast: Cast) -> Act:
    original = cast.document()
    document = cast.document(language="de", translation_key=original.translation_key)
    return lambda actor: set_translation_status(actor=actor, document=document, state="translated")


def _webhook(cast: Cast) -> Webhook:
    new = NewWebhook(url="https://receiver.example/")
    return create_webhook(actor=cast.manager, project=cast.project, new=new).webhook


def _create_webhook(cast: Cast) -> Act:
    return lambda actor: create_webhook(
        actor=actor, project=cast.project, new=NewWebhook(url="https://receiver.example/", events=["draft.saved"])
    )


def _update_webhook(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: update_webhook(actor=actor, webhook=webhook, changes={"events": ["draft.saved"]})


def _rotate_secret(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: rotate_secret(actor=actor, webhook=webhook)


def _disable_webhook(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: disable_webhook(actor=actor, webhook=webhook)


def _pause_webhook(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: pause_webhook(actor=actor, webhook=webhook)


def _enable_webhook(cast: Cast) -> Act:
    webhook = disable_webhook(actor=cast.manager, webhook=_webhook(cast))
    return lambda actor: enable_webhook(actor=actor, webhook=webhook)


def _replay(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: replay_deliveries(actor=actor, webhook=webhook, replay=Replay(failed=True))


def _delete_webhook(cast: Cast) -> Act:
    webhook = _webhook(cast)
    return lambda actor: delete_webhook(actor=actor, webhook=webhook)


def _invite(cast: Cast) -> Act:
    return lambda actor: invite_person(
        actor=actor, project=cast.project, email=f"{uuid4().hex}@example.org", role=Role.VIEWER
    )


def _withdraw(cast: Cast) -> Act:
    email = f"{uuid4().hex}@example.org"
    invitation = invite_person(actor=cast.manager, project=cast.project, email=email, role=Role.VIEWER)
    return lambda actor: withdraw_invitation(actor=actor, invitation=invitation)


def _tomorrow() -> Plan:
    return Plan(action=Schedule.Action.PROMOTE, at=timezone.now() + timedelta(days=1))


def _scheduled(cast: Cast) -> Schedule:
    return schedule_version(actor=cast.publisher, version=_current(cast.document()), plan=_tomorrow())


def _schedule(cast: Cast) -> Act:
    version = _current(cast.document())
    return lambda actor: schedule_version(actor=actor, version=version, plan=_tomorrow())


def _move_schedule(cast: Cast) -> Act:
    schedule = _scheduled(cast)
    changes = Move(at=timezone.now() + timedelta(days=2))
    return lambda actor: move_schedule(actor=actor, schedule=schedule, changes=changes)


def _unschedule(cast: Cast) -> Act:
    schedule = _scheduled(cast)
    return lambda actor: unschedule(actor=actor, schedule=schedule)


def _folder(cast: Cast) -> Folder:
    return create_folder(actor=cast.editor, project=cast.project, name=f"Pictures {uuid4()}")


def _file(cast: Cast) -> File:
    return stored(cast, uuid4().bytes, name="a.bin")


def _create_folder(cast: Cast) -> Act:
    return lambda actor: create_folder(actor=actor, project=cast.project, name=f"New {uuid4()}")


def _update_folder(cast: Cast) -> Act:
    folder = _folder(cast)
    return lambda actor: update_folder(actor=actor, folder=folder, name=f"New {uuid4()}", is_starred=True)


def _delete_folder(cast: Cast) -> Act:
    folder = _folder(cast)
    move_file(actor=cast.editor, file=_file(cast), folder=folder)
    return lambda actor: delete_folder(actor=actor, folder=folder)


def _move_file(cast: Cast) -> Act:
    file, folder = _file(cast), _folder(cast)
    return lambda actor: move_file(actor=actor, file=file, folder=folder)


def _copy_file(cast: Cast) -> Act:
    file, folder = _file(cast), _folder(cast)
    return lambda actor: copy_file(actor=actor, file=file, folder=folder)


def _tag_file(cast: Cast) -> Act:
    file = _file(cast)
    return lambda actor: tag_file(actor=actor, file=file, names=["new"])


def _untag_file(cast: Cast) -> Act:
    file = _file(cast)
    tag_file(actor=cast.editor, file=file, names=["old"])
    return lambda actor: untag_file(actor=actor, file=file, tags=[tag_id("old", project_id=cast.project.pk)])


def _attach_file(cast: Cast) -> Act:
    document, file = cast.document(), _file(cast)
    return lambda actor: attach_file(actor=actor, document=document, file=file)


def _detach_file(cast: Cast) -> Act:
    attachment = attach_file(actor=cast.editor, document=cast.document(), file=_file(cast))
    return lambda actor: detach_file(actor=actor, attachment=attachment)


VERBS = {
    "create_folder": Case(Role.EDITOR, _create_folder),
    "update_folder": Case(Role.EDITOR, _update_folder),
    "delete_folder": Case(Role.EDITOR, _delete_folder),
    "move_file": Case(Role.EDITOR, _move_file),
    "copy_file": Case(Role.EDITOR, _copy_file),
    "tag_file": Case(Role.EDITOR, _tag_file),
    "untag_file": Case(Role.EDITOR, _untag_file),
    "attach_file": Case(Role.EDITOR, _attach_file),
    "detach_file": Case(Role.EDITOR, _detach_file),
    "create_document": Case(Role.EDITOR, _create),
    "fork_document": Case(Role.EDITOR, _fork),
    "save_draft": Case(Role.EDITOR, _save),
    "sync_draft": Case(Role.EDITOR, _sync),
    "resolve_collision": Case(Role.EDITOR, _resolve),
    "discard_draft": Case(Role.EDITOR, _discard),
    "reopen_draft": Case(Role.EDITOR, _reopen),
    "update_document": Case(Role.EDITOR, _update),
    "revise_document": Case(Role.EDITOR, _revise),
    "translate_document": Case(Role.EDITOR, _translate),
    "set_workflow_status": Case(Role.EDITOR, _move_on),
    "update_settings": Case(Role.EDITOR, _present),
    "set_translation_status": Case(Role.EDITOR, _state),
    "publish_version": Case(Role.PUBLISHER, _publish),
    "promote_version": Case(Role.PUBLISHER, _promote),
    "publish_and_promote": Case(Role.PUBLISHER, _publish_and_promote),
    "publish_if_unchanged": Case(Role.PUBLISHER, _publish_if_unchanged),
    "publish_and_adopt": Case(Role.PUBLISHER, _adopt),
    "promote_version_if_unchanged": Case(Role.PUBLISHER, _promote_if_unchanged),
    "archive_version": Case(Role.PUBLISHER, _archive),
    "undo_publication": Case(Role.PUBLISHER, _undo_publication),
    "restore_version": Case(Role.PUBLISHER, _restore_version),
    "schedule_version": Case(Role.PUBLISHER, _schedule),
    "move_schedule": Case(Role.PUBLISHER, _move_schedule),
    "unschedule": Case(Role.PUBLISHER, _unschedule),
    "invite_person": Case(Role.MANAGER, _invite),
    "withdraw_invitation": Case(Role.MANAGER, _withdraw),
    "add_language": Case(Role.MANAGER, _add_language),
    "remove_language": Case(Role.MANAGER, _remove_language),
    "create_workflow_status": Case(Role.MANAGER, _create_status),
    "update_workflow_status": Case(Role.MANAGER, _update_status),
    "remove_workflow_status": Case(Role.MANAGER, _remove_status),
    "create_webhook": Case(Role.MANAGER, _create_webhook),
    "update_webhook": Case(Role.MANAGER, _update_webhook),
    "rotate_secret": Case(Role.MANAGER, _rotate_secret),
    "disable_webhook": Case(Role.MANAGER, _disable_webhook),
    "pause_webhook": Case(Role.MANAGER, _pause_webhook),
    "enable_webhook": Case(Role.MANAGER, _enable_webhook),
    "replay_deliveries": Case(Role.MANAGER, _replay),
    "delete_webhook": Case(Role.MANAGER, _delete_webhook),
    "trash_version": Case(Role.MANAGER, _trash_version),
    "untrash_version": Case(Role.MANAGER, _untrash_version),
    "trash_document": Case(Role.MANAGER, _trash),
    "restore_document": Case(Role.MANAGER, _restore_document),
}
