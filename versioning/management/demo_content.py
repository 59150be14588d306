"""The documents of the demo project: our own words about writing and versioning, made through the services."""

from pathlib import Path
from uuid import UUID

from versioning.models import Actor, Document, Draft, Workspace
from versioning.services.create_document import create_document
from versioning.services.fork_document import ForkMode, fork_document
from versioning.services.publish_and_promote import publish_and_promote
from versioning.services.save_draft import save_draft

TEXTS = Path(__file__).parent / "demo"


def write_demo_documents(*, actor: Actor, workspace: Workspace) -> None:
    """Documents with three versions, with an open draft, with an outdated one; a category with two articles."""
    stemma = _publish(
        actor=actor, draft=_create(actor=actor, workspace=workspace, title="What a stemma is", text="stemma-1")
    )
    for text in ("stemma-2", "stemma-3"):
        _publish(actor=actor, draft=_edit(actor=actor, document=stemma, text=text))

    review = _publish(
        actor=actor, draft=_create(actor=actor, workspace=workspace, title="Reviewing a draft", text="review-1")
    )
    _edit(actor=actor, document=review, text="review-draft")

    titles = _publish(
        actor=actor, draft=_create(actor=actor, workspace=workspace, title="Good titles", text="titles-1")
    )
    _edit(actor=actor, document=titles, text="titles-draft")
    _publish(actor=actor, draft=_edit(actor=actor, document=titles, text="titles-2", mode=ForkMode.FREE))

    guides = _create(actor=actor, workspace=workspace, title="Guides", text="guides", kind=Document.Kind.CATEGORY)
    category = _publish(actor=actor, draft=guides)
    for order, (title, text) in enumerate((("Working in drafts", "drafts"), ("Going back", "going-back"))):
        article = _create(
            actor=actor,
            workspace=workspace,
            title=title,
            text=text,
            kind=Document.Kind.ARTICLE,
            parent_id=category.pk,
            order=order,
        )
        _publish(actor=actor, draft=article)


def _create(
    *,
    actor: Actor,
    workspace: Workspace,
    title: str,
    text: str,
    kind: str = Document.Kind.DOCUMENT,
    parent_id: UUID | None = None,
    order: int = 0,
) -> Draft:
    return create_document(
        actor=actor, workspace=workspace, title=title, body=_read(text), kind=kind, parent_id=parent_id, order=order
    )


def _edit(*, actor: Actor, document: Document, text: str, mode: ForkMode = ForkMode.STRICT) -> Draft:
    draft = fork_document(actor=actor, document=document, mode=mode).draft
    return save_draft(actor=actor, draft=draft, changes={"body": _read(text)})


def _publish(*, actor: Actor, draft: Draft) -> Document:
    return publish_and_promote(actor=actor, draft=draft).document


def _read(text: str) -> str:
    return (TEXTS / f"{text}.md").read_text(encoding="utf-8")
