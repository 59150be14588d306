"""Count the words and changes of one batch's texts while they are in memory."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from versioning.services.transfer._import.state import Effect
from versioning.text.compare.change_size import ChangeSize, measure_change
from versioning.text.search.prose import prose

# Commit (SHA) and document: a commit writes at most one text of a document.
ChangeKey = tuple[str, UUID]


class Former(NamedTuple):
    """The text of a document before a change.

    `text` is None if it cannot be read. `words` is the number of its words, or None if it was not counted.
    """

    text: bytes | None
    words: int | None


NEW = Former(b"", 0)


def count_texts(*, effects: Iterable[Effect], former: Mapping[UUID, Former]) -> dict[ChangeKey, ChangeSize]:
    """Return the size of each new text and of its change, by commit and document.

    `former` maps each document to its newest text before this batch. A text that follows an unreadable one is left out,
    because its change cannot be counted.
    """
    last, sizes = dict(former), dict[ChangeKey, ChangeSize]()
    for effect in effects:
        for file, document_id in effect.written:
            before, words = last.get(document_id, NEW), None
            if before.text is not None:
                size = measure_change(base=_prose(before.text), head=_prose(file.data), base_words=before.words)
                sizes[effect.commit.sha, document_id] = size
                words = size.words
            last[document_id] = Former(file.data, words)
    return sizes


def _prose(text: bytes) -> str:
    return prose(text.decode(), content_type="markdown")
