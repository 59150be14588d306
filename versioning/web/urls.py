"""The addresses of the desk. One block for each family of pages."""

from django.urls import path

from versioning.web import details, documents, draft_calls, editor, library, verbs

app_name = "desk"

urlpatterns = [
    # The library
    path("", library.LibraryPage.as_view(), name="library"),
    # A document
    path("d/<str:identifier>/", documents.DocumentPage.as_view(), name="document"),
    path("d/<str:identifier>/fork", verbs.ForkView.as_view(), name="fork"),
    path("d/<str:identifier>/details/", details.DetailsPage.as_view(), name="details"),
    path("d/<str:identifier>/translate", details.TranslateView.as_view(), name="translate"),
    path("d/<str:identifier>/trash", verbs.TrashView.as_view(), name="trash"),
    path("d/<str:identifier>/restore", verbs.RestoreDocumentView.as_view(), name="restore-document"),
    path("d/<str:identifier>/versions/<int:number>/", documents.VersionPage.as_view(), name="version"),
    path("d/<str:identifier>/versions/<int:number>/archive", verbs.ArchiveView.as_view(), name="archive"),
    path(
        "d/<str:identifier>/versions/<int:number>/restore", verbs.RestoreVersionView.as_view(), name="restore-version"
    ),
    path("d/<str:identifier>/versions/<int:number>/reopen", verbs.ReopenView.as_view(), name="reopen"),
    # Its history
    # Comparing
    # Drafts
    path("drafts/<str:identifier>/discard", verbs.DiscardView.as_view(), name="discard"),
    # The editor
    path("drafts/<str:identifier>/", editor.EditorPage.as_view(), name="draft"),
    path("drafts/<str:identifier>/save", draft_calls.SaveCall.as_view(), name="draft-save"),
    path("drafts/<str:identifier>/preview", draft_calls.PreviewCall.as_view(), name="draft-preview"),
    path("drafts/<str:identifier>/conflict/", editor.CollisionPage.as_view(), name="conflict"),
    path("drafts/<str:identifier>/presence", draft_calls.PresenceCall.as_view(), name="draft-presence"),
    # Publishing, promoting, syncing
    # Activity
    # Settings, sign-in, first run
    # Import and export
]
