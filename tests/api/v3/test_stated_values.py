"""Front matter in content, and what it says of a new document."""

import pytest

from tests.api.conftest import Clients
from tests.api.v3.conftest import make_text
from tests.cast import Cast
from versioning.models import Document, Language

HEAD = "slug: money\nlang: de\nweight: 7\ntags: [shop]\ndescription: Money back\n"
CONTENT = f"---\n{HEAD}---\n\nText.\n"
HEADS = [
    "---\ntitle: Refunds # kept\nlayout:  wide\n---\n\n",
    "\ufeff---\r\ntitle: Refunds\r\n...\r\n",
    '+++\ntitle = "Refunds"\n+++\n',
    '{"title": "Refunds"}\n\n',
]
TITLES = {"articles": "title", "categories": "name"}


def test_counts_as_far_as_the_request_does_not_say_it(cast: Cast, clients: Clients, noun: str) -> None:
    body = {TITLES[noun]: "New", "content": CONTENT, "order": 2, "project_version_id": str(cast.workspace.pk)}

    answer = clients.editor.post(f"/v3/projects/{cast.project.pk}/{noun}", body, format="json")

    assert answer.status_code == 201, answer.content
    document = Document.objects.get(title="New")
    assert (document.slug, document.language, document.order) == ("money", "de", 2)
    assert document.presentation.tags == ["shop"]


def test_a_translation_is_described_as_its_front_matter_says(cast: Cast, clients: Clients, noun: str) -> None:
    Language.objects.create(project=cast.project, code="fr")
    original = cast.document(kind={"articles": "article", "categories": "category"}[noun])
    path = f"/v3/projects/{cast.project.pk}/{noun}/{original.translation_key}"
    path += "" if noun == "articles" else "/content"

    clients.editor.patch(f"{path}?lang_code=fr", {"title": "Nouveau", "content": CONTENT}, format="json")

    assert Document.objects.get(language="fr").versions.get().description == "Money back"


@pytest.mark.parametrize("head", HEADS)
def test_content_has_it_and_the_html_does_not(cast: Cast, clients: Clients, noun: str, head: str) -> None:
    text = make_text(cast, noun, body=f"{head}Text.\n")

    data = clients.viewer.get(f"{text.content}?content_mode=display").json()["data"]

    assert data["content"] == f"{head}Text.\n"
    assert data["html_content"].strip() == "<p>Text.</p>"


@pytest.mark.parametrize("head", HEADS)
def test_content_that_is_sent_back_changes_nothing(cast: Cast, clients: Clients, noun: str, head: str) -> None:
    text = make_text(cast, noun, body=f"{head}Text.\n")
    content = clients.viewer.get(text.content).json()["data"]["content"]

    answer = clients.editor.patch(text.content, {"content": content, "auto_fork": True}, format="json")

    assert answer.status_code == 200
    assert text.document.versions.count() == 1


def test_a_title_that_an_update_does_not_name_stays(cast: Cast, clients: Clients, noun: str) -> None:
    text = make_text(cast, noun)
    content = CONTENT.replace("slug", "title: Returns\nslug")

    answer = clients.editor.patch(
        text.content, {"title": None, "content": content, "auto_fork": True}, format="json"
    ).json()

    assert (answer["data"]["title"], answer["data"]["content"]) == ("Refunds", content)
