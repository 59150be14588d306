"""Write the links of the current text of a document."""

from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote
from uuid import UUID

from django.db import transaction

from versioning.models import Document, DocumentLink, Version
from versioning.models.files.text_origin import OWN_DOCUMENT
from versioning.models.sql.rows import insert_rows
from versioning.services.files.show_pictures import missing_addresses, missing_files, show_pictures
from versioning.services.kernel.rendered import rendered_html
from versioning.services.links._find_links import LINK, address_of, find_links
from versioning.services.links.resolve_links import resolve_links
from versioning.text.delta.chain import BrokenText
from versioning.text.document_paths import LONGEST, key_name

# Links of one text. A page of more is not read by people.
MOST = 5000


def index_links(document: Document, *, version: Version | None) -> None:
    """Replace the stored links of this document by those of its current text. It may have none. Raises PoolBusy."""
    rows = list(_links_of(document, version=version))[:MOST]
    with transaction.atomic():
        # A current version that changes meanwhile has an event of its own, which is handled next.
        if not Document.objects.select_for_update(no_key=True).filter(pk=document.pk).exists():
            return
        before = set(DocumentLink.objects.filter(source=document).values_list("address", "target", "name"))
        if before == {(row.address, row.target_id, row.name) for row in rows}:
            return
        DocumentLink.objects.filter(source=document).delete()
        insert_rows(rows)


def _links_of(document: Document, *, version: Version | None) -> Iterator[DocumentLink]:
    if version is None:
        return
    try:
        html = rendered_html(version)
    except BrokenText:
        # `verify` tells of it.
        return
    seen = set[str]()
    for row in (*_by_identifier(html, document=document), *_by_name(html, document=document, version=version)):
        if row.address not in seen and len(row.address) <= LONGEST:
            seen.add(row.address)
            yield row


def _by_identifier(html: str, *, document: Document) -> Iterator[DocumentLink]:
    addresses = {address for tag in LINK.findall(html) if (address := address_of(tag)) is not None}
    named = {address: match[1] for address in addresses if (match := OWN_DOCUMENT.match(address)) is not None}
    listed = sorted(set(named.values()))[:MOST]
    known = {
        found.identifier: found.pk
        for start in range(0, len(listed), 400)
        for found in Document.objects.filter(
            project=document.project_id, identifier__in=listed[start : start + 400]
        ).only("identifier")
    }
    for address, identifier in sorted(named.items()):
        yield _row(document, address, known.get(identifier), name="")


def _by_name(html: str, *, document: Document, version: Version) -> Iterator[DocumentLink]:
    place = {"project_id": document.project_id, "fields": version.fields}
    found = find_links(html, document_id=document.pk, **place)
    # What is left in the finished page leads nowhere: neither to a document nor to a file.
    finished = show_pictures(resolve_links(html, document_id=document.pk, **place), **place)
    left = {address_of(tag) for tag in LINK.findall(finished)} | missing_addresses(finished)
    for name in sorted(set(missing_files(finished))):
        yield _row(document, f"[[{name}]]", None, name="")
    for (address, is_wiki), link in sorted(found.items()):
        target = link.document
        if target is not None or is_wiki or address in left:
            readable = unquote(unescape(address)) if is_wiki else unescape(address)
            name = link.target.name or key_name(link.target.keys[0] if link.target.keys else "")
            yield _row(
                document, f"[[{readable}]]" if is_wiki else readable, None if target is None else target.pk, name=name
            )


def _row(document: Document, address: str, target: UUID | None, *, name: str) -> DocumentLink:
    return DocumentLink(
        project_id=document.project_id, source_id=document.pk, target_id=target, address=address, name=name[:LONGEST]
    )
