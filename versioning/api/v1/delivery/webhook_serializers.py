"""Serializers of webhooks and their deliveries."""

from typing import Any

from rest_framework import serializers

from versioning.api.strict_serializers import ShortListField, StrictSerializer
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.models import Delivery, Verb, Webhook
from versioning.models.delivery.webhook import EVERYTHING, URL_LENGTH
from versioning.models.limits import NAME_LENGTH
from versioning.services.webhooks.replay_deliveries import MOST_EVENTS
from versioning.services.webhooks.rotate_secret import KEEP_HOURS, MOST_KEEP_HOURS

EVENTS = [(EVERYTHING, "Everything"), *Verb.choices]
URL = "An https URL. Redirects are not followed."
CATEGORY = "The ID of a category: only documents in it, at any depth, and the category itself."


def _events(**options: Any) -> ShortListField:
    # More entries than events exist are a mistake, and each would be checked.
    return ShortListField(
        child=serializers.ChoiceField(choices=EVENTS),
        max_length=len(EVENTS),
        allow_empty=False,
        help_text="Types of changes, or `*` for all of them.",
        **options,
    )


class WebhookSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    project_id = serializers.UUIDField()
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    category = serializers.UUIDField(allow_null=True)
    description = serializers.CharField()
    status = serializers.ChoiceField(choices=Webhook.Status.choices)
    paused_at = SecondsField(allow_null=True)
    disabled_because = serializers.CharField(help_text="Why the server disabled the webhook. Empty if a person did.")
    failing_since = SecondsField(allow_null=True, help_text="Since when no delivery succeeded.")
    created_at = SecondsField()
    created_by = PersonSerializer()


class WebhookCreateSerializer(StrictSerializer):
    project = serializers.CharField(max_length=100, help_text="A project's slug or ID.")
    url = serializers.CharField(max_length=URL_LENGTH, help_text=URL)
    events = _events(default=[EVERYTHING])
    description = serializers.CharField(required=False, max_length=NAME_LENGTH, allow_blank=True)
    category = serializers.UUIDField(required=False, allow_null=True, help_text=CATEGORY)


class WebhookPatchSerializer(StrictSerializer):
    url = serializers.CharField(required=False, max_length=URL_LENGTH, help_text=URL)
    events = _events(required=False)
    description = serializers.CharField(required=False, max_length=NAME_LENGTH, allow_blank=True)
    category = serializers.UUIDField(required=False, allow_null=True, help_text=CATEGORY)
    status = serializers.ChoiceField(choices=Webhook.Status.choices, required=False)


class RotationSerializer(StrictSerializer):
    keep_hours = serializers.IntegerField(
        min_value=0,
        max_value=MOST_KEEP_HOURS,
        default=KEEP_HOURS,
        help_text="For how long the former secret signs as well. With 0 it ends at once.",
    )


class ReplaySerializer(StrictSerializer):
    deliveries = ShortListField(
        child=serializers.UUIDField(), required=False, allow_empty=False, max_length=MOST_EVENTS
    )
    failed = serializers.BooleanField(required=False, help_text="`true`: all deliveries that failed.")
    since = serializers.DateTimeField(required=False, help_text="Replays all events from this moment on.")
    until = serializers.DateTimeField(required=False, help_text="The end of the range. Default: now.")


class AttemptSerializer(serializers.Serializer[Any]):
    at = SecondsField()
    milliseconds = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True, help_text="The status of the answer.")
    answer = serializers.CharField(help_text="The first characters of the answer.")
    problem = serializers.CharField(help_text="Why there was no answer. Empty if there was one.")


class DeliverySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    type = serializers.CharField()
    event_id = serializers.IntegerField(allow_null=True, help_text="The `id` of the change. Null for a test.")
    document_id = serializers.UUIDField(source="document", allow_null=True)
    state = serializers.ChoiceField(choices=Delivery.State.choices)
    created_at = SecondsField()
    due_at = SecondsField(help_text="When a pending delivery is sent, unless an earlier one of its document waits.")
    finished_at = SecondsField(allow_null=True)
    attempts = AttemptSerializer(many=True)
