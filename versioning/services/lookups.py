"""Find what a request names, if the actor may see it.

Hidden objects raise NotFound, exactly as missing ones do.
"""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from versioning.exceptions import InvalidValue, NotFound, VersionNotFound
from versioning.models import (
    Actor,
    Document,
    Draft,
    DraftAddress,
    File,
    Folder,
    Job,
    Project,
    Token,
    Version,
    Workspace,
)
from versioning.models.document import DocumentQuerySet
from versioning.models.sql.annotations import annotation
from versioning.models.sql.get_or_none import get_or_none
from versioning.models.sql.references import IDENTIFIER
from versioning.models.version_lookup import VersionDetail
from versioning.policies import Action, authorize

Row = TypeVar("Row", bound=Model)


def find_document(
    *, actor: Actor, reference: str, action: Action = Action.VIEW, within: DocumentQuerySet | None = None
) -> Document:
    """Return the document with this UUID or identifier. Raises NotFound, and NotAllowed if `action` is refused.

    `within` is a query set that reads along what a page shows beside the document.
    """
    if within is None:
        document = Document.objects.find(reference, user=actor.user.pk)
        return authorized(actor=actor, document=document, action=action)
    return _authorized_within(within.visible_to(actor), actor=actor, reference=reference, action=action)


def find_document_to_fork(*, actor: Actor, reference: str) -> Document:
    """As `find_document`, with the current version, which a fork copies by default. Raises NotFound, NotAllowed."""
    lookup = Document.objects.lookup_to_fork(reference)
    document = None if lookup is None else actor.find(lookup)
    return authorized(actor=actor, document=document, action=Action.VIEW)


def find_document_with_current(*, actor: Actor, reference: str) -> Document:
    """As `find_document`, with what a list shows of the current version. Raises NotFound, NotAllowed."""
    document = Document.objects.find_with_current(reference, user=actor.user.pk)
    return authorized(actor=actor, document=document, action=Action.VIEW)


def find_trashed_document(*, actor: Actor, reference: str) -> Document:
    """As `find_document` for Action.TRASH, but documents in the trash are found too."""
    return _authorized_within(
        Document.objects.reachable_by(actor), actor=actor, reference=reference, action=Action.TRASH
    )


def find_version(*, document: Document, reference: str) -> Version:
    """Return the version with its text and source. Raises VersionNotFound."""
    version = Version.objects.find(reference, of=str(document.pk), user=None, detail=VersionDetail.WITH_TEXT)
    if version is None:
        raise VersionNotFound
    version.document = document
    return version


def find_shown_version(
    *, actor: Actor, document: str, reference: str, detail: VersionDetail = VersionDetail.WITH_TEXT
) -> Version:
    """As `find_document` and `find_version` together, in one query.

    The text takes another query when it is first read. Raises NotFound, NotAllowed, VersionNotFound.
    """
    lookup = Version.objects.lookup(reference, of=document, detail=detail)
    version = None if lookup is None else actor.find(lookup)
    if version is None:
        # Tell a missing version from a document that the actor may not see.
        find_document(actor=actor, reference=document)
        raise VersionNotFound
    authorized(actor=actor, document=version.document, action=Action.VIEW, row=version)
    return version


def find_trashed_version(*, document: Document, reference: str) -> Version:
    """Return the version with this UUID or number, in the trash or not. Raises VersionNotFound."""
    versions = Version.objects.filter(document=document).listed()
    version = get_or_none(versions.with_reference(reference, current_id=document.current_id))
    if version is None:
        raise VersionNotFound
    version.document = document
    return version


def find_draft(
    *, actor: Actor, identifier: str, action: Action = Action.VIEW, detail: VersionDetail = VersionDetail.WITH_TEXT
) -> Draft:
    """Return the open draft with this identifier. Raises NotFound, NotAllowed."""
    is_identifier = IDENTIFIER.fullmatch(identifier)
    draft = actor.find(Draft.objects.lookup(identifier, detail=detail)) if is_identifier else None
    return _authorized_draft(draft, actor=actor, action=action, refusal="No open draft has this ID.")


def find_closed_draft(*, actor: Actor, identifier: str) -> Version:
    """Return the version of a draft with this identifier that was published or discarded. Raises NotFound.

    It comes with its document, without its text.
    """
    key = DraftAddress.objects.find_version(identifier) if IDENTIFIER.fullmatch(identifier) else None
    rows = Version.objects.filter(pk__in=[] if key is None else [key], trashed_at=None)
    version = get_or_none(rows.select_related("document"))
    if version is None:
        raise NotFound("No draft has this ID.")
    # A document in the trash has no pages.
    find_document(actor=actor, reference=str(version.document_id))
    return version


