"""Read the trees of categories and articles, as v3 shows them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from versioning.models import Document, Version
from versioning.models.document import DocumentQuerySet, original_among
from versioning.models.sql.annotations import annotation

# SQLite takes a bounded number of parameters in one statement.
CHUNK = 1000


@dataclass
class CategoryTree:
    """A category with its direct children, in order."""

    category: Document
    categories: list["CategoryTree"] = field(default_factory=list)
    articles: list[Document] = field(default_factory=list)


def category_trees(*, roots: Collection[Document], rows: DocumentQuerySet, primary: str) -> list[CategoryTree]:
    """Return the roots with all categories below them, in one query. The caller authorizes the actor.

    `rows` is a query set that reads along what is shown of each category.
    """
    below = rows.categories_below([root.pk for root in roots]).without_translations(primary=primary)
    by_parent = _by_parent(below, primary=primary)
    return [_tree(root, below=by_parent) for root in roots]


def add_articles(trees: Iterable[CategoryTree], *, primary: str) -> None:
    """Add to each category of the trees its own articles."""
    by_key = {tree.category.pk: tree for root in trees for tree in _walk(root)}
    keys = list(by_key)
    for start in range(0, len(keys), CHUNK):
        rows = Document.objects.filter(parent__in=keys[start : start + CHUNK], trashed_at=None)
        rows = rows.exclude(kind=Document.Kind.CATEGORY).without_translations(primary=primary)
        rows = rows.select_related("current", "stored_presentation")
        for parent, articles in _by_parent(rows.with_newest(), primary=primary).items():
            by_key[parent].articles = articles


def newest_versions(documents: Iterable[Document]) -> dict[UUID, Version]:
    """Return the newest version of each document by the document's key, without text.

    The documents must be read `with_newest`.
    """
    keys = [pk for document in documents if (pk := annotation(document, "newest_id")) is not None]
    newest: dict[UUID, Version] = {}
    for start in range(0, len(keys), CHUNK):
        versions = Version.objects.filter(pk__in=keys[start : start + CHUNK]).defer("description", "fields")
        newest.update({version.document_id: version for version in versions})
    return newest


def documents_in(trees: Iterable[CategoryTree]) -> list[Document]:
    """Return every category and article of the trees."""
    nodes = [tree for root in trees for tree in _walk(root)]
    return [document for tree in nodes for document in (tree.category, *tree.articles)]


def _by_parent(rows: Iterable[Document], *, primary: str) -> dict[UUID, list[Document]]:
    """Return the originals among the rows by the key of their parent, in order."""
    ordered = sorted(rows, key=lambda document: document.translation_key)
    by_parent: dict[UUID, list[Document]] = defaultdict(list)
    for _, group in groupby(ordered, key=lambda document: document.translation_key):
        original = original_among(group, primary=primary)
        if original is not None and original.parent_id is not None:
            by_parent[original.parent_id].append(original)
    for documents in by_parent.values():
        documents.sort(key=lambda document: (document.order, document.pk))
    return by_parent


def _tree(category: Document, *, below: dict[UUID, list[Document]]) -> CategoryTree:
    return CategoryTree(category, [_tree(child, below=below) for child in below.get(category.pk, [])])


def _walk(root: CategoryTree) -> Iterable[CategoryTree]:
    # A loop, not a recursion of generators, which would be slow in deep trees.
    waiting = [root]
    while waiting:
        tree = waiting.pop()
        yield tree
        waiting.extend(tree.categories)
