"""Random projects, exported and imported, are the projects that they were."""

from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, strategies

from tests.cast import Cast, make_cast
from tests.services.transfer.project_files import comparable, everybody, export, read_in
from tests.services.transfer.round_trips import round_trip
from versioning.exceptions import VersioningError
from versioning.models import Document, Draft, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.transfer._project.proving import prove
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version

TEXTS = strategies.text(strategies.characters(codec="utf-8", exclude_characters="\0"), max_size=200)
ACTS = strategies.sampled_from(("create", "fork", "save", "publish", "promote", "discard", "archive", "trash"))
STEPS = strategies.lists(strategies.tuples(ACTS, strategies.integers(0, 9), TEXTS), min_size=3, max_size=25)


def act(cast: Cast, name: str, chosen: int, text: str) -> None:
    """Do something to one of the documents, if it can be done."""
    documents = list(Document.objects.filter(project=cast.project, trashed_at=None).order_by("pk"))
    if name == "create" or not documents:
        cast.draft(f"T {text[:50]}", text, fields={"k": text[:5]}, order=chosen)
        return
    document = documents[chosen % len(documents)]
    draft = Draft.objects.filter(document=document).order_by("-pk").first()
    current = None if document.current_id is None else Version.objects.get(pk=document.current_id)
    if name == "fork":
        cast.fork(document)
    elif name == "trash":
        trash_document(actor=cast.manager, document=document)
    elif name == "archive" and current is not None:
        archive_version(actor=cast.publisher, version=current)
    elif draft is not None:
        _act_on(cast, name, draft, text)


def _act_on(cast: Cast, name: str, draft: Draft, text: str) -> None:
    if name == "save":
        cast.save(draft, body=text, description=text[:20])
    elif name == "publish":
        publish_version(actor=cast.publisher, version=draft.version)
    elif name == "promote":
        publish_and_promote(actor=cast.publisher, draft=draft, outdated=Outdated.OVERRIDE)
    elif name == "discard":
        discard_draft(actor=cast.editor, draft=draft)


@round_trip
@given(steps=STEPS)
@pytest.mark.django_db
def test_a_project_file_loses_nothing_and_adds_nothing(tmp_path: Path, steps: list[tuple[str, int, str]]) -> None:
    slug = f"p{uuid4().hex[:12]}"
    cast = make_cast(slug)
    for name, chosen, text in steps:
        try:
            act(cast, name, chosen, text)
        except VersioningError:
            # It cannot be done in this state.
            continue
    file = export(cast.project, tmp_path / f"{slug}.tar.gz")

    copy = read_in(file, slug=f"{slug}-copy", accounts=everybody(file)).project
    again = read_in(file, into=cast.project)

    assert again.counts.total() == 0
    assert comparable(export(copy, tmp_path / f"{slug}-copy.tar.gz")) == comparable(file)
    prove(cast.project.pk)
