"""Texts as v3 names them: articles and categories, which most tests take in turn."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from rest_framework.test import APIClient

from tests.cast import Cast
from versioning.models import Document

KINDS = {"articles": "article", "categories": "category"}


@dataclass(frozen=True)
class Text:
    """A document under the noun of its path."""

    noun: str
    document: Document

    @property
    def path(self) -> str:
        return f"/v3/projects/{self.document.project_id}/{self.noun}/{self.document.translation_key}"

    @property
    def content(self) -> str:
        """Where its content is read and changed."""
        return self.path if self.noun == "articles" else f"{self.path}/content"

    @property
    def shelf(self) -> str:
        return str(self.document.workspace_id)

    def again(self) -> Document:
        """Return the document as it is stored now."""
        return Document.objects.get(pk=self.document.pk)


MakeText = Callable[..., Text]


@pytest.fixture(params=KINDS)
def noun(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def make_text(cast: Cast, noun: str, title: str = "Refunds", body: str = "Old.\n", *, versions: int = 1) -> Text:
    """So many published versions, the last of them current; without any, version 1 is an open draft."""
    if versions == 0:
        return Text(noun, cast.draft(title, body, kind=KINDS[noun]).document)
    document = cast.document(title, body, kind=KINDS[noun])
    for _ in range(versions - 1):
        cast.version(document, body)
    return Text(noun, Document.objects.get(pk=document.pk))


def client_with_key(raw: str, *, prefix: str = "d360_sk_", **headers: str) -> APIClient:
    """Return a client that sends the token as Document360's own client does."""
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_X_API_KEY=f"{prefix}{raw}", **headers)
    return client


@pytest.fixture
def text(cast: Cast, noun: str) -> Text:
    """Version 1 is published and current."""
    return make_text(cast, noun)


@pytest.fixture
def live_text(live_cast: Cast, noun: str) -> Text:
    """As `text`, committed."""
    return make_text(live_cast, noun)


@pytest.fixture
def make_live_text(live_cast: Cast, noun: str) -> MakeText:
    return partial(make_text, live_cast, noun)


@pytest.fixture
def make_text_here(cast: Cast, noun: str) -> MakeText:
    return partial(make_text, cast, noun)
