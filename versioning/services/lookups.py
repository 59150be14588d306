"""Finding what an actor named. What it may not see is NotFound, as what does not exist is."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from versioning.exceptions import InvalidValue, NotFound, VersionNotFound
from versioning.models import Actor, Document, Draft, Project, Token, Version, Workspace
from versioning.models.document import DocumentQuerySet
from versioning.models.finding import Shown
from versioning.models.sql.get_or_none import get_or_none
from versioning.models.sql.references import IDENTIFIER
from versioning.policies import Action, authorize

Row = TypeVar("Row", bound=Model)


def find_document(
    *, actor: Actor, reference: str, action: Action = Action.VIEW, within: DocumentQuerySet | None = None
) -> Document:
    """The document of this uuid or identifier, on which the actor may do `action`. Raises NotFound, NotAllowed.

    `within` brings along what a page shows beside it.
    """
    if within is None:
        found = Document.objects.find(reference, user=actor.user.pk)
    else:
        found = get_or_none(within.visible_to(actor).with_reference(reference))
    return seen(actor=actor, document=found, action=action)


def find_document_to_fork(*, actor: Actor, reference: str) -> Document:
    """As `find_document`, with the version that is forked where no other is named. Raises NotFound, NotAllowed."""
    found = Document.objects.find_to_fork(reference, user=actor.user.pk)
    return seen(actor=actor, document=found, action=Action.VIEW)


def find_document_with_current(*, actor: Actor, reference: str) -> Document:
    """As `find_document`, to be viewed, with what a list shows of its current version. Raises NotFound, NotAllowed."""
    found = Document.objects.find_with_current(reference, user=actor.user.pk)
    return seen(actor=actor, document=found, action=Action.VIEW)


def find_trashed_document(*, actor: Actor, reference: str) -> Document:
    """As `find_document`, for one that is in the trash or back from it."""
    found = get_or_none(Document.objects.reachable_by(actor).with_reference(reference))
    return seen(actor=actor, document=found, action=Action.TRASH)


def find_version(*, document: Document, reference: str) -> Version:
    """With text and source. Raises VersionNotFound."""
    version = Version.objects.find(reference, of=str(document.pk), user=None, shown=Shown.WITH_TEXT)
    if version is None:
        raise VersionNotFound
    version.document = document
    return version


def find_shown_version(*, actor: Actor, document: str, reference: str, shown: Shown = Shown.WITH_TEXT) -> Version:
    """As `find_document` and `find_version` together, in one query; the text takes another when it is first asked for.

    Raises NotFound, NotAllowed, VersionNotFound.
    """
    version = Version.objects.find(reference, of=document, user=actor.user.pk, shown=shown)
    if version is None:
        find_document(actor=actor, reference=document)
        raise VersionNotFound
    seen(actor=actor, document=version.document, action=Action.VIEW, row=version)
    return version


def find_trashed_version(*, document: Document, reference: str) -> Version:
    """The version of this uuid or number, in the trash or back from it. Raises VersionNotFound."""
    versions = Version.objects.filter(document=document).listed()
    version = get_or_none(versions.with_reference(reference, current_id=document.current_id))
    if version is None:
        raise VersionNotFound
    version.document = document
    return version


def find_draft(*, actor: Actor, identifier: str, action: Action = Action.VIEW, shown: Shown = Shown.WITH_TEXT) -> Draft:
    """The open draft of this identifier. Raises NotFound, NotAllowed."""
    known = IDENTIFIER.fullmatch(identifier)
    draft = Draft.objects.find(identifier, user=actor.user.pk, shown=shown) if known else None
    return _seen_draft(draft, actor=actor, action=action, refusal="There is no open draft of this identifier.")


def find_branch_draft(*, actor: Actor, reference: str, branch_id: UUID | None, shown: Shown = Shown.WITH_TEXT) -> Draft:
    """The open draft on a branch (main where none is named) of the document of this uuid or identifier.

    Raises NotFound, NotAllowed.
    """
    draft = Draft.objects.find_on(branch_id, of=reference, user=actor.user.pk, shown=shown)
    return _seen_draft(draft, actor=actor, action=Action.VIEW, refusal="This document has no open draft there.")


def _seen_draft(draft: Draft | None, *, actor: Actor, action: Action, refusal: str) -> Draft:
    """What may not be seen is told as what is not there."""
    if draft is None:
        raise NotFound(refusal)
    actor.learn_role(project_id=draft.document.project_id, role=getattr(draft, "actor_role", None))
    if actor.role_in(draft.document.project_id) is None:
        raise NotFound(refusal)
    authorize(actor=actor, action=action, project_id=draft.document.project_id)
    draft.version.document = draft.document
    return draft


def find_project(*, actor: Actor, reference: str) -> Project:
    """The project of this slug or uuid, in which the actor has a role. Raises NotFound."""
    projects = Project.objects.visible_to(actor)
    try:
        found = get_or_none(projects.filter(pk=UUID(reference)))
    except ValueError:
        found = get_or_none(projects.filter(slug=reference)) if "\0" not in reference else None
    if found is None:
        raise NotFound
    return found


def find_workspace(*, actor: Actor, pk: UUID | None, project: str | None) -> Workspace:
    """The workspace of this key, or the first one of the project of this slug or uuid.

    Where neither is named, the first one of the only project in which the actor has a role. Raises InvalidValue.
    """
    found = Workspace.objects.choices_of(actor)
    if pk is not None:
        found = found.filter(pk=pk)
    if project is not None:
        found = found.in_project(project)
    workspace = found.order_by("created_at", "pk").first()
    is_guess = pk is None and project is None
    if workspace is None or (is_guess and found.exclude(project=workspace.project_id).exists()):
        field = "project" if pk is None else "workspace_id"
        raise InvalidValue("Name a project or a workspace in which you may create documents.", field=field)
    return workspace


def find_within(*, actor: Actor, rows: QuerySet[Row], pk: UUID | int) -> Row:
    """The row of this key, of a project in which the actor has a role. Raises NotFound."""
    row = get_or_none(rows.filter(pk=pk, project__in=Project.objects.visible_to(actor)))
    if row is None:
        raise NotFound
    return row


def find_token(*, actor: Actor, pk: UUID) -> Token:
    """A token that the actor may know of. Raises NotFound."""
    token = get_or_none(Token.objects.visible_to(actor).select_related("user").filter(pk=pk))
    if token is None:
        raise NotFound
    return token


def seen(*, actor: Actor, document: Document | None, action: Action, row: Model | None = None) -> Document:
    """The document that a query found for the actor, on which it may do `action`. Raises NotFound, NotAllowed.

    The `actor_role` that came along, with the document or with another row, is the user's own in the project.
    """
    if document is None:
        raise NotFound
    found = document if row is None else row
    if hasattr(found, "actor_role"):
        actor.learn_role(project_id=document.project_id, role=found.actor_role)
    authorize(actor=actor, action=action, project_id=document.project_id)
    return document
