"""Searches, by their matches."""

from versioning.models import Document


def distances(asked: str) -> dict[str, float]:
    """Return how far each document that is found is from what was asked for, by its title."""
    return {document.title: getattr(document, "distance") for document in Document.objects.best_matching(asked)}  # noqa: B009


def titles_matching(asked: str) -> list[str]:
    """Return the titles of the documents that are found."""
    return list(Document.objects.matching(asked).order_by("title").values_list("title", flat=True))
