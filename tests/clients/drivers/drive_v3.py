"""The main flow of v3 with a Python client generated from its schema. Prints what it saw, as `stories.V3` has it."""

import json
import sys
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from stemma_v3_client import AuthenticatedClient
from stemma_v3_client.api.articles import (
    article_settings_read,
    article_settings_update,
    article_versions_list,
    articles_create,
    articles_delete,
    articles_fork,
    articles_publish,
    articles_read,
    articles_update,
)
from stemma_v3_client.api.categories import categories_create, categories_read
from stemma_v3_client.api.project_versions import project_version_articles_list, project_versions_list
from stemma_v3_client.api.projects import projects_list
from stemma_v3_client.models import (
    Article,
    ArticleSettingsRequest,
    CreateArticleRequest,
    CreateCategoryRequest,
    ProblemDetails,
    PublishRequest,
    StatusIndicatorEnum,
    UpdateArticleRequest,
)
from stemma_v3_client.types import Response

Answer = TypeVar("Answer")
Seen = dict[str, object]


def answered(answer: Answer | ProblemDetails | None) -> Answer:
    """Return what was asked for. End the program if it was refused."""
    if answer is None or isinstance(answer, ProblemDetails):
        raise SystemExit(f"Refused: {answer}")
    return answer


def refused(answer: Response[Answer | ProblemDetails]) -> Seen:
    problem = answer.parsed
    if not isinstance(problem, ProblemDetails) or not problem.errors:
        raise SystemExit(f"Not refused: {answer}")
    return {"status": problem.status, "title": problem.title, "code": problem.errors[0].code}


def told(article: Article) -> Seen:
    return {
        "title": article.title,
        "content": article.content,
        "status": article.status.value,
        "version_number": article.version_number,
        "public_version": article.public_version,
    }


@dataclass
class Driver:
    client: AuthenticatedClient
    project: UUID
    project_version: UUID

    def prepare(self) -> Seen:
        projects = answered(projects_list.sync(client=self.client)).data
        self.project = projects[0].id
        shelves = answered(project_versions_list.sync(self.project, client=self.client)).data
        self.project_version = shelves[0].id
        return {
            "projects": [project.name for project in projects],
            "project_versions": [shelf.name for shelf in shelves if shelf.is_default],
        }

    def create(self) -> tuple[UUID, UUID, Seen]:
        guides = CreateCategoryRequest(name="Guides", project_version_id=self.project_version)
        category = answered(categories_create.sync(self.project, client=self.client, body=guides)).data
        refunds = CreateArticleRequest(
            title="Refunds", content="14 days.", category_id=category.id, project_version_id=self.project_version
        )
        answer = articles_create.sync_detailed(self.project, client=self.client, body=refunds)
        article = answered(answer.parsed).data
        where = urlsplit(answer.headers["Location"]).path
        seen = {
            "category": category.name,
            "created": told(article),
            "in_category": article.category_id == category.id,
            "location": where == f"/v3/projects/{self.project}/articles/{article.id}",
        }
        return category.id, article.id, seen

    def publish(self, article: UUID, *, number: int) -> bool:
        body = PublishRequest(project_version_id=self.project_version, version_number=number)
        return answered(articles_publish.sync(self.project, article, client=self.client, body=body)).success

    def patch(self, article: UUID, *, content: str) -> Seen:
        body = UpdateArticleRequest(content=content, title=None)
        return told(answered(articles_update.sync(self.project, article, client=self.client, body=body)).data)

    def read(self, article: UUID, *, published: bool) -> Seen:
        answer = articles_read.sync(self.project, article, client=self.client, published=published)
        return told(answered(answer).data)

    def fork(self, article: UUID) -> Seen:
        return told(answered(articles_fork.sync(self.project, article, client=self.client)).data)

    def revise(self, article: UUID) -> Seen:
        body = UpdateArticleRequest(content="Never.")
        return {
            "patched": self.patch(article, content="21 days."),
            "published": self.publish(article, number=1),
            "unforked": refused(articles_update.sync_detailed(self.project, article, client=self.client, body=body)),
            "forked": self.fork(article),
            "conflict": refused(articles_fork.sync_detailed(self.project, article, client=self.client)),
            "patched_fork": self.patch(article, content="30 days."),
            "readers_get": self.read(article, published=True),
        }

    def history(self, article: UUID) -> Seen:
        answer = answered(
            article_versions_list.sync(self.project, article, client=self.client, include_total_count=True)
        )
        return {
            "versions": [[row.version_number, row.base_version, row.status.value] for row in answer.data],
            "total": answer.pagination.total_count,
            "published_fork": self.publish(article, number=2),
            "readers_get_now": self.read(article, published=True),
        }

    def settle(self, article: UUID) -> Seen:
        body = ArticleSettingsRequest(tags=["money"], status_indicator=StatusIndicatorEnum.UPDATED)
        answered(article_settings_update.sync(self.project, article, client=self.client, body=body))
        settings = answered(article_settings_read.sync(self.project, article, client=self.client)).data
        return {
            "tags": settings.tags,
            "indicator": settings.status_indicator.value,
            "expires": settings.status_indicator_expiry_date,
        }

    def look_around(self, category: UUID) -> Seen:
        shelf = project_version_articles_list.sync(self.project, self.project_version, client=self.client)
        tree = answered(categories_read.sync(self.project, category, client=self.client)).data
        return {
            "on_shelf": [article.title for article in answered(shelf).data],
            "in_tree": [[article.title, article.public_version] for article in tree.articles],
        }

    def delete(self, article: UUID) -> Seen:
        answer = articles_delete.sync_detailed(self.project, article, client=self.client)
        gone = articles_read.sync_detailed(self.project, article, client=self.client)
        return {"deleted": answer.status_code.value, "gone": refused(gone)}


def drive(client: AuthenticatedClient) -> Seen:
    driver = Driver(client=client, project=UUID(int=0), project_version=UUID(int=0))
    seen = driver.prepare()
    category, article, created = driver.create()
    return {
        **seen,
        **created,
        **driver.revise(article),
        **driver.history(article),
        "settings": driver.settle(article),
        **driver.look_around(category),
        **driver.delete(article),
    }


if __name__ == "__main__":
    with AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2]) as opened:
        sys.stdout.write(json.dumps(drive(opened)))
