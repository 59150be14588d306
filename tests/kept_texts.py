"""Documents with a history of their own, made through the services."""

from tests.cast import Cast
from tests.text.histories import history
from versioning.models import Blob, Document, Version


def texts_of(length: int) -> list[str]:
    """So many texts of 100 lines, each of which differs from the one before in one line."""
    return [text.decode() for text in history(length)]


def make_history(cast: Cast, texts: list[str], title: str = "Refunds") -> Document:
    """Return a document with one published version of each text, the last of them current."""
    document = cast.document(title, texts[0])
    for text in texts[1:]:
        cast.version(document, text)
    return Document.objects.get(pk=document.pk)


def read_all(document: Document) -> list[str]:
    """Return every version's text, rebuilt from what is stored."""
    return [version.text for version in Version.objects.filter(document=document).order_by("number").with_text()]


def kept(document: Document) -> dict[int, tuple[int | None, int, bytes]]:
    """Return how the document's texts are kept: base, depth and bytes, by blob."""
    rows = Blob.objects.filter(document=document).values_list("pk", "base", "depth", "encoded")
    return {pk: (base, depth, bytes(encoded)) for pk, base, depth, encoded in rows}
