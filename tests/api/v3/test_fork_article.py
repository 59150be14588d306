"""The page "Fork an article", read by a client that knows HTTP and JSON only."""

from typing import Any

import pytest

from tests.api.conftest import WireFor
from tests.cast import Cast
from versioning.models import Document

TEXT = "# Introduction\nThis guide walks you through configuring SSO for your organization."
# Each member of the page with the types that its schema gives.
ARTICLE: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "title": (str,),
    "content": (str,),
    "html_content": (type(None),),
    "category_id": (str,),
    "project_version_id": (str,),
    "version_number": (int,),
    "public_version": (int,),
    "latest_version": (int,),
    "enable_rtl": (bool,),
    "hidden": (bool,),
    "status": (str,),
    "order": (int,),
    "created_by": (str,),
    "authors": (list,),
    "created_at": (str,),
    "modified_at": (str,),
    "modified_by": (str,),
    "slug": (str,),
    "is_fallback_content": (bool,),
    "description": (type(None),),
    "category_type": (type(None),),
    "content_type": (str,),
    "is_shared_article": (bool,),
    "translation_option": (str,),
    "url": (type(None),),
    "current_workflow_status_id": (type(None),),
    "lang_code": (str,),
    "available_languages": (list,),
    "settings": (dict,),
}


@pytest.fixture
def article(live_cast: Cast) -> Document:
    """Version 2 is what readers get."""
    category = live_cast.draft("Guides", kind="category").document
    document = live_cast.document("Getting Started with Single Sign-On", TEXT, kind="article", parent_id=category.pk)
    live_cast.version(document, TEXT)
    return Document.objects.get(pk=document.pk)


def path_of(document: Document, rest: str = "/fork") -> str:
    return f"/v3/projects/{document.project_id}/articles/{document.pk}{rest}"


def test_the_answer_has_the_members_of_the_page(wire_for: WireFor, live_cast: Cast, article: Document) -> None:
    answer = wire_for(live_cast.editor).post(path_of(article))

    assert answer.status == 201
    assert list(answer.json) == ["data", "success", "request_id", "errors", "warnings"]
    data: dict[str, Any] = answer.json["data"]
    assert list(data) == list(ARTICLE)
    assert {name: type(value) in ARTICLE[name] for name, value in data.items()} == dict.fromkeys(ARTICLE, True)


def test_it_is_a_draft_of_the_next_number(wire_for: WireFor, live_cast: Cast, article: Document) -> None:
    data = wire_for(live_cast.editor).post(path_of(article)).json["data"]

    assert (data["version_number"], data["latest_version"], data["public_version"]) == (3, 3, 2)
    assert (data["status"], data["content"], data["lang_code"]) == ("draft", TEXT, "en")
    assert data["created_by"] == data["modified_by"] == str(live_cast.editor.user.pk)
    assert data["created_at"] == data["modified_at"]
    assert (data["id"], data["category_id"]) == (str(article.pk), str(article.parent_id))


def test_the_location_is_that_of_the_draft(wire_for: WireFor, live_cast: Cast, article: Document) -> None:
    wire = wire_for(live_cast.editor)

    answer = wire.post(path_of(article))

    assert answer.headers["Location"] == f"{wire.url}{path_of(article, '/versions/3')}"
    assert wire.get(path_of(article, "/versions/3")).json["data"] == answer.json["data"]
