from collections.abc import Callable

import msgspec
import pytest

from tests.cast import Cast
from versioning.api.v1.document_presenter import present_listed
from versioning.api.v1.document_serializers import DocumentListSerializer
from versioning.api.v1.history import EventSerializer, present_event
from versioning.api.v1.version_presenter import (
    present_draft,
    present_omni_draft,
    present_text,
    present_version,
    present_versions,
)
from versioning.api.v1.version_serializers import (
    DraftSerializer,
    OmniDraftSerializer,
    VersionDetailSerializer,
    VersionSerializer,
)
from versioning.models import Document, Draft, Event, Version
from versioning.models.version_lookup import VersionDetail
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.drafts.list_drafts import DraftStates, list_drafts
from versioning.services.lookups import find_draft, find_version
from versioning.services.versions.archive_version import archive_version


def _first(cast: Cast) -> Version:
    return cast.draft(body="Straße.\n").version


def _published(cast: Cast) -> Version:
    document = cast.document(description="What it is.", fields={"a": [1, None, {"b": "é"}]})
    return find_version(document=document, reference="current")


def _forked(cast: Cast) -> Version:
    return cast.save(cast.fork(cast.document()), body="Other.", title="Other", fields={"a": 1.5}).version


def _archived(cast: Cast) -> Version:
    return archive_version(actor=cast.publisher, version=find_version(document=cast.document(), reference="1"))


def _discarded(cast: Cast) -> Version:
    return discard_draft(actor=cast.editor, draft=cast.fork(cast.document()))


VERSIONS = (_first, _published, _forked, _archived, _discarded)


@pytest.mark.parametrize("make", VERSIONS)
def test_a_version_is_presented_as_its_serializer_describes_it(cast: Cast, make: Callable[[Cast], Version]) -> None:
    version = make(cast)

    shown, told = present_version(version), present_text(version)

    assert _on_wire(shown) == _on_wire(VersionSerializer(version).data)
    assert list(shown) == list(VersionSerializer().fields)
    assert _on_wire(told) == _on_wire(VersionDetailSerializer(version).data)


def test_versions_of_a_list_are_presented_as_their_serializer_describes_them(cast: Cast) -> None:
    document = cast.version(cast.document(), "Other.").document
    cast.save(cast.fork(document), title="Other")
    rows = Version.objects.page_of(document).page(("number",), size=9)

    shown = present_versions(rows, document=document)

    assert len(shown) == 3
    assert _on_wire(shown) == _on_wire(VersionSerializer(rows, many=True).data)


def test_a_document_of_a_list_is_presented_as_its_serializer_describes_it(cast: Cast) -> None:
    category = cast.draft("Category", kind="category").document
    cast.version(cast.document(parent_id=category.pk), "Other.")
    rows = Document.objects.page_visible_to(cast.viewer).page(("title", "id"), size=9)

    shown = [present_listed(document) for document in rows]

    assert [row["current_version"] is None for row in shown] == [True, False]
    assert [list(row) for row in shown] == [list(DocumentListSerializer().fields)] * 2
    assert _on_wire(shown) == _on_wire(DocumentListSerializer(rows, many=True).data)


def test_an_event_is_presented_as_its_serializer_describes_it(cast: Cast) -> None:
    document = cast.document()
    rows = Event.objects.page_about(document).page(("-id",), size=9)

    shown = [present_event(event) for event in rows]

    assert len(shown) == 3
    assert [list(row) for row in shown] == [list(EventSerializer().fields)] * 3
    assert _on_wire(shown) == _on_wire(EventSerializer(rows, many=True).data)


@pytest.mark.parametrize("mode", [ForkMode.STRICT, ForkMode.FREE])
@pytest.mark.parametrize("detail", VersionDetail)
def test_a_draft_is_presented_as_its_serializer_describes_it(cast: Cast, mode: ForkMode, detail: VersionDetail) -> None:
    draft = cast.save(cast.fork(cast.document(), mode), body="Other.", name="A name")
    read = find_draft(actor=cast.editor, identifier=draft.identifier, detail=detail)

    told = present_draft(read)

    assert list(told) == list(DraftSerializer().fields)
    assert _on_wire(told) == _on_wire(DraftSerializer(read).data)


@pytest.mark.parametrize("mode", [ForkMode.STRICT, ForkMode.FREE])
def test_a_listed_draft_is_presented_as_its_serializer_describes_it(cast: Cast, mode: ForkMode) -> None:
    document = cast.document()
    discard_draft(actor=cast.editor, draft=cast.fork(document))
    cast.fork(document, mode)
    rows = list_drafts(actor=cast.viewer, document=document, states=DraftStates.WITH_ARCHIVED).rows

    shown = [present_omni_draft(row) for row in rows]

    assert [row["status"] for row in shown] == ["active", "archived"]
    assert [list(row) for row in shown] == [list(OmniDraftSerializer().fields)] * 2
    assert _on_wire(shown) == _on_wire(OmniDraftSerializer(rows, many=True).data)


def test_the_first_draft_of_a_document_has_no_base(cast: Cast) -> None:
    draft = Draft.objects.with_everything().get(pk=cast.draft().pk)

    assert _on_wire(present_draft(draft)) == _on_wire(DraftSerializer(draft).data)


def _on_wire(told: object) -> object:
    """Return the value as it is sent, in which `true` is not a number."""
    return msgspec.json.encode(told, order="sorted", enc_hook=str)
