"""The paths of `/api/v1`. Paths are nouns, and a verb is a POST on a sub-resource."""

from typing import Any

from django.urls import path, re_path

from versioning.api.v1.delivery.changes import ChangeViewSet
from versioning.api.v1.delivery.jobs import JobViewSet
from versioning.api.v1.delivery.notices import NoticeViewSet, WatchViewSet
from versioning.api.v1.delivery.schedules import ScheduleViewSet
from versioning.api.v1.delivery.webhooks import WebhookViewSet
from versioning.api.v1.document_drafts import DocumentDraftsViewSet
from versioning.api.v1.documents import DocumentViewSet
from versioning.api.v1.drafts import BranchDraftViewSet, DraftViewSet
from versioning.api.v1.files import FileViewSet
from versioning.api.v1.history import EventViewSet, HistoryViewSet
from versioning.api.v1.invitations import InvitationViewSet
from versioning.api.v1.links import LinkViewSet
from versioning.api.v1.members import MemberViewSet, TokenViewSet
from versioning.api.v1.projects import BranchViewSet, ProjectViewSet, WorkspaceViewSet
from versioning.api.v1.transfer.transfers import ExportViewSet, ImportViewSet, TransferViewSet
from versioning.api.v1.versions import VersionViewSet
from versioning.api.views import EVERY_METHOD, UnknownPathView

Methods = dict[str, Any]

READ: Methods = {"get": "retrieve"}
EDIT: Methods = {"patch": "partial_update"}
DELETE: Methods = {"delete": "destroy"}
LIST: Methods = {"get": "list"}
CREATE: Methods = {"post": "create"}

