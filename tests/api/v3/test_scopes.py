"""What a token was made for bounds what it does, and what it does in part."""

from tests.cast import Cast, client_for
from versioning.models import Document


def test_who_may_not_read_an_article_makes_none(cast: Cast) -> None:
    client = client_for(cast.editor, scopes=("draft",))
    body = {"title": "New", "category_id": None, "project_version_id": str(cast.workspace.pk)}

    answer = client.post(f"/v3/projects/{cast.project.pk}/articles", body, format="json")

    assert answer.status_code == 403
    assert not Document.objects.exists()
