"""Histories to measure on: `python -m tests.benchmarks.inside.seed calls|unread|growth|documents …`."""

import sys
from collections.abc import Iterable
from functools import cache
from typing import Any

from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from tests.benchmarks.inside.copies import duplicate, lengthen
from tests.benchmarks.inside.searches import add_entries, sign_in
from tests.benchmarks.texts import KB, drafts_of, prose
from versioning.api.pagination import keyset_of
from versioning.models import Actor, Document, Version, Workspace
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.versions.publish_and_promote import publish_and_promote

CLIENTS = 8
VERSIONS = 100
LISTED = (100, 10_000, 100_000)
# Few texts where their number does not matter, as each takes three calls of the product to write.
FEW, MANY = 4, 33
DEEP = 10
# More of the short ones: what is measured makes histories longer.
GROWTH = {10: 16, 100: 8, 1_000: 2, 10_000: 1, 100_000: 1}


def seed_calls() -> dict[str, Any]:
    """Return the documents of each side, and longer ones that all sides only read."""
    lists = {str(size): _listed(size) for size in LISTED}
    sides = {"product": [_history(seed=seed, texts=FEW, length=VERSIONS) for seed in range(CLIENTS)]}
    sides |= {side: _floor_documents(count=CLIENTS) for side in ("token", "bare")}
    return {
        "lists": lists,
        "sides": {name: [_with_draft(document) for document in documents] for name, documents in sides.items()},
        "long": {
            "product": str(_history(seed=200, texts=2, size=200 * KB).pk),
            "floor": str(_floor_documents(count=1, size=200 * KB)[0].pk),
        },
        "sizes": {str(size): str(_history(seed=3, texts=1, size=size).pk) for size in (2 * KB, 2000 * KB)},
    }


def seed_unread(count: int) -> dict[str, list[str]]:
    """Return so many documents for each side, all with texts of their own."""
    keys = {"product": [str(_history(seed=10_000 + at, texts=2).pk) for at in range(count)]}
    template = _history(seed=10_000, texts=1, size=200)
    for side in ("token", "bare"):
        keys[side] = list(map(str, duplicate(template, count=count, body=prose(20 * KB).encode())))
    return keys


def seed_growth() -> dict[str, Any]:
    """Return documents of 10 to 100,000 versions."""
    return {
        str(size): [
            _with_draft(_history(seed=size, texts=FEW if documents > 1 else MANY, length=size))
            for _ in range(documents)
        ]
        for size, documents in GROWTH.items()
    }


def write_history(*, texts: int, size: int) -> Document:
    """Return a document of so many versions, each a small edit of the one before."""
    return _history(seed=size, texts=texts, size=size)


def seed_documents(count: int) -> list[dict[str, str]]:
    """Create this many documents. Return those that have a history and a draft.

    With each is the cookie of somebody who searches.
    """
    measured = [_with_draft(_history(seed=seed, texts=FEW, length=10)) for seed in range(CLIENTS)]
    duplicate(_history(seed=1000, texts=1, size=200), count=count - CLIENTS - 1)
    add_entries()
    cookie = sign_in()
    return [document | {"cookie": cookie} for document in measured]


def _listed(size: int) -> dict[str, str]:
    document = _history(seed=size, texts=MANY, length=size)
    path = f"/api/v1/documents/{document.pk}/versions"
    keyset = keyset_of(Request(APIRequestFactory().get(path)), order=("-number",))
    deep = Version.objects.filter(document=document, number__lte=size // DEEP + 1)
    _, cursor = keyset.take(deep, size=1)
    assert cursor is not None
    return {"id": str(document.pk), "cursor": cursor, "before": str(size // DEEP + 1)}


def _history(*, seed: int, texts: int, size: int = 20 * KB, length: int = 0) -> Document:
    """Return a document whose first versions were written one after another, lengthened to so many."""
    document = _written(drafts_of(prose(size, seed=seed), count=texts), title=f"History {seed}")
    lengthen(document, to=max(length, texts))
    return document


def _written(texts: Iterable[str], *, title: str) -> Document:
    actor, document = _actor(), None
    for text in texts:
        if document is None:
            draft = create_document(actor=actor, workspace=_workspace(), text=NewText(title=title, body=text))
        else:
            fork = fork_document(actor=actor, document=document, mode=ForkMode.FREE)
            draft = save_draft(actor=actor, draft=fork.draft, changes={"body": text})
        document = publish_and_promote(actor=actor, draft=draft).document
    assert document is not None
    return Document.objects.select_related("current").get(pk=document.pk)


def _floor_documents(*, count: int, size: int = 20 * KB) -> list[Document]:
    """As the product's, save that every version points at one text, kept as plain bytes."""
    template = _history(seed=size, texts=1, size=200)
    keys = duplicate(template, count=count, body=prose(size).encode())
    documents = list(Document.objects.filter(pk__in=keys))
    for document in documents:
        lengthen(document, to=VERSIONS)
    return documents


def _with_draft(document: Document) -> dict[str, str]:
    """Return its id, and the identifier of a free-standing draft to save in."""
    fork = fork_document(actor=_actor(), document=document, mode=ForkMode.FREE)
    return {"id": str(document.pk), "draft": fork.draft.identifier}


@cache
def _actor() -> Actor:
    return system_actor()


@cache
def _workspace() -> Workspace:
    return Workspace.objects.select_related("project").get(project__slug=PROJECT)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["calls"]:
            found: Any = seed_calls()
        case ["unread", count]:
            found = seed_unread(int(count))
        case ["growth"]:
            found = seed_growth()
        case ["documents", count]:
            found = seed_documents(int(count))
        case other:
            sys.exit(f"Nothing is known of {other}.")
    say(found)
