"""Write the other names of a document: its titles, and what the front matter of its current text states."""

from django.db import transaction

from versioning.models import Document, DocumentPath, Version
from versioning.models.front_matter import front_matter_of
from versioning.models.links.document_path import NameKind
from versioning.models.sql.rows import insert_rows
from versioning.text.document_names import site_addresses, stated_aliases
from versioning.text.document_paths import LONGEST, path_key

# Different titles that a document had, the newest first.
MOST_TITLES = 50
Names = set[tuple[int, str]]


def index_names(document: Document, *, version: Version | None) -> None:
    """Replace the stored names of this document by those that it has with this current version."""
    names: Names = set() if version is None else _names_of(document, version=version)
    stored = DocumentPath.objects.filter(document=document, origin=DocumentPath.Origin.NAME)
    with transaction.atomic():
        if not Document.objects.select_for_update(no_key=True).filter(pk=document.pk).exists():
            return
        rows = {(row.position, row.key): row.pk for row in stored.only("position", "key")}
        if gone := [key for name, key in rows.items() if name not in names]:
            stored.filter(pk__in=gone).delete()
        added = sorted(names - rows.keys())
        insert_rows([DocumentPath.of_name(key, kind=kind, document=document) for kind, key in added])


def _names_of(document: Document, *, version: Version) -> Names:
    parts = front_matter_of(version, text=version.text)
    path = DocumentPath.objects.newest_of(document.pk)
    title = path_key(version.title)
    names = {(NameKind.TITLE.value, title)}
    names |= {(NameKind.ALIAS.value, key) for key in stated_aliases(parts)}
    names |= {(NameKind.FORMER_TITLE.value, path_key(former)) for former in _former_titles(document)}
    names |= {(NameKind.ADDRESS.value, key) for key in (site_addresses(path, parts=parts) if path else ())}
    names.discard((NameKind.FORMER_TITLE.value, title))
    return {(kind, key) for kind, key in names if 0 < len(key) <= LONGEST}


def _former_titles(document: Document) -> list[str]:
    published = Version.objects.filter(document=document, published_at__isnull=False)
    titles = published.order_by("-pk").values_list("title", flat=True)[: 20 * MOST_TITLES]
    return list(dict.fromkeys(titles))[:MOST_TITLES]
