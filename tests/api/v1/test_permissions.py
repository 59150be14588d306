from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.matrix import Row, address, name_of, routes_of, secrets_of, status_for, useless_secrets
from tests.cast import Cast, client_with, make_token
from tests.jobs import make_job
from tests.notices import make_notice
from tests.pictures import stored
from versioning.api.v1.urls import urlpatterns
from versioning.models import Membership, Role, Schedule, Token
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.files.trash_file import trash_file
from versioning.services.people.invite_person import invite_person
from versioning.services.projects.create_branch import create_branch
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.transfer.start_export import start_export
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.trash_version import trash_version
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook

DOCUMENT = "documents/<str:document_id>"
VERSION = f"{DOCUMENT}/versions/<str:version>"
WEBHOOK = "webhooks/<uuid:webhook>"
NEXT = {"version": "published"}
TRASHED = {"document_id": "trashed"}
MATRIX = [
    Row("GET", "documents", "200 200 200 200 200 200 403"),
    Row("POST", "documents", "403 201 201 201 400 400 403", {"title": "New", "project": "handbook"}),
    Row("GET", DOCUMENT, "200 200 200 200 404 404 403"),
    Row("PATCH", DOCUMENT, "403 200 200 200 404 404 403", {"order": 2}),
    Row("DELETE", DOCUMENT, "403 403 403 204 404 404 403"),
    Row("POST", f"{DOCUMENT}/restore", "403 403 403 200 404 404 403", None, TRASHED),
    Row("GET", f"{DOCUMENT}/versions", "200 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/versions", "403 201 201 201 404 404 403", {}),
    Row("GET", VERSION, "200 200 200 200 404 404 403"),
    Row("PATCH", VERSION, "403 403 200 200 404 404 403", {"status": "published"}),
    Row("PATCH", VERSION, "403 200 200 200 404 404 403", {"title": "New"}),
    Row("PATCH", VERSION, "403 403 200 200 404 404 403", {"status": "archived"}, NEXT),
    Row("DELETE", VERSION, "403 204 204 204 404 404 403"),
    Row("POST", f"{VERSION}/activate", "403 403 200 200 404 404 403", None, NEXT),
    Row("POST", f"{VERSION}/restore", "403 403 403 200 404 404 403", None, {"version": "trashed_version"}),
    Row("GET", f"{DOCUMENT}/draft", "200 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403", {}),
    Row("PATCH", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403", {"body": "New"}),
    Row("DELETE", f"{DOCUMENT}/draft", "403 200 200 200 404 404 403"),
    Row("POST", f"{DOCUMENT}/draft/sync", "403 200 200 200 404 404 403", {}),
    Row("POST", f"{DOCUMENT}/draft/publish", "403 403 200 200 404 404 403", {}),
    Row("GET", f"{DOCUMENT}/drafts", "200 200 200 200 404 404 403"),
    Row("GET", f"{DOCUMENT}/compare", "200 200 200 200 404 404 403", query="base=1&head=2"),
    Row("GET", f"{DOCUMENT}/stemma", "200 200 200 200 404 404 403"),
    Row("GET", f"{DOCUMENT}/links-here", "200 200 200 200 404 404 403"),
    Row("PUT", f"{DOCUMENT}/watch", "204 204 204 204 404 404 403"),
    Row("DELETE", f"{DOCUMENT}/watch", "204 204 204 204 404 404 403"),
    Row("GET", f"{DOCUMENT}/events", "200 200 200 200 404 404 403"),
    Row("GET", "drafts/<str:identifier>", "200 200 200 200 404 404 403"),
    Row("PATCH", "drafts/<str:identifier>", "403 200 200 200 404 404 403", {"title": "New"}),
    Row("DELETE", "drafts/<str:identifier>", "403 204 204 204 404 404 403"),
    Row("POST", "drafts/<str:identifier>/sync", "403 200 200 200 404 404 403", {}),
    Row("POST", "drafts/<str:identifier>/publish", "403 403 200 200 404 404 403", {"promote": False}),
    Row("GET", "projects", "200 200 200 200 200 200 403"),
    Row("POST", "projects", "403 403 403 403 403 403 403", {"slug": "new"}),
    Row("GET", "projects/<str:project>", "200 200 200 200 404 404 403"),
    Row("GET", "projects/<str:project>/broken-links", "200 200 200 200 404 404 403"),
    Row("GET", "projects/<str:project>/usage", "403 403 403 200 404 404 403"),
    Row("PATCH", "projects/<str:project>", "403 403 403 200 404 404 403", {"name": "New"}),
    Row("PUT", "projects/<str:project>/watch", "204 204 204 204 404 404 403"),
    Row("DELETE", "projects/<str:project>/watch", "204 204 204 204 404 404 403"),
    Row("GET", "workspaces", "200 200 200 200 200 200 403"),
    Row("POST", "workspaces", "403 403 403 201 404 404 403", {"project": "handbook", "slug": "new"}),
    Row("PATCH", "workspaces/<uuid:workspace>", "403 403 403 200 404 404 403", {"name": "New"}),
    Row("GET", "branches", "200 200 200 200 200 200 403"),
    Row("POST", "branches", "403 201 201 201 404 404 403", {"project": "handbook", "name": "new"}),
    Row("PATCH", "branches/<uuid:branch>", "403 200 200 200 404 404 403", {"name": "New"}),
    Row("POST", "branches/<uuid:branch>/close", "403 403 200 200 404 404 403"),
    Row("GET", "members", "200 200 200 200 200 200 403"),
    Row(
        "POST",
        "members",
        "403 403 403 201 404 404 403",
        {"project": "handbook", "user": "sven.handbook", "role": "viewer"},
    ),
    Row("PATCH", "members/<int:member>", "403 403 403 200 404 404 403", {"role": "editor"}),
    Row("DELETE", "members/<int:member>", "403 403 403 204 404 404 403"),
    Row("GET", "invitations", "200 200 200 200 200 200 403"),
    Row(
        "POST",
        "invitations",
        "403 403 403 201 404 404 403",
        {"project": "handbook", "email": "new@example.org", "role": "viewer"},
    ),
    Row("GET", "invitations/<uuid:invitation>", "404 404 404 200 404 404 403"),
    Row("DELETE", "invitations/<uuid:invitation>", "404 404 404 204 404 404 403"),
    Row("GET", "tokens", "200 200 200 200 200 200 403"),
    Row(
        "POST",
        "tokens",
        "403 403 403 201 404 404 403",
        {"kind": "project", "project": "handbook", "role": "viewer", "name": "New", "scopes": ["read"]},
    ),
    Row("DELETE", "tokens/<uuid:token>", "404 404 404 204 404 404 403"),
    Row("GET", "files", "200 200 200 200 200 200 403"),
    Row("POST", "files", "403 201 201 201 404 404 403", query="project=handbook&name=new.txt"),
    Row("GET", "files/<uuid:file>", "200 200 200 200 404 404 403"),
    Row("PATCH", "files/<uuid:file>", "403 200 200 200 404 404 403", {"alt_text": "A plan"}),
    Row("DELETE", "files/<uuid:file>", "403 200 200 200 404 404 403"),
    Row("POST", "files/<uuid:file>/restore", "403 200 200 200 404 404 403", None, {"file": "trashed_file"}),
    Row("GET", "files/<uuid:file>/uses", "200 200 200 200 404 404 403"),
    Row("GET", "events", "200 200 200 200 200 200 403"),
    Row("GET", "changes", "200 200 200 200 200 200 403"),
    Row("GET", "notices", "200 200 200 200 200 403 403"),
    Row("POST", "notices/read", "200 200 200 200 200 403 403"),
    Row("POST", "notices/<int:notice>/read", "404 404 404 200 404 403 403"),
    Row("GET", "watches", "200 200 200 200 200 403 403"),
    Row("GET", "schedules", "200 200 200 200 200 200 403"),
    Row(
        "POST",
        "schedules",
        "403 403 201 201 400 400 403",
        {"action": "promote", "target": {"version": "$published"}, "at": "$soon"},
    ),
    Row("GET", "schedules/<uuid:schedule>", "200 200 200 200 404 404 403"),
    Row("PATCH", "schedules/<uuid:schedule>", "403 403 200 200 404 404 403", {"at": "$soon"}),
    Row("DELETE", "schedules/<uuid:schedule>", "403 403 200 200 404 404 403"),
    Row("POST", "schedules/<uuid:schedule>/run", "403 403 409 409 404 404 403"),
    Row("GET", "jobs", "200 200 200 200 200 200 403"),
    Row("GET", "jobs/<uuid:job>", "404 404 404 200 404 404 403"),
    Row("POST", "jobs/<uuid:job>/cancel", "404 404 404 200 404 404 403"),
    Row("GET", "transfers", "200 200 200 200 200 200 403"),
    Row("GET", "transfers/<uuid:transfer>", "404 404 404 200 404 404 403"),
    # It waits, and a project has one at a time.
    Row("POST", "transfers/<uuid:transfer>/resume", "404 404 404 409 404 404 403"),
    Row("POST", "transfers/<uuid:transfer>/cancel", "404 404 404 200 404 404 403"),
    Row("GET", "transfers/<uuid:transfer>/file", "404 404 404 404 404 404 403"),
    Row("POST", "imports", "403 403 403 409 404 404 403", {}, query="project=handbook&name=a.zip"),
    Row("POST", "exports", "403 403 403 409 404 404 403", {"project": "handbook", "kind": "bundle_out"}),
    Row("GET", "projects/<str:project>/zip", "200 200 200 200 404 404 403"),
    Row("GET", "webhooks", "200 200 200 200 200 200 403"),
    Row("POST", "webhooks", "403 403 403 201 404 404 403", {"project": "handbook", "url": "https://a.example/"}),
    Row("GET", WEBHOOK, "403 403 403 200 404 404 403"),
    Row("PATCH", WEBHOOK, "403 403 403 200 404 404 403", {"events": ["draft.saved"]}),
    Row("PATCH", WEBHOOK, "403 403 403 200 404 404 403", {"status": "disabled"}),
    Row("DELETE", WEBHOOK, "403 403 403 204 404 404 403"),
    Row("POST", f"{WEBHOOK}/rotate", "403 403 403 200 404 404 403", {}),
    Row("POST", f"{WEBHOOK}/test", "403 403 403 202 404 404 403"),
    Row("POST", f"{WEBHOOK}/replay", "403 403 403 202 404 404 403", {"failed": True}),
    Row("GET", f"{WEBHOOK}/deliveries", "403 403 403 200 404 404 403"),
]


@pytest.fixture
def world(cast: Cast) -> dict[str, str]:
    document, trashed = cast.document(), cast.document("Gone")
    trash_document(actor=cast.manager, document=trashed)
    published = publish_version(actor=cast.publisher, version=cast.fork(document).version)
    gone = discard_draft(actor=cast.editor, draft=cast.fork(document))
    trash_version(actor=cast.manager, version=gone)
    draft = cast.fork(document, branch_id=None)
    draft.branch = cast.project.branches.main().get()
    draft.save()
    token, _ = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.VIEWER)
    new = NewWebhook(url="https://receiver.example/")
    webhook = create_webhook(actor=cast.manager, project=cast.project, new=new).webhook
    return {
        "document_id": str(document.pk),
        "trashed": str(trashed.pk),
        "version": str(draft.version_id),
        "published": str(published.pk),
        "trashed_version": str(gone.pk),
        "identifier": draft.identifier,
        "project": cast.project.slug,
        "workspace": str(cast.workspace.pk),
        "branch": str(create_branch(actor=cast.manager, project=cast.project, name="spring").pk),
        "member": str(Membership.objects.get(user=cast.viewer.user).pk),
        "token": str(token.pk),
        "soon": (timezone.now() + timedelta(days=1)).isoformat(),
        "schedule": str(
            schedule_version(
                actor=cast.publisher,
                version=published,
                plan=Plan(action=Schedule.Action.PROMOTE, at=timezone.now() + timedelta(days=1)),
            ).pk
        ),
        "job": str(make_job(cast.project).pk),
        "file": str(stored(cast).pk),
        "transfer": str(start_export(actor=cast.manager, project=cast.project).pk),
        "trashed_file": str(trash_file(actor=cast.editor, file=stored(cast, name="trashed.png")).pk),
        "webhook": str(webhook.pk),
        "invitation": str(
            invite_person(actor=cast.manager, project=cast.project, email="ana@example.org", role=Role.VIEWER).pk
        ),
        "notice": str(make_notice(cast.manager.user, document).pk),
    }


def test_every_route_is_in_the_matrix() -> None:
    assert {(row.method, row.route) for row in MATRIX} == routes_of(urlpatterns)


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_each_person_may_do_what_the_matrix_says(cast: Cast, world: dict[str, str], row: Row) -> None:
    secrets, path = secrets_of(cast, method=row.method), f"/api/v1/{address(row, world)}"

    found = {name: status_for(raw, row=row, path=path, world=world) for name, raw in secrets.items()}

    assert found == row.expected


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_who_shows_no_usable_token_is_nobody(cast: Cast, world: dict[str, str], row: Row) -> None:
    secrets, path = useless_secrets(cast), f"/api/v1/{address(row, world)}"

    found = {status_for(raw, row=row, path=path, world=world) for raw in secrets.values()}

    assert found == {401}


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_who_shows_no_token_is_nobody(world: dict[str, str], row: Row) -> None:
    client = client_with("")
    client.credentials()

    answer = client.generic(row.method, f"/api/v1/{address(row, world)}")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="stemma"'
