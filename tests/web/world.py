"""A project in which every route of the desk leads to something."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.utils import timezone

from tests.cast import Cast, make_token, make_user
from tests.jobs import make_job
from tests.pictures import stored
from tests.transfers import folder_of_transfers, path_of
from versioning.models import (
    Application,
    BrowserSession,
    Document,
    Event,
    Language,
    Membership,
    Notice,
    Role,
    Schedule,
    Token,
    Transfer,
    User,
    Verb,
)
from versioning.services.access.register_application import register_application
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.files.trash_file import trash_file
from versioning.services.folders.create_folder import create_folder
from versioning.services.people.invite_person import invite_person
from versioning.services.people.letters import CONFIRM_SALT
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.versions.archive_version import archive_version
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook

World = dict[str, Any]


def make_world(cast: Cast) -> World:
    """Return, by name, the values of paths and of form fields."""
    document = cast.document("Refunds", "One.\n")
    versions = _versions(cast, document)
    return {**versions, **_people(cast), **_project(cast), **_files(cast), "notice": _notice(cast, document).pk}


def _versions(cast: Cast, document: Document) -> World:
    gone = trash_document(actor=cast.manager, document=cast.document("Gone"))
    discarded = discard_draft(actor=cast.editor, draft=cast.fork(document))
    draft, saved = cast.fork(document), cast.save(cast.fork(document), body="Saved.\n")
    archived = archive_version(actor=cast.publisher, version=cast.version(document, "Two.\n"))
    published, current = cast.version(document, "Three.\n"), cast.version(document, "Four.\n")
    tomorrow = Plan(action=Schedule.Action.PROMOTE, at=timezone.now() + timedelta(days=1))
    return {
        "document": document.identifier,
        "gone": gone.identifier,
        "draft": draft.identifier,
        "revision": draft.revision,
        "saved": saved.identifier,
        "save": Event.objects.saves_of(saved).get().pk,
        "published": published.number,
        "current": current.number,
        "current_id": str(current.pk),
        "archived": archived.number,
        "discarded": discarded.number,
        "schedule": str(schedule_version(actor=cast.publisher, version=published, plan=tomorrow).pk),
    }


def _people(cast: Cast) -> World:
    make_user("Nina New")
    invitation = invite_person(actor=cast.manager, project=cast.project, email="a@example.org", role=Role.VIEWER)
    token, _ = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)
    application = register_application(
        actor=cast.manager,
        project=cast.project,
        name="Editor",
        client_type=Application.CLIENT_PUBLIC,
        redirect_uris=["https://editor.example/"],
    ).application
    return {
        "member": Membership.objects.get(user=cast.viewer.user).pk,
        "invitation": str(invitation.pk),
        "confirmation": _confirmation(cast.publisher.user),
        "token": str(token.pk),
        "application": application.pk,
        "sign_in": str(uuid4()),
        "session": str(BrowserSession.objects.create(user=cast.manager.user, key="laptop").pk),
    }


def _project(cast: Cast) -> World:
    new = NewWebhook(url="https://receiver.example/")
    return {
        "project": cast.project.slug,
        "workspace": str(cast.workspace.pk),
        "language": Language.objects.create(project=cast.project, code="de").pk,
        "job": str(make_job(cast.project).pk),
        "webhook": str(create_webhook(actor=cast.manager, project=cast.project, new=new).webhook.pk),
    }


def _files(cast: Cast) -> World:
    exported = Transfer.objects.create(
        project=cast.project,
        kind=Transfer.Kind.BUNDLE_OUT,
        status=Transfer.Status.DONE,
        started_by=cast.manager.user,
        file_name="handbook.bundle",
    )
    folder_of_transfers()
    path_of(exported).write_bytes(b"# v2 git bundle\n")
    return {
        "transfer": str(exported.pk),
        "file": str(stored(cast).pk),
        "other_file": str(stored(cast, b"other", name="other.txt").pk),
        "folder": str(create_folder(actor=cast.editor, project=cast.project, name="Old").pk),
        "trashed_file": str(trash_file(actor=cast.editor, file=stored(cast, b"old", name="old.txt")).pk),
    }


def _confirmation(user: User) -> str:
    user.pending_email = "new@example.org"
    user.save()
    return signing.dumps([str(user.pk), user.pending_email], salt=CONFIRM_SALT)


def _notice(cast: Cast, document: Document) -> Notice:
    event = Event.objects.filter(document=document, verb=Verb.VERSION_PUBLISHED).latest("pk")
    where = {"project": cast.project, "document": document}
    return Notice.objects.create(user=cast.publisher.user, kind="watched", key="1", mail="never", event=event, **where)
