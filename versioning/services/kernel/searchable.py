"""Keeping what a search knows of a document. The caller holds the document's lock; only `said_by` comes before it."""

from dataclasses import dataclass

from versioning.models import Document, SearchEntry, Version
from versioning.text.delta.chain import BrokenText, Chain
from versioning.text.search.plain import plain_text


@dataclass(frozen=True)
class Said:
    """What a body says in plain words; `text` is empty where its bytes are damaged, of which `verify` tells."""

    body_id: int
    content_type: str
    text: str

    def is_of(self, version: Version) -> bool:
        return (self.body_id, self.content_type) == (version.body_id, version.content_type)


def said_by(version: Version) -> Said | None:
    """Reads the whole text: so before the lock is taken. None where readers know it already by the current version."""
    return None if says_as_current(version) else _read(version)


def says_as_current(version: Version) -> bool:
    """It was forked from the version that readers get, whose text and description are still the same."""
    source = version.source
    return (
        source is not None
        and source.pk == version.document.current_id
        and all(getattr(version, name) == getattr(source, name) for name in ("body_id", "content_type", "description"))
    )


def _read(version: Version) -> Said:
    body_id, content_type = version.body_id, version.content_type
    return Said(body_id, content_type, plain_words(version.body_chain, content_type=content_type))


def plain_words(chain: Chain, *, content_type: str) -> str:
    """Never raises: what cannot be rebuilt, or was purged since its key was read, says nothing."""
    if not len(chain):
        return ""
    try:
        return plain_text(chain.text().decode(), content_type=content_type)
    except (BrokenText, UnicodeDecodeError):
        return ""


def make_findable(document: Document, *, current: Version | None = None, said: Said | None = None) -> None:
    """By its names, and by all that its `current` version tells readers; `said` is read anew where it is not of it."""
    if current is None:
        SearchEntry.objects.write([SearchEntry.of(document)])
        return
    if said is None or not said.is_of(current):
        said = _read(current)
    SearchEntry.objects.write([SearchEntry.of(document, description=current.description, text=said.text)])


def rename_findable(document: Document) -> None:
    """By its names as they are now; what readers get of it stays as it is."""
    entry = SearchEntry.of(document)
    SearchEntry.objects.filter(document=document).update(title=entry.title, names=entry.names)
