"""The people, projects and documents that most tests start from, made through the services."""

from dataclasses import dataclass, fields
from typing import Any

from rest_framework.test import APIClient

from versioning.models import (
    Actor,
    Document,
    Draft,
    Membership,
    Project,
    Role,
    Scope,
    Token,
    User,
    Version,
    Workspace,
)
from versioning.models.access.token import digest_of, new_secret
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText, Placement
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.projects.create_project import create_project
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.publish_and_promote import publish_and_promote

TEXT = "# Title\n\nFirst line.\nSecond line.\n"


def make_user(name: str, **values: Any) -> User:
    first, _, last = name.partition(" ")
    return User.objects.create(
        username=name.lower().replace(" ", "."),
        first_name=first,
        last_name=last,
        email=f"{first.lower()}@example.org",
        **values,
    )


def make_project(slug: str = "handbook") -> Project:
    root = User.objects.filter(is_superuser=True).first() or make_user("Root Admin", is_superuser=True, is_staff=True)
    return create_project(actor=Actor(user=root), slug=slug, name=slug.title())


def make_member(project: Project, role: Role, name: str) -> Actor:
    user = make_user(name)
    Membership.objects.create(project=project, user=user, role=role)
    return Actor(user=user)


def make_token(
    user: User,
    *,
    project: Project | None = None,
    role: Role | None = None,
    kind: str = Token.Kind.PERSONAL,
    scopes: tuple[str, ...] = (Scope.READ, Scope.DRAFT, Scope.PUBLISH, Scope.MANAGE),
    **values: Any,
) -> tuple[Token, str]:
    """Return the token and its raw secret."""
    raw, prefix = new_secret()
    token = Token.objects.create(
        kind=kind,
        name=f"token of {user}",
        prefix=prefix,
        digest=digest_of(raw),
        user=user,
        project=project,
        role=role,
        scopes=list(scopes),
        **values,
    )
    return token, raw


def client_for(actor: Actor, **values: Any) -> APIClient:
    """An API client that sends a personal token of the actor's user; refusals by the server are answers, not raises."""
    _, raw = make_token(actor.user, **values)
    return client_with(raw)


def client_with(raw: str) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {raw}")
    return client


def new_document(**values: Any) -> dict[str, Any]:
    """Return what `create_document` takes: each value is a field of the text or of the placement."""
    of_text = {each.name for each in fields(NewText)}
    placement = {name: value for name, value in values.items() if name not in of_text}
    text = {name: value for name, value in values.items() if name in of_text}
    return {"text": NewText(**text), "placement": Placement(**placement)}


@dataclass
class Cast:
    """One project with a person in each role, a stranger, and a published document with an open draft to fork from."""

    project: Project
    workspace: Workspace
    viewer: Actor
    editor: Actor
    publisher: Actor
    manager: Actor
    stranger: Actor

    def draft(self, title: str = "Refunds", body: str = TEXT, **values: Any) -> Draft:
        """Version 1 of a new document, an open draft on main."""
        return create_document(
            actor=self.editor, workspace=self.workspace, **new_document(title=title, body=body, **values)
        )

    def document(self, title: str = "Refunds", body: str = TEXT, **values: Any) -> Document:
        """Return a new document whose version 1 is published and current."""
        version = publish_and_promote(actor=self.publisher, draft=self.draft(title, body, **values))
        return version.document

    def fork(self, document: Document, mode: ForkMode = ForkMode.FREE, **values: Any) -> Draft:
        return fork_document(actor=self.editor, document=document, mode=mode, **values).draft

    def save(self, draft: Draft, **changes: Any) -> Draft:
        return save_draft(actor=self.editor, draft=draft, changes=changes)

    def version(self, document: Document, body: str) -> Version:
        """Return one more version with this text, published and current."""
        draft = self.save(self.fork(document), body=body)
        return publish_and_promote(actor=self.publisher, draft=draft, outdated=Outdated.OVERRIDE)


def make_cast(slug: str = "handbook") -> Cast:
    project = make_project(slug)
    return Cast(
        project=project,
        workspace=project.workspaces.get(),
        viewer=make_member(project, Role.VIEWER, f"Vera {slug}"),
        editor=make_member(project, Role.EDITOR, f"Edda {slug}"),
        publisher=make_member(project, Role.PUBLISHER, f"Paul {slug}"),
        manager=make_member(project, Role.MANAGER, f"Mona {slug}"),
        stranger=Actor(user=make_user(f"Sven {slug}")),
    )
