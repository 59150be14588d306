"""Actions with one button. Each is a POST that redirects to the page that shows the result."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import DraftExists
from versioning.models import Document, Version
from versioning.policies import Action
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import Fork, ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.lookups import find_draft, find_trashed_document, find_version
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.restore_version import restore_version
from versioning.web.desk import DeskView, SeeOther
from versioning.web.library.base import DocumentView
from versioning.web.toasts import Undo, toast


class ForkView(DocumentView):
    """Open the draft on `main`, creating it if there is none. With a `source`, always create a new draft."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        source = request.POST.get("source")
        fork = self._fork(document) if source is None else self._fork_from(document, source=source)
        return SeeOther(reverse("desk:draft", args=(fork.draft.identifier,)))

    def _fork(self, document: Document) -> Fork:
        fork = fork_document(actor=self.actor, document=document, mode=ForkMode.GET_OR_CREATE)
        if not fork.created:
            toast(self.request, f"Draft {fork.draft.version.number} was already open.")
        return fork

    def _fork_from(self, document: Document, *, source: str) -> Fork:
        try:
            # Prefer the branch: a draft that is not on one is easily forgotten.
            return fork_document(actor=self.actor, document=document, mode=ForkMode.STRICT, source=source)
        except DraftExists:
            fork = fork_document(actor=self.actor, document=document, mode=ForkMode.FREE, source=source)
        toast(
            self.request,
            f"The main branch already has a draft, so draft {fork.draft.version.number} is not on a branch.",
        )
        return fork


class VersionAction(DocumentView):
    """An action on one version. Redirects to the page that the button was on."""

    def post(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        document = self.find(identifier)
        self.do(find_version(document=document, reference=str(number)))
        return SeeOther(self.back)

    def do(self, version: Version) -> None:
        """Call the service and show that it is done."""
        raise NotImplementedError

    def undo(self, name: str, *, version: Version) -> Undo:
        """Return the undo button: a POST to the view of the opposite action."""
        url = reverse(f"desk:{name}", args=(self.kwargs["identifier"], version.number))
        return Undo(url=url, fields={"next": self.back})


class ArchiveView(VersionAction):
    """Archive a version. If it is current, ask first: readers would see none."""

    def post(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        document = self.find(identifier, action=Action.ARCHIVE)
        # The service decides in the end. This only decides whether to ask.
        if document.current is None or document.current.number != number or "confirmed" in request.POST:
            return super().post(request, identifier, number)
        return self.page("desk/versions/archive.html", document=document, version=document.current, back=self.back)

    def do(self, version: Version) -> None:
        archived = archive_version(actor=self.actor, version=version)
        undo = self.undo("restore-version", version=version)
        toast(self.request, f"Archived version {archived.number}.", undo=undo)


class RestoreVersionView(VersionAction):
    """Restore an archived version. It is published again, but does not become current."""

    def do(self, version: Version) -> None:
        restored = restore_version(actor=self.actor, version=version)
        toast(self.request, f"Restored version {restored.number}. The current version did not change.")


class ReopenView(VersionAction):
    """Reopen a discarded draft."""

    def do(self, version: Version) -> None:
        draft = reopen_draft(actor=self.actor, version=version)
        toast(self.request, f"Reopened draft {draft.version.number}.")


class DiscardView(DeskView):
    """Ask, then discard the draft. It leaves the lists and can be reopened."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft = find_draft(actor=self.actor, identifier=identifier, action=Action.DISCARD)
        return self.page(
            "desk/drafts/discard.html", draft=draft, document=draft.document, days=settings.KEEP_DISCARDED_DAYS
        )

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft = find_draft(actor=self.actor, identifier=identifier)
        # The draft has no page anymore, so lead to its document.
        document = reverse("desk:document", args=(draft.document.identifier,))
        discard_draft(actor=self.actor, draft=draft)
        reopen = reverse("desk:reopen", args=(draft.document.identifier, draft.version.number))
        undo = Undo(url=reopen, fields={"next": document}, label="Reopen draft")
        toast(request, f"Discarded draft {draft.version.number} of {draft.document.title}.", undo=undo)
        return SeeOther(document)


class TrashView(DocumentView):
    """Ask, then move the document to trash. It answers 404 to everybody until a manager restores it."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier, action=Action.TRASH)
        return self.page("desk/library/trash.html", document=document, days=settings.KEEP_TRASHED_DAYS)

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        trash_document(actor=self.actor, document=document)
        restore = reverse("desk:restore-document", args=(document.identifier,))
        toast(request, f"Moved {document.title} to trash.", undo=Undo(url=restore, fields={}, label="Restore"))
        return SeeOther(reverse("desk:library"))


class RestoreDocumentView(DocumentView):
    """Restore a document from trash."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = find_trashed_document(actor=self.actor, reference=identifier)
        restore_document(actor=self.actor, document=document)
        toast(request, f"Restored {document.title}.")
        return SeeOther(self.default_back)
