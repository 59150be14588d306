"""Verbs of drafts."""

from tests.cast import Cast
from tests.services.verbs.case import Act, Case
from versioning.models import Role
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.drafts.resolve_collision import resolve_collision
from versioning.services.drafts.save_draft import save_draft
from versioning.services.drafts.sync_draft import sync_draft


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


def _resolve(cast: Cast) -> Act:
    draft = cast.draft()
    return lambda actor: resolve_collision(
        actor=actor, draft=draft, typed="Typed.", changes={"body": "Made of both."}, expected_revision=1
    )


def _discard(cast: Cast) -> Act:
    draft = cast.draft()
    return lambda actor: discard_draft(actor=actor, draft=draft)


def _reopen(cast: Cast) -> Act:
    version = discard_draft(actor=cast.editor, draft=cast.draft())
    return lambda actor: reopen_draft(actor=actor, version=version)


VERBS = {
    "fork_document": Case(Role.EDITOR, _fork),
    "save_draft": Case(Role.EDITOR, _save),
    "sync_draft": Case(Role.EDITOR, _sync),
    "resolve_collision": Case(Role.EDITOR, _resolve),
    "discard_draft": Case(Role.EDITOR, _discard),
    "reopen_draft": Case(Role.EDITOR, _reopen),
}
