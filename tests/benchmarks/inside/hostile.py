"""Two tenants: one whose people read, and one whose people have documents of 5 MB. `python -m …hostile PEOPLE`."""

import sys
from typing import Any

from django.test import Client

from tests.benchmarks.hostile_texts import STORED, versions_of
from tests.benchmarks.inside import say
from tests.benchmarks.inside.seed import write_history
from tests.benchmarks.texts import KB
from versioning.models import Actor, Draft, Role, Token, User, Workspace
from versioning.services.access.add_member import add_member
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.access.create_user import create_user
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.projects.create_project import create_project
from versioning.services.projects.create_workspace import create_workspace
from versioning.services.versions.publish_and_promote import publish_and_promote

SLUG = "hostile"
CALM_DOCUMENTS = 8
CALM_VERSIONS = 4


def main(people: int) -> dict[str, Any]:
    """Return the ids of the calm tenant's documents, the people of the hostile one, and its documents."""
    actor = system_actor()
    calm = [str(write_history(texts=CALM_VERSIONS, size=(20 + at) * KB).pk) for at in range(CALM_DOCUMENTS)]
    project = create_project(actor=actor, slug=SLUG)
    workspace = Workspace.objects.filter(project=project).first() or create_workspace(
        actor=actor, project=project, slug=SLUG, name=SLUG
    )
    members = [create_user(actor=actor, username=f"{SLUG}{number}") for number in range(people)]
    for member in members:
        add_member(actor=actor, project=project, user=member, role=Role.MANAGER)
    documents = [_document(kind, actor=actor, workspace=workspace) for kind in STORED]
    return {
        "calm": calm,
        "workspace": str(workspace.pk),
        "people": [_person(each) for each in members],
        **{
            "documents": [
                {
                    "id": str(draft.document.pk),
                    "identifier": draft.document.identifier,
                    "drafts": _drafts(draft, people),
                }
                for draft in documents
            ]
        },
    }


def _document(kind: str, *, actor: Actor, workspace: Workspace) -> Draft:
    """Return a document of two versions, with a draft of the first that conflicts with the second."""
    first, second, mine = versions_of(kind)
    draft = create_document(actor=actor, workspace=workspace, text=NewText(title=kind, body=first))
    document = publish_and_promote(actor=actor, draft=draft).document
    behind = fork_document(actor=actor, document=document, mode=ForkMode.FREE).draft
    save_draft(actor=actor, draft=behind, changes={"body": mine})
    ahead = fork_document(actor=actor, document=document, mode=ForkMode.FREE).draft
    publish_and_promote(actor=actor, draft=save_draft(actor=actor, draft=ahead, changes={"body": second}))
    return behind


def _drafts(behind: Draft, count: int) -> list[str]:
    """Return the draft that is behind, and a draft for each person to save in."""
    actor = system_actor()
    forks = (fork_document(actor=actor, document=behind.document, mode=ForkMode.FREE) for _ in range(count))
    return [behind.identifier, *(fork.draft.identifier for fork in forks)]


def _person(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    new = NewToken(kind=Token.Kind.PERSONAL, name=user.username, user=user)
    token = create_token(actor=Actor(user=user), new=new)
    return {"token": token.raw, "session": client.cookies["sessionid"].value}


if __name__ == "__main__":
    say(main(int(sys.argv[1])))
