"""What the front matter of a new text says of its document."""

from tests.api.conftest import Clients
from tests.cast import Cast
from versioning.models import Document, Language

HEAD = "slug: money\nlang: de\nweight: 7\ntags: [shop]\ndescription: Money back\n"
CONTENT = f"---\n{HEAD}---\n\nText.\n"
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