def find_branch_draft(
    *, actor: Actor, reference: str, branch_id: UUID | None, detail: VersionDetail = VersionDetail.WITH_TEXT
) -> Draft:
    """Return the document's open draft on a branch, on main if `branch_id` is None. Raises NotFound, NotAllowed.

    `reference` is the document's UUID or identifier.
    """
    draft = Draft.objects.find_on(branch_id, of=reference, user=actor.user.pk, detail=detail)
    return _authorized_draft(
        draft, actor=actor, action=Action.VIEW, refusal="This document has no open draft on this branch."
    )


def find_project(*, actor: Actor, reference: str) -> Project:
    """Return the project with this slug or UUID, if the actor has a role in it. Raises NotFound."""
    # PostgreSQL refuses NUL in a text parameter.
    project = get_or_none(Project.objects.visible_to(actor).named(reference)) if "\0" not in reference else None
    if project is None:
        raise NotFound
    return project


def find_workspace(*, actor: Actor, pk: UUID | None, project: str | None) -> Workspace:
    """Return the workspace with this key, or the first one of the project with this slug or UUID.

    With neither, return the first workspace of the actor's project, if the actor has a role in one project only.
    Raises InvalidValue.
    """
    workspaces = Workspace.objects.choices_of(actor)
    if pk is not None:
        workspaces = workspaces.filter(pk=pk)
    if project is not None:
        workspaces = workspaces.in_project(project)
    workspace = workspaces.order_by("created_at", "pk").first()
    is_guess = pk is None and project is None
    if workspace is None or (is_guess and workspaces.exclude(project=workspace.project_id).exists()):
        field = "project" if pk is None else "workspace_id"
        raise InvalidValue("Name a project or a workspace in which you may create documents.", field=field)
    return workspace


def find_within(*, actor: Actor, rows: QuerySet[Row], pk: UUID | int) -> Row:
    """Return the row with this key, if it belongs to a project in which the actor has a role. Raises NotFound."""
    row = get_or_none(rows.filter(pk=pk, project__in=Project.objects.visible_to(actor)))
    if row is None:
        raise NotFound
    return row


def find_file(*, actor: Actor, pk: UUID, action: Action = Action.VIEW) -> File:
    """Return the file, in the trash or not. Raises NotFound, NotAllowed. One query."""
    file = File.objects.find(pk, user=actor.user.pk)
    if file is None:
        raise NotFound
    actor.learn_role(project_id=file.project_id, role=annotation(file, "actor_role"))
    authorize(actor=actor, action=action, project_id=file.project_id)
    return file


def find_folder(*, project: Project, pk: UUID) -> Folder | None:
    """Return the folder of the project, or None for its default folder, which has the key of the project.

    The caller has found the project. Raises NotFound.
    """
    if pk == project.pk:
        return None
    folder = get_or_none(project.folders.filter(pk=pk))
    if folder is None:
        raise NotFound
    return folder


def find_job(*, actor: Actor, pk: UUID) -> Job:
    """Return the job with this key, if the actor may see it. Raises NotFound."""
    job = get_or_none(Job.objects.visible_to(actor).select_related("project", "created_by").filter(pk=pk))
    if job is None:
        raise NotFound
    return job


def find_token(*, actor: Actor, pk: UUID) -> Token:
    """Return the token with this key, if the actor may see it. Raises NotFound."""
    token = get_or_none(Token.objects.visible_to(actor).select_related("user").filter(pk=pk))
    if token is None:
        raise NotFound
    return token


def authorized(*, actor: Actor, document: Document | None, action: Action, row: Model | None = None) -> Document:
    """Return the document if the actor may do `action` on it. Raises NotFound, NotAllowed.

    The document, or `row` if one is given, must come from a query that reads the user's role along (`actor_role`).
    """
    if document is None:
        raise NotFound
    # The role came with the row, so `authorize` needs no query of its own.
    role = annotation(document if row is None else row, "actor_role")
    actor.learn_role(project_id=document.project_id, role=role)
    authorize(actor=actor, action=action, project_id=document.project_id)
    return document


def _authorized_within(rows: DocumentQuerySet, *, actor: Actor, reference: str, action: Action) -> Document:
    document = get_or_none(rows.with_reference(reference))
    if actor.is_limited_to_memberships:
        return authorized(actor=actor, document=document, action=action)
    # `reachable_by` reads no role along for these actors. Their role does not come from a membership.
    if document is None:
        raise NotFound
    authorize(actor=actor, action=action, project_id=document.project_id)
    return document


def _authorized_draft(draft: Draft | None, *, actor: Actor, action: Action, refusal: str) -> Draft:
    """Return the draft. A hidden draft raises NotFound with the same message as a missing one."""
    if draft is None:
        raise NotFound(refusal)
    project_id = draft.document.project_id
    actor.learn_role(project_id=project_id, role=annotation(draft, "actor_role"))
    if actor.role_in(project_id) is None:
        raise NotFound(refusal)
    authorize(actor=actor, action=action, project_id=project_id)
    draft.version.document = draft.document
    return draft
