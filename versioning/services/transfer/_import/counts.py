"""How large the texts of one batch of commits are, and how much each changed, counted while they are at hand."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from versioning.services.transfer._import.state import Effect
from versioning.text.compare.change_size import ChangeSize, change_size

# A commit writes one text of a document.
Place = tuple[str, UUID]


class Former(NamedTuple):
    """A document's text before; None where it cannot be read. `words` is how many it has, where that is known."""

    text: bytes | None
    words: int | None


NEW = Former(b"", 0)


def count_texts(*, effects: Iterable[Effect], former: Mapping[UUID, Former]) -> dict[Place, ChangeSize]:
    """By the commit's name and the document, what a version is to keep of its text, against the one before.

    `former` are the documents' newest texts before all of them. What follows one that cannot be read is left out.
    """
    last, sizes = dict(former), dict[Place, ChangeSize]()
    for effect in effects:
        for file, document_id in effect.written:
            before, words = last.get(document_id, NEW), None
            if before.text is not None:
                size = change_size(base=before.text.decode(), head=file.data.decode(), base_words=before.words)
                sizes[effect.commit.sha, document_id] = size
                words = size.words
            last[document_id] = Former(file.data, words)
    return sizes
