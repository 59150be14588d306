"""Every operation of the served OpenAPI document, called over HTTP with values that it allows, and with others."""

import json
import os
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import pytest
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cast import Cast, make_token
from versioning.models import Actor, Branch, Document, Draft, Membership, Project, Role, Token, User, Version, Workspace
from versioning.services.create_branch import create_branch
from versioning.services.trash_document import trash_document

EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "10"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def operations() -> list[tuple[str, str]]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
    return sorted((path, method.upper()) for path, methods in paths.items() for method in methods)


@pytest.fixture(scope="session")
def served_schema(live_server: LiveServer) -> dict[str, Any]:
    with urlopen(f"{live_server.url}/docs/openapi?format=json") as answer:  # noqa: S310  our own server
        schema: dict[str, Any] = json.load(answer)
    return schema


@pytest.fixture
def administrator(live_cast: Cast) -> str:
    """The secret of who may do everything, in a project that has something of everything."""
    root = User.objects.get(is_superuser=True)
    document = live_cast.document()
    live_cast.fork(document)
    trash_document(actor=live_cast.manager, document=live_cast.document("Gone"))
    return make_token(root)[1]


def real_values(cast: Cast) -> dict[str, Any]:
    """Path parameters that name rows; earlier calls may have moved or removed any of those before."""
    root = Actor(user=User.objects.get(is_superuser=True))
    document = Document.objects.filter(trashed_at=None).order_by("id").first() or cast.document()
    draft = Draft.objects.filter(document__trashed_at=None).order_by("id").first() or cast.draft()
    version = Version.objects.of(document.pk).order_by("number").first()
    branch = Branch.objects.filter(is_main=False, closed_at=None).first()
    member = Membership.objects.order_by("-id").first()
    token = Token.objects.filter(kind=Token.Kind.PROJECT, revoked_at=None).first()
    return {
        "document_id": str(document.pk),
        "version": str(version.pk) if version else "current",
        "identifier": draft.identifier,
        "project": str(Project.objects.order_by("id")[0].pk),
        "workspace": str(Workspace.objects.order_by("id")[0].pk),
        "branch": str((branch or create_branch(actor=root, project=cast.project, name=f"spring {uuid4()}")).pk),
        "member": member.pk if member else 1,
        "token": str((token or _project_token(cast)).pk),
    }


def _project_token(cast: Cast) -> Token:
    return make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)[0]


@pytest.mark.parametrize(("path", "method"), operations())
def test_every_answer_is_as_the_schema_says(
    live_server: LiveServer,
    live_cast: Cast,
    administrator: str,
    served_schema: dict[str, Any],
    path: str,
    method: str,
) -> None:
    operation = schemathesis.openapi.from_dict(served_schema)[path][method]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def call(data: Any) -> None:
        case = data.draw(operation.as_strategy())
        if case.path_parameters and data.draw(st.booleans()):
            known = real_values(live_cast)
            case.path_parameters.update({name: known[name] for name in case.path_parameters})
        case.call_and_validate(
            base_url=live_server.url, headers={"Authorization": f"Bearer {administrator}"}, checks=CHECKS
        )

    call()
