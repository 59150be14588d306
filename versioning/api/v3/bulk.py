"""Bulk operations: up to 100 items in one request. Each item succeeds or fails on its own.

The answer has one result for each item, in the order of the request.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.envelope import results
from versioning.api.v3.inputs import IdsBody, LanguageQuery, VersionNumbersQuery
from versioning.api.v3.outputs import BulkResultSerializer
from versioning.api.v3.schema import bulk_outcome
from versioning.api.v3.views import V3ViewSet, location
from versioning.exceptions import NotFound, VersioningError
from versioning.models import Document
from versioning.policies import Action, authorize
from versioning.services.documents.lookup_translations import Translation, find_translation
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.lookup_history import find_current
from versioning.services.versions.publish_numbered import publish_numbered
from versioning.services.versions.remove_version import remove_version

RESULTS = bulk_outcome("BulkAnswer", BulkResultSerializer(many=True))
# Takes an item and returns the id for its result.
Work = Callable[[Any], UUID]


class BulkViewSet(V3ViewSet):
    """The bulk operations that articles and categories share.

    `noun` is the name in paths, `kinds` the kinds of documents. `versions_id` is the parameter of `versions_query` with
    the text's id.
    """

    queryset = Document.objects.all()
    noun: str
    kinds: tuple[str, ...]
    versions_query: type[VersionNumbersQuery]
    versions_id: str

    def publish(self, request: Request, **ids: str) -> Response:
        """Publish the newest draft of each text."""
        language = self.query(LanguageQuery).get("lang_code")

        def publish_one(key: UUID) -> UUID:
            publish_numbered(actor=self.actor, document=self._find_exact(key, language).document, number=None)
            return key

        return self.each_id(publish_one, action=Action.PUBLISH)

    def unpublish(self, request: Request, **ids: str) -> Response:
        """Archive the current version of each text."""
        language = self.query(LanguageQuery).get("lang_code")

        def archive(key: UUID) -> UUID:
            archive_version(actor=self.actor, version=find_current(self._find_exact(key, language).document))
            return key

        return self.each_id(archive, action=Action.ARCHIVE)

    def destroy_versions(self, request: Request, **ids: str) -> Response:
        """Remove each version by its number."""
        # Once for all numbers, as in `each_id`.
        authorize(actor=self.actor, action=Action.DISCARD, project_id=self.project_id)
        query = self.query(self.versions_query)
        key: UUID = query[self.versions_id]
        document = self._find_exact(key, query.get("lang_code")).document

        def remove(number: int) -> UUID:
            remove_version(actor=self.actor, document=document, number=number)
            return key

        return results(each_item(query["version_numbers"], remove, name=lambda _: str(key)))

    def each_id(self, work: Work, *, action: Action) -> Response:
        """Call `work` with the id of each text in the body. Raises NotAllowed if the actor may not do this at all."""
        # Once for all: who may not do it at all gets one 403 instead of 100 failed items.
        authorize(actor=self.actor, action=action, project_id=self.project_id)
        return results(each_item(self.body(IdsBody)["ids"], lambda text: work(_uuid(text)), name=_uuid_or_none))

    def created(self, rows: list[dict[str, Any]]) -> Response:
        """Return the answer to a bulk creation."""
        answer = results(rows, status=201)
        answer["Location"] = location(self.request, f"projects/{self.project_id}/{self.noun}")
        return answer

    def find(self, key: UUID, language: str | None) -> Translation:
        """Return the text, or its primary language if it lacks the language. Raises NotFound."""
        return find_translation(
            actor=self.actor, project_id=self.project_id, kinds=self.kinds, key=key, language=language
        )

    def _find_exact(self, key: UUID, language: str | None) -> Translation:
        translation = self.find(key, language)
        # A change must never go to another language than the one that was named.
        if translation.is_fallback:
            raise NotFound
        return translation


def each_item(items: Iterable[Any], work: Work, *, name: Callable[[Any], str | None]) -> list[dict[str, Any]]:
    """Call `work` with each item and return the results in order. Each call has a transaction of its own.

    `name` returns the id for the result of a failed item, or None if the item would have created a text.
    """
    rows = []
    for index, item in enumerate(items):
        try:
            rows.append({"index": index, "id": str(work(item)), "success": True, "details": None})
        except VersioningError as refusal:
            rows.append({"index": index, "id": name(item), "success": False, "details": refusal.message})
    return rows


def _uuid_or_none(text: Any) -> str | None:
    try:
        return str(UUID(str(text)))
    except ValueError:
        return None


def _uuid(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound("No text has this ID.") from None
