"""`/api/v1/webhooks`: servers that get the events of a project."""

from typing import Any
from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery, paginate
from versioning.api.v1.delivery import webhook_serializers as wire
from versioning.api.v1.envelope import enveloped, enveloped_page, success, success_page
from versioning.api.v1.parameters import IDEMPOTENCY_KEY
from versioning.api.v1.resources import ResourceViewSet
from versioning.api.validation import validated
from versioning.models import Actor, Delivery, Webhook
from versioning.policies import Action, authorize
from versioning.services.lookups import find_within
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.delete_webhook import delete_webhook
from versioning.services.webhooks.replay_deliveries import Replay, replay_deliveries
from versioning.services.webhooks.rotate_secret import rotate_secret
from versioning.services.webhooks.send_test import send_test
from versioning.services.webhooks.set_webhook_status import set_webhook_status
from versioning.services.webhooks.update_webhook import update_webhook

ANSWER = enveloped("WebhookAnswer", webhook=wire.WebhookSerializer())
SECRET = serializers.CharField(allow_null=True)


class DeliveryQuery(serializers.Serializer[Any]):
    """Query parameters of a webhook's deliveries, besides those of every list."""

    state = serializers.ChoiceField(choices=Delivery.State.choices, required=False)


class WebhookViewSet(ResourceViewSet):
    queryset = Webhook.objects.all()
    plural, row_serializer = "webhooks", wire.WebhookSerializer
    needs_proof = True

    @extend_schema(
        operation_id="webhooks_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("WebhookListAnswer", webhooks=wire.WebhookSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List webhooks.

        Lists the webhooks of all projects that the token manages. Secrets are never shown again.
        """
        return self.page(Webhook.objects.managed_by(self.actor).select_related("created_by"))

    @extend_schema(
        operation_id="webhooks_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.WebhookCreateSerializer,
        responses={201: enveloped("WebhookCreatedAnswer", webhook=wire.WebhookSerializer(), secret=SECRET)},
    )
    def create(self, request: Request) -> Response:
        """Create a webhook.

        From now on, the URL gets what happens in the project. `secret` verifies the signatures. It is shown only once,
        and is null if the request is repeated with the same `Idempotency-Key`. See [Webhooks](/docs/webhooks/).
        """
        values = self.valid(wire.WebhookCreateSerializer)
        project = self.project(values.pop("project"))
        made = create_webhook(actor=self.actor, project=project, new=NewWebhook(**values))
        return _with_secret({"webhook": wire.WebhookSerializer(made.webhook).data}, made.secret, status=201)

    @extend_schema(operation_id="webhooks_read", responses={200: ANSWER})
    def retrieve(self, request: Request, webhook: UUID) -> Response:
        """Get a webhook.

        Only managers can do that.
        """
        return _answer(self._webhook(webhook, action=Action.VIEW_WEBHOOKS))

    @extend_schema(operation_id="webhooks_update", request=wire.WebhookPatchSerializer, responses={200: ANSWER})
    def partial_update(self, request: Request, webhook: UUID) -> Response:
        """Update a webhook.

        While a webhook is `paused`, nothing is sent, and deliveries wait. After you set it to `enabled` again, they are
        sent in order. A pause of more than 30 days disables it, if the server's settings do not say otherwise. While it
        is `disabled`, nothing is sent or queued, and deliveries that waited count as failed. After you enabled it
        again, you can replay them, and what happened meanwhile. A disabled webhook cannot be paused.
        """
        changes = self.valid(wire.WebhookPatchSerializer)
        status = changes.pop("status", None)
        row = self._webhook(webhook)
        # All of it or nothing: the status may be refused after the fields were changed.
        with transaction.atomic():
            if changes:
                row = update_webhook(actor=self.actor, webhook=row, changes=changes)
            if status is not None:
                row = set_webhook_status(actor=self.actor, webhook=row, status=status)
        return _answer(row)

    @extend_schema(operation_id="webhooks_delete", request=None, responses={204: None})
    def destroy(self, request: Request, webhook: UUID) -> Response:
        """Delete a webhook.

        Its deliveries are deleted too.
        """
        delete_webhook(actor=self.actor, webhook=self._webhook(webhook))
        return Response(status=204)

    @extend_schema(
        operation_id="webhooks_rotate",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.RotationSerializer,
        responses={200: enveloped("WebhookRotatedAnswer", secret=SECRET)},
    )
    def rotate(self, request: Request, webhook: UUID) -> Response:
        """Rotate the secret.

        Returns a new secret, which is shown only once. For `keep_hours`, each delivery is signed with both secrets, so
        that you can change your receiver in the meantime.
        """
        values = validated(wire.RotationSerializer, request.data)
        return _with_secret({}, rotate_secret(actor=self.actor, webhook=self._webhook(webhook), **values))

    @extend_schema(
        operation_id="webhooks_test",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: enveloped("WebhookTestAnswer", delivery=wire.DeliverySerializer())},
    )
    def test(self, request: Request, webhook: UUID) -> Response:
        """Send a test.

        Queues a delivery of the type `webhook.test`. It is sent once. Read the list of deliveries for the answer.
        Refused with 409 if the webhook is paused or disabled.
        """
        delivery = send_test(actor=self.actor, webhook=self._webhook(webhook))
        return success({"delivery": wire.DeliverySerializer(delivery).data}, status=202)

    @extend_schema(
        operation_id="webhooks_replay",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.ReplaySerializer,
        responses={202: enveloped("WebhookReplayAnswer", count=serializers.IntegerField())},
    )
    def replay(self, request: Request, webhook: UUID) -> Response:
        """Replay deliveries.

        Queues deliveries again, with the ids that they had. Send `deliveries`, or `failed`, or `since` with or without
        `until`. A range also includes what happened while the webhook was disabled. If the webhook is paused, they wait
        for its end. Refused with 409 if the webhook is disabled.
        """
        replay = Replay(**self.valid(wire.ReplaySerializer))
        count = replay_deliveries(actor=self.actor, webhook=self._webhook(webhook), replay=replay)
        return success({"count": count}, status=202)

    @extend_schema(
        operation_id="webhooks_deliveries",
        parameters=[PageQuery, DeliveryQuery],
        responses={200: enveloped_page("DeliveryListAnswer", deliveries=wire.DeliverySerializer(many=True))},
    )
    def deliveries(self, request: Request, webhook: UUID) -> Response:
        """List deliveries.

        Lists the deliveries of a webhook with each attempt, newest first. They are kept for 30 days after they ended,
        if the server's settings do not say otherwise.
        """
        rows = Delivery.objects.of_webhook(self._webhook(webhook, action=Action.VIEW_WEBHOOKS))
        query = validated(DeliveryQuery, request.query_params)
        page = paginate(rows.filter(**query), request=request, order=("-id",))
        return success_page("deliveries", wire.DeliverySerializer(page.rows, many=True).data, page=page)

    def _webhook(self, pk: UUID, *, action: Action = Action.MANAGE_WEBHOOKS) -> Webhook:
        return _find(actor=self.actor, pk=pk, action=action)


def _find(*, actor: Actor, pk: UUID, action: Action) -> Webhook:
    webhook = find_within(actor=actor, rows=Webhook.objects.select_related("project", "created_by"), pk=pk)
    authorize(actor=actor, action=action, project_id=webhook.project_id)
    return webhook


def _answer(webhook: Webhook) -> Response:
    return success({"webhook": wire.WebhookSerializer(webhook).data})


def _with_secret(data: dict[str, Any], secret: str, *, status: int = 200) -> Response:
    response = success({**data, "secret": secret}, status=status)
    # `answer_once` stores this for a replay instead of the secret.
    response.kept_data = success({**data, "secret": None}).data  # type: ignore[attr-defined]
    return response
