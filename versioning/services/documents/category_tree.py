"""What lies below categories, as v3's trees show it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from versioning.models import Document, Version
from versioning.models.document import DocumentQuerySet, original_among

CHUNK = 1000


@dataclass
class Branching:
    """A category with what stands directly below it, in order."""

    category: Document
    categories: list["Branching"] = field(default_factory=list)
    articles: list[Document] = field(default_factory=list)


def find_branchings(*, roots: Collection[Document], rows: DocumentQuerySet, primary: str) -> list[Branching]:
    """The roots with all categories below them, in one query however deep they lie. The caller may read them.

    `rows` bring along what is to be shown.
    """
    below = rows.categories_below([root.pk for root in roots]).without_translations(primary=primary)
    by_parent = _by_parent(below, primary=primary)
    return [_branch(root, below=by_parent) for root in roots]


def hang_articles(branchings: Iterable[Branching], *, primary: str) -> None:
    """Put into each category, at any depth, the articles that stand directly below it."""
    places = {branching.category.pk: branching for root in branchings for branching in _walk(root)}
    keys = list(places)
    for start in range(0, len(keys), CHUNK):
        rows = Document.objects.filter(parent__in=keys[start : start + CHUNK], trashed_at=None)
        rows = rows.exclude(kind=Document.Kind.CATEGORY).without_translations(primary=primary)
        rows = rows.select_related("current", "stored_presentation")
        for parent, articles in _by_parent(rows.with_newest(), primary=primary).items():
            places[parent].articles = articles


def find_newest(documents: Iterable[Document]) -> dict[UUID, Version]:
    """The version that each document's `newest_id` (see `with_newest`) names, by document; no text."""
    keys = [pk for document in documents if (pk := getattr(document, "newest_id", None)) is not None]
    found: dict[UUID, Version] = {}
    for start in range(0, len(keys), CHUNK):
        versions = Version.objects.filter(pk__in=keys[start : start + CHUNK]).defer("description", "fields")
        found.update({version.document_id: version for version in versions})
    return found


def all_of(branchings: Iterable[Branching]) -> list[Document]:
    """Every category and article of the trees."""
    walked = [branching for root in branchings for branching in _walk(root)]
    return [document for branching in walked for document in (branching.category, *branching.articles)]


def _by_parent(rows: Iterable[Document], *, primary: str) -> dict[UUID, list[Document]]:
    """The originals of the texts among the rows, by what they stand below, in order."""
    ordered = sorted(rows, key=lambda document: document.translation_key)
    found: dict[UUID, list[Document]] = defaultdict(list)
    for _, group in groupby(ordered, key=lambda document: document.translation_key):
        original = original_among(group, primary=primary)
        if original is not None and original.parent_id is not None:
            found[original.parent_id].append(original)
    for documents in found.values():
        documents.sort(key=lambda document: (document.order, document.pk))
    return found


def _branch(category: Document, *, below: dict[UUID, list[Document]]) -> Branching:
    return Branching(category, [_branch(child, below=below) for child in below.get(category.pk, [])])


def _walk(root: Branching) -> Iterable[Branching]:
    waiting = [root]
    while waiting:
        branching = waiting.pop()
        yield branching
        waiting.extend(branching.categories)
