"""`/api/v1/invitations`: invite people to a project by e-mail."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery
from versioning.api.strict_serializers import StrictSerializer
from versioning.api.v1.envelope import enveloped, enveloped_page, success
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.api.v1.parameters import IDEMPOTENCY_KEY
from versioning.api.v1.project_serializers import RoleField
from versioning.api.v1.resources import ResourceViewSet
from versioning.exceptions import NotFound
from versioning.models import Invitation, Scope
from versioning.models.sql.get_or_none import get_or_none
from versioning.ops.rate_limit import seconds_to_wait
from versioning.policies import Action, authorize, require_scope
from versioning.services.people.invitation_link import invitation_link
from versioning.services.people.invite_person import MOST_INVITATIONS, invite_person
from versioning.services.people.withdraw_invitation import withdraw_invitation


class InvitationSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    project_id = serializers.UUIDField()
    email = serializers.EmailField()
    role = RoleField()
    is_mailed = serializers.BooleanField(help_text="Whether the server sends it by email.")
    is_expired = serializers.BooleanField()
    invited_by = PersonSerializer()
    created_at = SecondsField()
    expires_at = SecondsField()


class InvitationCreateSerializer(StrictSerializer):
    project = serializers.CharField(max_length=100, help_text="A project's slug or ID.")
    email = serializers.CharField(max_length=254)
    role = RoleField()


class InvitationViewSet(ResourceViewSet):
    queryset = Invitation.objects.all()
    plural, row_serializer = "invitations", InvitationSerializer
    needs_proof = True

    @extend_schema(
        operation_id="invitations_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("InvitationListAnswer", invitations=InvitationSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List invitations.

        Lists those that nobody has accepted yet, in all projects that the token manages. Their links are not shown.
        """
        return self.page(Invitation.objects.managed_by(self.actor))

    @extend_schema(
        operation_id="invitations_create",
        parameters=[IDEMPOTENCY_KEY],
        request=InvitationCreateSerializer,
        responses={
            201: enveloped(
                "InvitationCreatedAnswer",
                invitation=InvitationSerializer(),
                link=serializers.CharField(allow_null=True),
            )
        },
    )
    def create(self, request: Request) -> Response:
        """Invite a person.

        Only managers can do that. The answer is the same whether or not an account has the address. An open invitation
        of the address is renewed, and its former link ends. `link` is null if the server sends mail. If not, it is
        shown only once, for you to hand over, and is null if the request is repeated with the same `Idempotency-Key`.
        """
        values = self.valid(InvitationCreateSerializer)
        project = self.project(values.pop("project"))
        authorize(actor=self.actor, action=Action.MANAGE_MEMBERS, project_id=project.pk)
        wait = seconds_to_wait("invitations", str(self.actor.user.pk), most=MOST_INVITATIONS)
        if wait:
            raise Throttled(wait)
        invitation = invite_person(actor=self.actor, project=project, **values)
        shown = InvitationSerializer(invitation).data
        link = None if invitation.is_mailed else invitation_link(invitation)
        response = success({"invitation": shown, "link": link}, status=201)
        # `answer_once` stores this for a replay instead of the link, with which anybody can join.
        response.kept_data = success({"invitation": shown, "link": None}).data  # type: ignore[attr-defined]
        return response

    @extend_schema(
        operation_id="invitations_read",
        responses={200: enveloped("InvitationAnswer", invitation=InvitationSerializer())},
    )
    def retrieve(self, request: Request, invitation: UUID) -> Response:
        """Get an invitation.

        Only managers can do that. One that was accepted or withdrawn is answered with 404.
        """
        require_scope(actor=self.actor, scope=Scope.READ)
        return success({"invitation": InvitationSerializer(self._find(invitation)).data})

    @extend_schema(operation_id="invitations_withdraw", request=None, responses={204: None})
    def destroy(self, request: Request, invitation: UUID) -> Response:
        """Withdraw an invitation.

        Its link ends at once.
        """
        withdraw_invitation(actor=self.actor, invitation=self._find(invitation))
        return Response(status=204)

    def _find(self, pk: UUID) -> Invitation:
        # Addresses of people who are no members are the managers' business, so the others get 404.
        invitation = get_or_none(Invitation.objects.managed_by(self.actor).filter(pk=pk))
        if invitation is None:
            raise NotFound
        return invitation
