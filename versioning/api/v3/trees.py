"""Present category trees, and the short forms of articles and categories in lists."""

from typing import Any
from uuid import UUID

from versioning.api.v3.enums import wire_content_type, wire_status
from versioning.api.v3.presenters import id_of_text, instant, optional, translation_option
from versioning.models import Document, Version
from versioning.services.documents.category_tree import (
    CategoryTree,
    add_articles,
    category_trees,
    documents_in,
    newest_versions,
)
from versioning.services.documents.lookup_translations import Translation

Newest = dict[UUID, Version]


def present_category_tree(translation: Translation) -> dict[str, Any]:
    """Present a category with all categories and articles below it. The depth does not change the number of queries."""
    primary = translation.original.project.language
    # The parent of everything below a category is its document in the primary language.
    rows = Document.objects.with_newest().select_related("stored_presentation")
    trees = category_trees(roots=[rows.get(pk=translation.original.pk)], rows=rows, primary=primary)
    # The articles of all levels together, not level by level.
    add_articles(trees, primary=primary)
    return _category(trees[0], newest=newest_versions(documents_in(trees)), parent=translation.original.parent)


def present_summaries(trees: list[CategoryTree], *, parent: Document | None = None) -> list[dict[str, Any]]:
    """Present trees of categories with names and locations only."""
    return [
        {
            "id": id_of_text(tree.category),
            "name": tree.category.title,
            "order": tree.category.order,
            "parent_category_id": id_of_text(parent),
            "child_categories": present_summaries(tree.categories, parent=tree.category),
        }
        for tree in trees
    ]


def present_article_summary(article: Document) -> dict[str, Any]:
    """Present an article with its title and location only."""
    return {
        "id": id_of_text(article),
        "title": article.title,
        "category_id": id_of_text(article.parent),
        "hidden": article.hidden,
        "order": article.order,
    }


def present_simple_category(category: Document) -> dict[str, Any]:
    """Present a category without its content, as the answer to a change."""
    return {
        "id": id_of_text(category),
        "name": category.title,
        "order": category.order,
        "icon": category.presentation.icon or None,
        "created_at": instant(category.created_at),
        "modified_at": instant(category.updated_at),
    }


def _category(tree: CategoryTree, *, newest: Newest, parent: Document | None) -> dict[str, Any]:
    category = tree.category
    version = newest.get(category.pk)
    return {
        "id": id_of_text(category),
        "name": category.title,
        "description": category.presentation.description or None,
        "project_version_id": str(category.workspace_id),
        "order": category.order,
        "parent_category_id": id_of_text(parent),
        "hidden": category.hidden,
        "icon": category.presentation.icon or None,
        "slug": category.slug,
        "category_type": category.presentation.category_type,
        "created_at": instant(category.created_at),
        "modified_at": instant(category.updated_at),
        "status": None if version is None else wire_status(version),
        "content_type": None if version is None else wire_content_type(version.content_type),
        "current_workflow_status_id": optional(category.workflow_status_id),
        "articles": [
            _article(article, version=newest[article.pk]) for article in tree.articles if article.pk in newest
        ],
        "child_categories": [_category(child, newest=newest, parent=category) for child in tree.categories],
    }


def _article(article: Document, *, version: Version) -> dict[str, Any]:
    return {
        "id": id_of_text(article),
        "title": article.title,
        "public_version": article.current.number if article.current is not None else None,
        "latest_version": version.number,
        "hidden": article.hidden,
        "status": wire_status(version),
        "order": article.order,
        "slug": article.slug,
        "content_type": wire_content_type(version.content_type),
        "translation_option": translation_option(article, original=article),
        "is_shared_article": False,
        "created_at": instant(article.created_at),
        "modified_at": instant(article.updated_at),
        "created_by": str(article.created_by_id),
        "current_workflow_status_id": optional(article.workflow_status_id),
        "url": None,
        "exclude_from_external_search": article.presentation.exclude_from_external_search,
        "security_visibility": None,
    }
