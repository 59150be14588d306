"""The sentence that describes an event. It follows the name of the person who acted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from string import Formatter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from versioning.models import Document, Event, Verb, Version

# Names in braces are filled by `_VALUES` or, if they are not in it, from the event's data.
PHRASES: dict[Verb, str] = {
    Verb.PROJECT_CREATED: "created the project {project}",
    Verb.PROJECT_UPDATED: "changed {changes} of the project {project}",
    Verb.PROJECT_IMPORTED: "imported a project file into {project}",
    Verb.LANGUAGE_ADDED: "added the language {language} to {project}",
    Verb.LANGUAGE_REMOVED: "removed the language {language} from {project}",
    Verb.WORKFLOW_STATUS_CREATED: "added the workflow status {name}",
    Verb.WORKFLOW_STATUS_UPDATED: "changed {changes} of a workflow status",
    Verb.WORKFLOW_STATUS_REMOVED: "removed the workflow status {name}",
    Verb.WORKSPACE_CREATED: "created the workspace {name}",
    Verb.WORKSPACE_UPDATED: "changed {changes} of a workspace",
    Verb.BRANCH_CREATED: "created the branch {name}",
    Verb.BRANCH_RENAMED: "renamed the branch {former} to {name}",
    Verb.BRANCH_CLOSED: "closed the branch {name}",
    Verb.MEMBER_ADDED: "added {username} to {project} as {role}",
    Verb.MEMBER_CHANGED: "changed the role of {username} in {project} from {former} to {role}",
    Verb.MEMBER_REMOVED: "removed {username} ({role}) from {project}",
    Verb.INVITATION_SENT: "invited a person to {project} as {role}",
    Verb.INVITATION_WITHDRAWN: "withdrew an invitation to {project}",
    Verb.INVITATION_ACCEPTED: "joined {project} as {role}",
    Verb.TOKEN_CREATED: "created the {kind} token {name} ({prefix}…)",
    Verb.TOKEN_REVOKED: "revoked the {kind} token {name} ({prefix}…)",
    Verb.APPLICATION_REGISTERED: "registered the application {name}",
    Verb.APPLICATION_RETIRED: "retired the application {name}",
    Verb.APPLICATION_ALLOWED: "allowed the application {name} to act for them",
    Verb.WEBHOOK_CREATED: "created a webhook to {host}",
    Verb.WEBHOOK_UPDATED: "changed {changes} of a webhook to {host}",
    Verb.WEBHOOK_DELETED: "deleted a webhook to {host}",
    Verb.WEBHOOK_ENABLED: "enabled a webhook to {host}",
    Verb.WEBHOOK_DISABLED: "disabled a webhook to {host}",
    Verb.WEBHOOK_PAUSED: "paused a webhook to {host}",
    Verb.WEBHOOK_RESUMED: "resumed a webhook to {host}",
    Verb.WEBHOOK_REPLAYED: "sent deliveries to {host} again",
    Verb.WEBHOOK_SECRET_ROTATED: "rotated the secret of a webhook to {host}",
    Verb.SESSION_ENDED: "ended {count} of the sessions of {username}",
    Verb.SIGN_IN_ENDED: "ended a sign-in to the application {name}",
    Verb.SIGN_IN_SUCCEEDED: "signed in",
    Verb.SIGN_IN_FAILED: "refused a sign-in as {username}",
    Verb.USER_CREATED: "created the account {username}",
    Verb.USER_CHANGED: "changed the account {username}",
    Verb.USER_PASSWORD_RESET: "reset the password of {username}",
    Verb.USER_UPDATED: "changed their name from {former} to {name}",
    Verb.USER_PASSWORD_CHANGED: "changed their password",
    Verb.USER_EMAIL_CHANGED: "changed their email address",
    Verb.DOCUMENT_CREATED: "created {document}",
    Verb.DOCUMENT_UPDATED: "changed {changes} of {document}",
    Verb.DOCUMENT_PRESENTED: "changed how readers see {document}: {changes}",
    Verb.DOCUMENT_MOVED_ON: "changed the workflow status of {document} to {status}",
    Verb.DOCUMENT_TRANSLATION_STATED: "marked the translation {document} as {state}",
    Verb.DOCUMENT_TRASHED: "moved {document}{along} to trash",
    Verb.DOCUMENT_RESTORED: "restored {document}{along} from trash",
    Verb.DOCUMENT_FILE_ATTACHED: "attached {name} to {document}",
    Verb.DOCUMENT_FILE_DETACHED: "removed the attachment {name} from {document}",
    Verb.DRAFT_FORKED: "forked {draft} of {document} from version {source}",
    Verb.DRAFT_SAVED: "saved {draft} of {document}, revision {revision}",
    Verb.DRAFT_SYNCED: "updated {draft} of {document} with version {current}",
    Verb.DRAFT_DISCARDED: "discarded {draft} of {document}",
    Verb.DRAFT_REOPENED: "reopened {draft} of {document}",
    Verb.VERSION_PUBLISHED: "published {version} of {document}",
    Verb.VERSION_PROMOTED: "promoted {version} of {document}",
    Verb.VERSION_UNPROMOTED: "unpublished {version} of {document}",
    Verb.VERSION_ARCHIVED: "archived {version} of {document}",
    Verb.VERSION_RESTORED: "restored {version} of {document}",
    Verb.VERSION_TRASHED: "moved {version} of {document} to trash",
    Verb.VERSION_UNTRASHED: "restored {version} of {document} from trash",
    Verb.VERSION_SCHEDULED: "scheduled for {moment}: {action} {version} of {document}",
    Verb.VERSION_UNSCHEDULED: "canceled the schedule for {moment}: {action} {version} of {document}",
    Verb.VERSION_SCHEDULE_FAILED: "could not {action} {version} of {document} as scheduled for {moment}",
    Verb.FILE_UPLOADED: "uploaded the file {name}",
    Verb.FILE_DESCRIBED: "described the file {name}",
    Verb.FILE_TRASHED: "moved the file {name} to trash",
    Verb.FILE_RESTORED: "restored the file {name} from trash",
    Verb.FILE_MOVED: "moved the file {name} to the folder {folder_name}",
    Verb.FILE_TAGGED: "changed the tags of the file {name}",
    Verb.FOLDER_CREATED: "created the folder {name}",
    Verb.FOLDER_UPDATED: "changed the folder {name}",
    Verb.FOLDER_DELETED: "deleted the folder {name} (files moved to trash: {files})",
}

# Fields whose names mean something to programs only. Others are shown by their own name.
FIELDS = {
    "language": "the language",
    "parent_id": "the category",
    "workspace_id": "the workspace",
    "order": "the order",
    "slug": "the slug",
    "hidden": "the visibility",
    "following": "the next statuses",
    "tags": "the tags",
}


@dataclass(frozen=True)
class Sentence:
    """`text` follows the actor's name, `note` is the actor's message, `client` the token or application they used.

    `claim` is what an imported history says about the event. All but `text` may be empty.
    """

    text: SafeString
    note: str
    client: str
    claim: str


def describe_event(event: Event, *, titles: Mapping[UUID, str]) -> Sentence:
    """Return the sentence of an event that was loaded `with_related`. `titles` are those of purged documents."""
    phrase = PHRASES[Verb(event.verb)]
    names = [name for _, name, _, _ in Formatter().parse(phrase) if name]
    readers: dict[str, Callable[[Event], Any]] = {**_VALUES, "document": partial(_document, titles=titles)}
    # Old events lack members that newer ones have, so no name may be taken for granted.
    values = {name: readers[name](event) if name in readers else event.data.get(name) or "nothing" for name in names}
    return Sentence(text=format_html(phrase, **values), note=_note(event), client=_client(event), claim=_claim(event))


def _document(event: Event, *, titles: Mapping[UUID, str]) -> SafeString | str:
    document: Document | None = event.document
    if document is None:
        title = titles.get(event.document_id) if event.document_id else None
        return format_html("<q>{}</q> (deleted)", title) if title else "a deleted document"
    if document.trashed_at is not None:
        # The activity is the only page of a document in the trash. It can be restored there.
        address = f"{reverse('desk:activity')}?document={document.identifier}"
        return format_html('<q><a href="{}">{}</a></q> (in trash)', address, document.title)
    return format_html('<a href="{}">{}</a>', reverse("desk:document", args=[document.identifier]), document.title)


def _version(event: Event) -> SafeString | str:
    return _numbered(event, noun="version")


def _draft(event: Event) -> SafeString | str:
    return _numbered(event, noun="draft")


def _numbered(event: Event, *, noun: str) -> SafeString | str:
    version: Version | None = event.version
    number = event.data.get("number") or (version and version.number)
    if number is None:
        return f"a {noun}"
    document = event.document
    # Without a page to link to, the number alone has to do.
    if version is None or version.trashed_at is not None or document is None or document.trashed_at is not None:
        return f"{noun} {number}"
    address = reverse("desk:version", args=[document.identifier, number])
    return format_html('<a href="{}">{} {}</a>', address, noun, number)


def _project(event: Event) -> str:
    project = event.project
    return str(event.data.get("slug", "a project")) if project is None else project.name


def _changes(event: Event) -> str:
    """Return the names of the changed fields, such as `the name and the language`."""
    names = [FIELDS.get(name, f"the {name.replace('_', ' ')}") for name in event.data.get("changes") or {}]
    if event.data.get("related") is not None:
        names.append("the related documents")
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "nothing"


def _along(event: Event) -> str:
    """Return how many documents below it moved with it, or an empty string if none did."""
    along = event.data.get("along") or 0
    # Trashing lists the documents, restoring only counts them.
    count = along if isinstance(along, int) else len(along)
    return "" if count == 0 else f" and {count} {'document' if count == 1 else 'documents'} below it"


def _status(event: Event) -> str:
    return event.data.get("name") or "none"


def _state(event: Event) -> str:
    return str(event.data.get("state", "")).replace("_", " ")


_VALUES: dict[str, Callable[[Event], Any]] = {
    "project": _project,
    "version": _version,
    "draft": _draft,
    "changes": _changes,
    "along": _along,
    "status": _status,
    "state": _state,
}


def _note(event: Event) -> str:
    return str(event.data.get("message") or event.data.get("comment") or event.data.get("reason") or "")


def _client(event: Event) -> str:
    if event.token is not None:
        return f"with the token {event.token.name}"
    return "" if event.application is None else f"with the application {event.application.name}"


def _claim(event: Event) -> str:
    """Return what an imported history says of the event, or an empty string.

    Former imports named the author of the commit as the actor, and dated the event with the commit.
    """
    if event.claimed_at is not None:
        by = f" by {event.data['by']}" if event.data.get("by") else ""
        return f"(imported: the history says {event.claimed_at:%B %-d, %Y}{by})"
    return "(as an imported history says)" if "commit" in event.data else ""
