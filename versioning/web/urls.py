"""The desk's URLs, one block for each family of pages."""

from django.urls import path

from versioning.web.drafts import conflict, editor, editor_json, merge_json, properties_json, revisions, sync
from versioning.web.drafts.index import DraftsPage
from versioning.web.files import fetching, replacing, uploading
from versioning.web.files import pages as files
from versioning.web.library import activity, details, documents, new_document
from versioning.web.library.index import LibraryPage
from versioning.web.library.suggestions import SuggestionsView
from versioning.web.library.trash import TrashListPage
from versioning.web.links import pages as links
from versioning.web.notices import inbox, letters, mentioning, watching
from versioning.web.schedules import pages as schedules
from versioning.web.settings import (
    applications,
    email,
    invitations,
    jobs,
    members,
    new_project,
    profile,
    project,
    sessions,
    setup,
    sign_ins,
    tokens,
    webhooks,
)
from versioning.web.transfer import export, import_document360, import_file, progress
from versioning.web.versions import actions, compare, promoting, publishing, stemma, timeline, undoing

app_name = "desk"

urlpatterns = [
    # The library
    path("", LibraryPage.as_view(), name="library"),
    path("suggestions", SuggestionsView.as_view(), name="suggestions"),
    path("new/", new_document.NewDocumentPage.as_view(), name="new-document"),
    path("projects/<str:slug>/trash/", TrashListPage.as_view(), name="trash-list"),
    # A document
    path("d/<str:identifier>/", documents.DocumentPage.as_view(), name="document"),
    path("d/<str:identifier>/fork", actions.ForkView.as_view(), name="fork"),
    path("d/<str:identifier>/details/", details.DetailsPage.as_view(), name="details"),
    path("d/<str:identifier>/translate", details.TranslateView.as_view(), name="translate"),
    path("d/<str:identifier>/trash", actions.TrashView.as_view(), name="trash"),
    path("d/<str:identifier>/restore", actions.RestoreDocumentView.as_view(), name="restore-document"),
    path("d/<str:identifier>/versions/<int:number>/", documents.VersionPage.as_view(), name="version"),
    path("d/<str:identifier>/versions/<int:number>/archive", actions.ArchiveView.as_view(), name="archive"),
    path(
        "d/<str:identifier>/versions/<int:number>/restore", actions.RestoreVersionView.as_view(), name="restore-version"
    ),
    path("d/<str:identifier>/versions/<int:number>/reopen", actions.ReopenView.as_view(), name="reopen"),
    # The history of a document
    path("d/<str:identifier>/versions/", timeline.TimelinePage.as_view(), name="versions"),
    path("d/<str:identifier>/stemma/", stemma.StemmaPage.as_view(), name="stemma"),
    # Links
    path("d/<str:identifier>/links-here/", links.LinksHerePage.as_view(), name="links-here"),
    path("projects/<str:slug>/broken-links/", links.BrokenLinksPage.as_view(), name="broken-links"),
    # Comparison
    path("d/<str:identifier>/compare", compare.ComparePage.as_view(), name="compare"),
    # Drafts
    path("drafts/", DraftsPage.as_view(), name="drafts"),
    path("drafts/<str:identifier>/discard", actions.DiscardView.as_view(), name="discard"),
    # The editor
    path("drafts/<str:identifier>/", editor.EditorPage.as_view(), name="draft"),
    path("drafts/<str:identifier>/save", editor_json.SaveView.as_view(), name="draft-save"),
    path("drafts/<str:identifier>/preview", editor_json.PreviewView.as_view(), name="draft-preview"),
    path("drafts/<str:identifier>/mentionable", mentioning.MentionableView.as_view(), name="mentionable"),
    path("drafts/<str:identifier>/properties", properties_json.PropertiesView.as_view(), name="draft-properties"),
    path("drafts/<str:identifier>/presence", editor_json.PresenceView.as_view(), name="draft-presence"),
    path("drafts/<str:identifier>/merge", merge_json.MergeView.as_view(), name="draft-merge"),
    path("drafts/<str:identifier>/revisions/", revisions.RevisionsPage.as_view(), name="revisions"),
    path("drafts/<str:identifier>/revisions/<int:save>/", revisions.RevisionPage.as_view(), name="revision"),
    # Publishing, making current, updating a draft
    path("drafts/<str:identifier>/publish/", publishing.PublishPage.as_view(), name="publish"),
    path("drafts/<str:identifier>/sync/", sync.SyncPage.as_view(), name="sync"),
    path("drafts/<str:identifier>/conflict/", conflict.ConflictPage.as_view(), name="conflict"),
    path("d/<str:identifier>/versions/<int:number>/promote", promoting.PromotePage.as_view(), name="promote"),
    path("d/<str:identifier>/versions/<int:number>/undo", undoing.UndoPage.as_view(), name="undo-publication"),
    # Schedules
    path("schedules/", schedules.SchedulesPage.as_view(), name="schedules"),
    path("schedules/<uuid:pk>/cancel", schedules.UnscheduleView.as_view(), name="unschedule"),
    path("schedules/<uuid:pk>/run", schedules.RunAgainView.as_view(), name="run-schedule"),
    path("d/<str:identifier>/versions/<int:number>/schedule/", schedules.SchedulePage.as_view(), name="schedule"),
    # Activity
    path("activity/", activity.ActivityPage.as_view(), name="activity"),
    # Notices
    path("notices/", inbox.NoticesPage.as_view(), name="notices"),
    path("notices/unread", inbox.UnreadView.as_view(), name="unread"),
    path("notices/read", inbox.ReadView.as_view(), name="read-notices"),
    path("notices/<int:pk>/read", inbox.ReadView.as_view(), name="read-notice"),
    path("d/<str:identifier>/watch", watching.WatchDocumentView.as_view(), name="watch"),
    path("settings/projects/<str:slug>/watch", watching.WatchProjectView.as_view(), name="watch-project"),
    path("settings/watching/", watching.WatchingPage.as_view(), name="watching"),
    path("settings/notices/", letters.MailChoicesPage.as_view(), name="mail-choices"),
    # Settings and first run
    path("setup/", setup.SetupPage.as_view(), name="setup"),
    path("settings/", profile.ProfilePage.as_view(), name="settings"),
    path("settings/password/", profile.PasswordPage.as_view(), name="password"),
    path("settings/email/", email.EmailPage.as_view(), name="email"),
    path("settings/email/<str:token>/", email.ConfirmEmailPage.as_view(), name="confirm-email"),
    path("settings/tokens/", tokens.TokensPage.as_view(), name="tokens"),
    path("settings/tokens/<uuid:pk>/revoke/", tokens.RevokePage.as_view(), name="revoke-token"),
    path("settings/sign-ins/", sign_ins.SignInsPage.as_view(), name="sign-ins"),
    path("settings/sign-ins/<uuid:family>/end/", sign_ins.EndSignInPage.as_view(), name="end-sign-in"),
    path("settings/sessions/", sessions.SessionsPage.as_view(), name="sessions"),
    path("settings/sessions/<uuid:pk>/end/", sessions.EndSessionPage.as_view(), name="end-session"),
    path("settings/jobs/", jobs.JobsPage.as_view(), name="jobs"),
    path("settings/jobs/<uuid:pk>/cancel", jobs.CancelJobView.as_view(), name="cancel-job"),
    path("new-project/", new_project.NewProjectPage.as_view(), name="new-project"),
    path("settings/projects/<str:slug>/", project.ProjectPage.as_view(), name="project"),
    path("settings/projects/<str:slug>/workspaces/", project.WorkspacesPage.as_view(), name="workspaces"),
    path(
        "settings/projects/<str:slug>/workspaces/<uuid:pk>/",
        project.WorkspacePage.as_view(),
        name="rename-workspace",
    ),
    path("settings/projects/<str:slug>/languages/", project.LanguagesPage.as_view(), name="languages"),
    path(
        "settings/projects/<str:slug>/languages/<int:pk>/remove/",
        project.RemoveLanguagePage.as_view(),
        name="remove-language",
    ),
    path("settings/projects/<str:slug>/members/", members.MembersPage.as_view(), name="members"),
    path(
        "settings/projects/<str:slug>/invitations/",
        invitations.InvitationsPage.as_view(),
        name="invitations",
    ),
    path(
        "settings/projects/<str:slug>/invitations/<uuid:pk>/withdraw/",
        invitations.WithdrawInvitationPage.as_view(),
        name="withdraw-invitation",
    ),
    path("settings/projects/<str:slug>/members/<int:pk>/role/", members.RolePage.as_view(), name="role"),
    path(
        "settings/projects/<str:slug>/members/<int:pk>/remove/",
        members.RemoveMemberPage.as_view(),
        name="remove-member",
    ),
    path("settings/projects/<str:slug>/tokens/", tokens.ProjectTokensPage.as_view(), name="project-tokens"),
    path(
        "settings/projects/<str:slug>/applications/",
        applications.ApplicationsPage.as_view(),
        name="applications",
    ),
    path(
        "settings/projects/<str:slug>/applications/<int:pk>/retire/",
        applications.RetirePage.as_view(),
        name="retire-application",
    ),
    # Files
    path("projects/<str:slug>/files/", files.FilesPage.as_view(), name="files"),
    path("projects/<str:slug>/files/upload", uploading.UploadFilesView.as_view(), name="upload-files"),
    path("projects/<str:slug>/files/fetch", fetching.FetchPictureView.as_view(), name="fetch-picture"),
    path("projects/<str:slug>/files/<uuid:pk>/", files.FilePage.as_view(), name="file"),
    path("projects/<str:slug>/files/<uuid:pk>/replace", replacing.ReplaceFilePage.as_view(), name="replace-file"),
    path("projects/<str:slug>/files/<uuid:pk>/trash", files.TrashFileView.as_view(), name="trash-file"),
    path("projects/<str:slug>/files/<uuid:pk>/move", files.MoveFileView.as_view(), name="move-file"),
    path("projects/<str:slug>/files/folders/<uuid:pk>/delete", files.DeleteFolderView.as_view(), name="delete-folder"),
    path("projects/<str:slug>/files/<uuid:pk>/restore", files.RestoreFileView.as_view(), name="restore-file"),
    path("settings/projects/<str:slug>/webhooks/", webhooks.WebhooksPage.as_view(), name="webhooks"),
    path("settings/projects/<str:slug>/webhooks/<uuid:pk>/", webhooks.WebhookPage.as_view(), name="webhook"),
    path(
        "settings/projects/<str:slug>/webhooks/<uuid:pk>/rotate/", webhooks.RotatePage.as_view(), name="rotate-secret"
    ),
    path(
        "settings/projects/<str:slug>/webhooks/<uuid:pk>/status/", webhooks.StatusView.as_view(), name="webhook-status"
    ),
    path("settings/projects/<str:slug>/webhooks/<uuid:pk>/test/", webhooks.SendTestView.as_view(), name="webhook-test"),
    path(
        "settings/projects/<str:slug>/webhooks/<uuid:pk>/replay/", webhooks.ReplayView.as_view(), name="webhook-replay"
    ),
    path(
        "settings/projects/<str:slug>/webhooks/<uuid:pk>/delete/",
        webhooks.DeletePage.as_view(),
        name="delete-webhook",
    ),
    # Import and export
    path("projects/<str:slug>/import/", import_file.ImportPage.as_view(), name="import"),
    path(
        "projects/<str:slug>/import/document360/",
        import_document360.Document360Page.as_view(),
        name="import-document360",
    ),
    path("projects/<str:slug>/export/", export.ExportPage.as_view(), name="export"),
    path("projects/<str:slug>/export/zip", export.ExportZipView.as_view(), name="export-zip"),
    path("projects/<str:slug>/export/bundle", export.ExportBundleView.as_view(), name="export-bundle"),
    path("projects/<str:slug>/export/project", export.ExportProjectView.as_view(), name="export-project"),
    path("projects/<str:slug>/transfers/<uuid:pk>/", progress.TransferPage.as_view(), name="transfer"),
    path("projects/<str:slug>/transfers/<uuid:pk>/cancel", progress.CancelView.as_view(), name="cancel-transfer"),
    path("projects/<str:slug>/transfers/<uuid:pk>/file", progress.TransferFileView.as_view(), name="transfer-file"),
]
