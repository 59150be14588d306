"""Every operation of the served OpenAPI documents, called over HTTP with values that they allow, and with others."""

import json
import os
from datetime import timedelta
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import pytest
import schemathesis
from django.utils import timezone
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
from tests.jobs import make_job
from tests.notices import make_notice
from tests.pictures import stored
from versioning.models import (
    Actor,
    Branch,
    Document,
    Draft,
    Folder,
    Invitation,
    Job,
    Membership,
    Notice,
    Project,
    Role,
    Schedule,
    Token,
    Transfer,
    User,
    Version,
    Webhook,
    Workspace,
)
from versioning.services.documents.attach_file import attach_file
from versioning.services.documents.trash_document import trash_document
from versioning.services.files.move_file import move_file
from versioning.services.folders.create_folder import create_folder
from versioning.services.people.invite_person import invite_person
from versioning.services.projects.create_branch import create_branch
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.transfer.start_export import start_export
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook

EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "10"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


# Where each document is served, and what it describes.
DOCUMENTS = {"/docs/openapi": "config.urls_v1", "/docs/openapi/v3": "config.urls_v3"}


def operations() -> list[tuple[str, str, str]]:
    found = []
    for address, urls in DOCUMENTS.items():
        paths = SchemaGenerator(urlconf=urls).get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
        found += [(address, path, method.upper()) for path, methods in paths.items() for method in methods]
    return sorted(found)


@pytest.fixture(scope="session")
def served_schemas(live_server: LiveServer) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for address in DOCUMENTS:
        with urlopen(f"{live_server.url}{address}?format=json") as answer:  # noqa: S310  our own server
            schemas[address] = json.load(answer)
    return schemas


@pytest.fixture
def administrator(live_cast: Cast) -> str:
    """Return the secret of who may do everything, in a project that has something of everything."""
    root = User.objects.get(is_superuser=True)
    document = live_cast.document()
    live_cast.fork(document)
    live_cast.draft("Guides", kind="category")
    trash_document(actor=live_cast.manager, document=live_cast.document("Gone"))
    return make_token(root)[1]


def _transfer(cast: Cast, root: Actor) -> Transfer:
    """Return a transfer that waits, or the last one."""
    waiting = Transfer.objects.filter(project=cast.project).order_by("-pk").first()
    return waiting or start_export(actor=root, project=cast.project)


def real_values(cast: Cast) -> dict[str, Any]:
    """Path parameters that name rows; earlier calls may have moved or removed any of those before."""
    root = Actor(user=User.objects.get(is_superuser=True))
    texts = Document.objects.filter(trashed_at=None).exclude(kind=Document.Kind.CATEGORY)
    document = texts.order_by("id").first() or cast.document()
    draft = Draft.objects.filter(document__trashed_at=None).order_by("id").first() or cast.draft()
    version = Version.objects.of(document.pk).order_by("number").first()
    branch = Branch.objects.filter(is_main=False, closed_at=None).first()
    member = Membership.objects.order_by("-id").first()
    token = Token.objects.filter(kind=Token.Kind.PROJECT, revoked_at=None).first()
    category = Document.objects.filter(trashed_at=None, kind=Document.Kind.CATEGORY).first()
    folder = Folder.objects.first() or create_folder(actor=root, project=cast.project, name="Pictures")
    filed = move_file(actor=root, file=stored(cast, uuid4().bytes), folder=folder)
    attachment = attach_file(actor=root, document=document, file=stored(cast, uuid4().bytes))
    transfer = _transfer(cast, root)
    return {
        "transfer": str(transfer.pk),
        "folder_id": str(folder.pk),
        "file_id": str(filed.pk),
        "attachment_id": str(attachment.pk),
        "workspace_id": str(document.workspace_id),
        "task_id": str(uuid4()),
        "project_id": str(document.project_id),
        "article_id": str(document.pk),
        "category_id": str((category or cast.draft("Guides", kind="category").document).pk),
        "project_version_id": str(document.workspace_id),
        "version_number": document.last_number,
        "document_id": str(document.pk),
        "version": str(version.pk) if version else "current",
        "identifier": draft.identifier,
        "project": str(Project.objects.order_by("id")[0].pk),
        "workspace": str(Workspace.objects.order_by("id")[0].pk),
        "branch": str((branch or create_branch(actor=root, project=cast.project, name=f"spring {uuid4()}")).pk),
        "member": member.pk if member else 1,
        "token": str((token or _project_token(cast)).pk),
        "file": str(stored(cast).pk),
        "job": str((Job.objects.first() or make_job(cast.project)).pk),
        "schedule": str((Schedule.objects.first() or _schedule(cast)).pk),
        "invitation": str((Invitation.objects.first() or _invitation(cast)).pk),
        "notice": (Notice.objects.filter(user=root.user).first() or make_notice(root.user, document)).pk,
        "webhook": str((Webhook.objects.first() or _webhook(cast)).pk),
    }


def _schedule(cast: Cast) -> Schedule:
    version = Version.objects.of(cast.document().pk).order_by("number")[0]
    plan = Plan(action=Schedule.Action.PROMOTE, at=timezone.now() + timedelta(days=1))
    return schedule_version(actor=cast.publisher, version=version, plan=plan)


def _invitation(cast: Cast) -> Invitation:
    email = f"{uuid4().hex}@handbook.example"
    return invite_person(actor=cast.manager, project=cast.project, email=email, role=Role.EDITOR)


def _webhook(cast: Cast) -> Webhook:
    new = NewWebhook(url="https://receiver.example/")
    return create_webhook(actor=cast.manager, project=cast.project, new=new).webhook


def _project_token(cast: Cast) -> Token:
    return make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)[0]


@pytest.mark.parametrize(("address", "path", "method"), operations())
def test_every_answer_is_as_the_schema_says(
    live_server: LiveServer,
    live_cast: Cast,
    administrator: str,
    served_schemas: dict[str, Any],
    address: str,
    path: str,
    method: str,
) -> None:
    operation = schemathesis.openapi.from_dict(served_schemas[address])[path][method]

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
            if isinstance(case.body, dict):
                case.body.update({name: known[name] for name in case.body if name in known})
        case.call_and_validate(
            base_url=live_server.url, headers={"Authorization": f"Bearer {administrator}"}, checks=CHECKS
        )

    call()
