"""`/api/v1/members` and `/api/v1/tokens`: who may do what in a project."""

from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.pagination import PageQuery
from versioning.api.v1 import project_serializers as wire
from versioning.api.v1.envelope import enveloped, enveloped_page, success
from versioning.api.v1.parameters import IDEMPOTENCY_KEY
from versioning.api.v1.resources import InProjectFilter, ResourceViewSet
from versioning.models import Membership, Project, Token, User
from versioning.policies import Action, authorize
from versioning.services.access.add_member import add_member
from versioning.services.access.change_member_role import change_member_role
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.access.remove_member import remove_member
from versioning.services.access.revoke_token import revoke_token
from versioning.services.lookups import find_token, find_within

MEMBER_ANSWER = enveloped("MemberAnswer", member=wire.MemberSerializer())


class TokenFilter(InProjectFilter):
    prefix = filters.CharFilter(max_length=8)


class MemberViewSet(ResourceViewSet):
    queryset = Membership.objects.all()
    plural, row_serializer = "members", wire.MemberSerializer
    needs_proof = True

    @extend_schema(
        operation_id="members_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("MemberListAnswer", members=wire.MemberSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List members.

        Lists the people and their roles in all projects that the token can read.
        """
        projects = Project.objects.visible_to(self.actor)
        return self.page(Membership.objects.filter(project__in=projects).select_related("user"))

    @extend_schema(
        operation_id="members_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.MemberCreateSerializer,
        responses={201: MEMBER_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """Add a member.

        Gives a person a role in a project. Only managers can do that. Refused with 409 if the person is a member
        already.
        """
        values = self.valid(wire.MemberCreateSerializer)
        project = self.project(values["project"])
        # Authorize before the look-up: only people who can add members may find out which usernames exist.
        authorize(actor=self.actor, action=Action.MANAGE_MEMBERS, project_id=project.pk)
        user = User.objects.filter(username=values["user"]).first()
        if user is None:
            raise ValidationError({"user": ["No user has this username."]})
        member = add_member(actor=self.actor, project=project, user=user, role=values["role"])
        return success({"member": wire.MemberSerializer(member).data}, status=201)

    @extend_schema(operation_id="members_update", request=wire.MemberPatchSerializer, responses={200: MEMBER_ANSWER})
    def partial_update(self, request: Request, member: int) -> Response:
        """Change the role of a member.

        Only managers can do that. Refused with 409 if the project would lose its last manager.
        """
        role = self.valid(wire.MemberPatchSerializer)["role"]
        changed = change_member_role(actor=self.actor, membership=self._member(member), role=role)
        return success({"member": wire.MemberSerializer(changed).data})

    @extend_schema(operation_id="members_remove", request=None, responses={204: None})
    def destroy(self, request: Request, member: int) -> Response:
        """Remove a member.

        Takes the role away. Refused with 409 if the project would lose its last manager.
        """
        remove_member(actor=self.actor, membership=self._member(member))
        return Response(status=204)

    def _member(self, pk: int) -> Membership:
        return find_within(actor=self.actor, rows=Membership.objects.select_related("user"), pk=pk)


class TokenViewSet(ResourceViewSet):
    queryset = Token.objects.all()
    filterset_class = TokenFilter
    plural, row_serializer = "tokens", wire.TokenSerializer
    needs_proof = True

    @extend_schema(
        operation_id="tokens_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("TokenListAnswer", tokens=wire.TokenSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List tokens.

        Lists your own tokens and those of the projects that you manage. Secrets are never shown again.
        """
        return self.page(Token.objects.visible_to(self.actor).select_related("user"))

    @extend_schema(
        operation_id="tokens_create",
        parameters=[IDEMPOTENCY_KEY],
        request=wire.TokenCreateSerializer,
        responses={
            201: enveloped(
                "TokenCreatedAnswer",
                token=wire.TokenSerializer(),
                secret=serializers.CharField(allow_null=True),
            )
        },
    )
    def create(self, request: Request) -> Response:
        """Create a token.

        `secret` is the token itself. It is shown only once, and is null if the request is repeated with the same
        `Idempotency-Key`. A token can never do more than its creator.
        """
        values = self.valid(wire.TokenCreateSerializer)
        if "project" in values:
            values["project"] = self.project(values["project"])
        made = create_token(actor=self.actor, new=NewToken(**values))
        token = wire.TokenSerializer(made.token).data
        response = success({"token": token, "secret": made.raw}, status=201)
        # `answer_once` stores this for a replay instead of the secret.
        response.kept_data = success({"token": token, "secret": None}).data  # type: ignore[attr-defined]
        return response

    @extend_schema(operation_id="tokens_revoke", request=None, responses={204: None})
    def destroy(self, request: Request, token: UUID) -> Response:
        """Revoke a token.

        The token stops working at once. Requests with it are answered with 401.
        """
        revoke_token(actor=self.actor, token=find_token(actor=self.actor, pk=token))
        return Response(status=204)
