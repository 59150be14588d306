"""Every answer has exactly the members of the vendor's specification, each of its type."""

import pytest

from tests.api.conftest import Clients
from tests.api.v3.conftest import Text, make_text
from tests.api.v3.contract import breaches
from tests.cast import Cast, make_user
from tests.pictures import stored
from versioning.models import Language, Membership, Role, WorkflowStatus
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.files.move_file import move_file
from versioning.services.files.tag_file import tag_file
from versioning.services.folders.create_folder import create_folder

ANSWERS = {
    "/v3/projects": "[Project]",
    "{project}": "Project",
    "{project}/languages": "[Language]",
    "{project}/workflow-statuses": "[WorkflowStatus]",
    "{project}/users": "[User]",
    "{project}/users/me": "UserDetail",
    "{project}/project-versions": "[ProjectVersion]",
    "{project}/project-versions/{shelf}": "ProjectVersionDetail",
    "{project}/workspaces/{shelf}": "ProjectVersionDetail",
    "{project}/project-versions/{shelf}/articles": "[ArticleSummary]",
    "{project}/project-versions/{shelf}/categories": "[CategorySummary]",
    "{project}/articles": "[ArticleSummary]",
    "{project}/categories": "[CategorySummary]",
    "{article}": "ArticleDetail",
    "{article}?content_mode=display&published=true": "ArticleDetail",
    "{article}/versions": "[ArticleVersion]",
    "{article}/versions/1": "ArticleDetail",
    "{article}/settings": "ArticleSettings",
    "{category}": "Category",
    "{category}/content": "CategoryContent",
    "{category}/content?content_mode=display&published=true": "CategoryContent",
    "{category}/versions": "[CategoryVersion]",
    "{category}/versions/1": "CategoryContent",
    "{category}/settings": "CategorySettings",
    "{project}/drive/folders": "[Folder]",
    "{project}/drive/folders/default": "Folder",
    "{project}/drive/folders/{folder}": "FolderDetail",
    "{project}/drive/folders/{folder}/files/{file}": "DriveFile",
    "{project}/drive/search?search_keyword=a.png": "[DriveFile]",
}


@pytest.fixture
def world(cast: Cast, clients: Clients) -> dict[str, str]:
    """Something of everything: a tree, a translation, settings, a related article, a member without an address."""
    category = make_text(cast, "categories", "Guides")
    cast.document("Inner", kind="category", parent_id=category.document.pk)
    article = Text("articles", cast.document("Refunds", kind="article", parent_id=category.document.pk))
    related = make_text(cast, "articles", "Related")
    cast.fork(article.document, ForkMode.STRICT)
    Language.objects.create(project=cast.project, code="fr")
    clients.editor.patch(f"{article.path}?lang_code=fr", {"title": "Rembourser"}, format="json")
    shown = {"seo_title": "Refunds", "tags": ["money"], "status_indicator_expiry_date": "2030-01-01T00:00:00Z"}
    clients.editor.patch(f"{category.path}/settings", shown, format="json")
    pointed = {**shown, "related_articles": [str(related.document.pk)]}
    assert clients.editor.patch(f"{article.path}/settings", pointed, format="json").status_code == 200
    WorkflowStatus.objects.create(project=cast.project, name="Review", order=1)
    silent = make_user("Silent Member")
    silent.email = ""
    silent.save()
    Membership.objects.create(project=cast.project, user=silent, role=Role.VIEWER)
    folder = create_folder(actor=cast.editor, project=cast.project, name="Pictures")
    create_folder(actor=cast.editor, project=cast.project, name="Logos", parent=folder)
    file = move_file(actor=cast.editor, file=stored(cast), folder=folder)
    tag_file(actor=cast.editor, file=file, names=["red"])
    return {
        "folder": str(folder.pk),
        "file": str(file.pk),
        "project": f"/v3/projects/{cast.project.pk}",
        "shelf": str(cast.workspace.pk),
        "article": article.path,
        "category": category.path,
    }


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_has_the_members_of_the_specification(clients: Clients, world: dict[str, str], path: str) -> None:
    answer = clients.editor.get(path.format(**world)).json()

    assert answer["data"]
    assert breaches(answer["data"], ANSWERS[path]) == []
    pages = answer.get("pagination")
    assert pages is None if not ANSWERS[path].startswith("[") else breaches(pages, "Pagination") == []


def test_what_is_made_is_answered_as_the_specification_says(clients: Clients, cast: Cast) -> None:
    project, shelf = f"/v3/projects/{cast.project.pk}", {"project_version_id": str(cast.workspace.pk)}
    many = {"articles": [{**shelf, "title": "One"}, {**shelf, "title": "Two", "category_id": str(cast.workspace.pk)}]}

    article = clients.editor.post(f"{project}/articles", {**shelf, "title": "New"}, format="json")
    category = clients.editor.post(f"{project}/categories", {**shelf, "name": "New"}, format="json")
    results = clients.editor.post(f"{project}/articles/bulk", many, format="json")

    assert breaches(article.json()["data"], "ArticleDetail") == []
    assert breaches(category.json()["data"], "CategorySimple") == []
    assert breaches(results.json()["data"], "[BulkOperationResult]") == []
    assert [answer.status_code for answer in (article, category, results)] == [201, 201, 201]
    assert [(row["index"], row["success"]) for row in results.json()["data"]] == [(0, True), (1, False)]
    assert results.json()["success"] is False
    where = article["Location"]
    assert clients.editor.get(where).json()["data"] == article.json()["data"]