# `str`, because a document is named by its UUID or by its identifier.
DOCUMENT = "documents/<str:document_id>"
WEBHOOK = "webhooks/<uuid:webhook>"
urlpatterns = [
    # What is called most comes first, because the paths are tried in this order.
    path(f"{DOCUMENT}/versions/<str:version>", VersionViewSet.as_view({**READ, **EDIT, **DELETE})),
    path("drafts/<str:identifier>", DraftViewSet.as_view({**READ, **EDIT, **DELETE})),
    path(f"{DOCUMENT}/versions", VersionViewSet.as_view({**LIST, **CREATE})),
    path(f"{DOCUMENT}/draft", BranchDraftViewSet.as_view({**READ, **CREATE, **EDIT, **DELETE})),
    path(f"{DOCUMENT}/draft/publish", BranchDraftViewSet.as_view({"post": "publish"})),
    path(DOCUMENT, DocumentViewSet.as_view({**READ, **EDIT, **DELETE})),
    path("documents", DocumentViewSet.as_view({**LIST, **CREATE})),
    path(f"{DOCUMENT}/restore", DocumentViewSet.as_view({"post": "restore"})),
    path(f"{DOCUMENT}/versions/<str:version>/activate", VersionViewSet.as_view({"post": "activate"})),
    path(f"{DOCUMENT}/versions/<str:version>/restore", VersionViewSet.as_view({"post": "restore"})),
    path(f"{DOCUMENT}/draft/sync", BranchDraftViewSet.as_view({"post": "sync"})),
    path(f"{DOCUMENT}/drafts", DocumentDraftsViewSet.as_view(LIST)),
    path(f"{DOCUMENT}/compare", HistoryViewSet.as_view({"get": "compare"})),
    path(f"{DOCUMENT}/stemma", HistoryViewSet.as_view({"get": "stemma"})),
    path(f"{DOCUMENT}/links-here", LinkViewSet.as_view({"get": "links_here"})),
    path(f"{DOCUMENT}/watch", WatchViewSet.as_view({"put": "watch_document", "delete": "unwatch_document"})),
    path(f"{DOCUMENT}/events", EventViewSet.as_view({"get": "of_document"})),
    path("drafts/<str:identifier>/sync", DraftViewSet.as_view({"post": "sync"})),
    path("drafts/<str:identifier>/publish", DraftViewSet.as_view({"post": "publish"})),
    path("projects", ProjectViewSet.as_view({**LIST, **CREATE})),
    path("projects/<str:project>", ProjectViewSet.as_view({**READ, **EDIT})),
    path("projects/<str:project>/usage", ProjectViewSet.as_view({"get": "usage"})),
    path("projects/<str:project>/broken-links", LinkViewSet.as_view({"get": "broken"})),
    path("projects/<str:project>/zip", ExportViewSet.as_view({"get": "zip"})),
    path("projects/<str:project>/watch", WatchViewSet.as_view({"put": "watch_project", "delete": "unwatch_project"})),
    path("workspaces", WorkspaceViewSet.as_view({**LIST, **CREATE})),
    path("workspaces/<uuid:workspace>", WorkspaceViewSet.as_view(EDIT)),
    path("branches", BranchViewSet.as_view({**LIST, **CREATE})),
    path("branches/<uuid:branch>", BranchViewSet.as_view(EDIT)),
    path("branches/<uuid:branch>/close", BranchViewSet.as_view({"post": "close"})),
    path("members", MemberViewSet.as_view({**LIST, **CREATE})),
    path("members/<int:member>", MemberViewSet.as_view({**EDIT, **DELETE})),
    path("invitations", InvitationViewSet.as_view({**LIST, **CREATE})),
    path("invitations/<uuid:invitation>", InvitationViewSet.as_view({**READ, **DELETE})),
    path("tokens", TokenViewSet.as_view({**LIST, **CREATE})),
    path("tokens/<uuid:token>", TokenViewSet.as_view(DELETE)),
    path("files", FileViewSet.as_view({**LIST, **CREATE})),
    path("files/<uuid:file>", FileViewSet.as_view({**READ, **EDIT, **DELETE})),
    path("files/<uuid:file>/restore", FileViewSet.as_view({"post": "restore"})),
    path("files/<uuid:file>/uses", FileViewSet.as_view({"get": "uses"})),
    path("events", EventViewSet.as_view(LIST)),
    path("changes", ChangeViewSet.as_view(LIST)),
    path("notices", NoticeViewSet.as_view(LIST)),
    path("notices/read", NoticeViewSet.as_view({"post": "read_all"})),
    path("notices/<int:notice>/read", NoticeViewSet.as_view({"post": "read"})),
    path("watches", WatchViewSet.as_view(LIST)),
    path("schedules", ScheduleViewSet.as_view({**LIST, **CREATE})),
    path("schedules/<uuid:schedule>", ScheduleViewSet.as_view({**READ, **EDIT, **DELETE})),
    path("schedules/<uuid:schedule>/run", ScheduleViewSet.as_view({"post": "run"})),
    path("jobs", JobViewSet.as_view(LIST)),
    path("jobs/<uuid:job>", JobViewSet.as_view(READ)),
    path("jobs/<uuid:job>/cancel", JobViewSet.as_view({"post": "cancel"})),
    path("transfers", TransferViewSet.as_view(LIST)),
    path("transfers/<uuid:transfer>", TransferViewSet.as_view(READ)),
    path("transfers/<uuid:transfer>/resume", TransferViewSet.as_view({"post": "resume"})),
    path("transfers/<uuid:transfer>/cancel", TransferViewSet.as_view({"post": "cancel"})),
    path("transfers/<uuid:transfer>/file", TransferViewSet.as_view({"get": "file"})),
    path("imports", ImportViewSet.as_view(CREATE)),
    path("exports", ExportViewSet.as_view(CREATE)),
    path("webhooks", WebhookViewSet.as_view({**LIST, **CREATE})),
    path(WEBHOOK, WebhookViewSet.as_view({**READ, **EDIT, **DELETE})),
    path(f"{WEBHOOK}/rotate", WebhookViewSet.as_view({"post": "rotate"})),
    path(f"{WEBHOOK}/test", WebhookViewSet.as_view({"post": "test"})),
    path(f"{WEBHOOK}/replay", WebhookViewSet.as_view({"post": "replay"})),
    path(f"{WEBHOOK}/deliveries", WebhookViewSet.as_view({"get": "deliveries"})),
    # Matches every other path, line ends included.
    re_path(r"", UnknownPathView.as_view(EVERY_METHOD)),
]
