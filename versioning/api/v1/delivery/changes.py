"""`/api/v1/changes`: the change feed."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v1.envelope import enveloped, success
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.api.v1.version_presenter import present_person, seconds
from versioning.api.validation import validated
from versioning.api.views import ApiViewSet
from versioning.models import Actor, Event, Verb
from versioning.services.events.read_changes import LARGEST_PAGE, cursor_of, read_changes
from versioning.services.events.wait_for_changes import wait_for_changes

# Less than a server that stops or is reloaded gives its requests to end.
MOST_SECONDS = 25


class ChangesQuery(serializers.Serializer[Any]):
    """Query parameters of the change feed."""

    since = serializers.CharField(
        required=False,
        max_length=64,
        help_text="`next_cursor` of the previous page, or `now`. Default: from the oldest change that is kept.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=LARGEST_PAGE)
    wait = serializers.IntegerField(
        min_value=0,
        max_value=MOST_SECONDS,
        default=0,
        help_text="If there are no changes, wait so many seconds for the first one.",
    )


class ChangeSerializer(serializers.Serializer[Any]):
    cursor = serializers.CharField(help_text="The cursor that continues after this change.")
    id = serializers.IntegerField()
    type = serializers.ChoiceField(choices=Verb.choices)
    occurred_at = SecondsField()
    project_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    version_id = serializers.UUIDField(allow_null=True)
    number = serializers.IntegerField(allow_null=True, help_text="The number of the version.")
    actor = PersonSerializer()
    data = serializers.DictField()  # type: ignore[assignment]


class ChangeViewSet(ApiViewSet):
    """The change feed."""

    queryset = Event.objects.all()
    more_errors = ("410",)

    @extend_schema(
        operation_id="changes_list",
        parameters=[ChangesQuery],
        responses={
            200: enveloped(
                "ChangeListAnswer",
                changes=ChangeSerializer(many=True),
                next_cursor=serializers.CharField(),
                has_more=serializers.BooleanField(),
            )
        },
    )
    def list(self, request: Request) -> Response:
        """Follow all changes.

        Lists every event in all projects that the token can read, in the order in which they were committed. Each event
        comes exactly once if you continue with `next_cursor`. See [Following changes](/docs/changes/).
        """
        query = validated(ChangesQuery, request.query_params)
        page = read_changes(actor=self.actor, since=query.get("since"), limit=query["limit"])
        if query["wait"] and not page.events:
            page = wait_for_changes(page, seconds=query["wait"], limit=query["limit"], actor_now=self._actor_now)
        changes = [present_change(event) for event in page.events]
        return success({"changes": changes, "next_cursor": page.next_cursor, "has_more": page.has_more})

    def _actor_now(self) -> Actor:
        """Authenticate again: while the request waited, the token may have been revoked or the role changed."""
        for authenticator in self.request.authenticators or ():
            found = authenticator.authenticate(self.request)
            if found is not None:
                actor = found[1]
                assert isinstance(actor, Actor)  # noqa: S101  every authentication of ours returns one
                return actor
        raise NotAuthenticated


def present_change(event: Event) -> dict[str, Any]:
    """Present an event as `ChangeSerializer` describes it."""
    return {
        "cursor": cursor_of(event),
        "id": event.id,
        "type": event.verb,
        "occurred_at": seconds(event.at),
        "project_id": event.project_id,
        "document_id": event.document_id,
        "version_id": event.version_id,
        "number": None if event.version is None else event.version.number,
        "actor": present_person(event.actor),
        "data": event.data,
    }
