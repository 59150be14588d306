"""The verbs of one button: each a POST, after which one is on the page where it shows."""

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
    """The draft on main, opened where there is none. From a `source` that was named, always a new draft."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        source = request.POST.get("source")
        fork = self._fork(document) if source is None else self._fork_from(document, source=source)
        return SeeOther(reverse("desk:draft", args=(fork.draft.identifier,)))

    def _fork(self, document: Document) -> Fork:
        fork = fork_document(actor=self.actor, document=document, mode=ForkMode.GET_OR_CREATE)
        if not fork.created:
            toast(self.request, f"Draft {fork.draft.version.number} was open already. Here it is.")
        return fork

    def _fork_from(self, document: Document, *, source: str) -> Fork:
        try:
            return fork_document(actor=self.actor, document=document, mode=ForkMode.STRICT, source=source)
        except DraftExists:
            fork = fork_document(actor=self.actor, document=document, mode=ForkMode.FREE, source=source)
        toast(self.request, f"The branch main has a draft already, so draft {fork.draft.version.number} stands free.")
        return fork


class VersionVerb(DocumentView):
    """Done to one version; afterwards one is back where the button was."""

    done: str

    def post(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        document = self.find(identifier)
        self.do(find_version(document=document, reference=str(number)))
        return SeeOther(self.back)

    def do(self, version: Version) -> None:
        raise NotImplementedError

    def way(self, name: str, *, version: Version) -> Undo:
        """Back by the opposite verb."""
        url = reverse(f"desk:{name}", args=(self.kwargs["identifier"], version.number))
        return Undo(url=url, fields={"next": self.back})


class ArchiveView(VersionVerb):
    """Asked first where readers see the version, for then they will see none."""

    def post(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        document = self.find(identifier, action=Action.ARCHIVE)
        if document.current is None or document.current.number != number or "confirmed" in request.POST:
            return super().post(request, identifier, number)
        return self.page("desk/versions/archive.html", document=document, version=document.current, back=self.back)

    def do(self, version: Version) -> None:
        archived = archive_version(actor=self.actor, version=version)
        undo = self.way("restore-version", version=version)
        toast(self.request, f"Version {archived.number} is archived.", undo=undo)


class RestoreVersionView(VersionVerb):
    def do(self, version: Version) -> None:
        restored = restore_version(actor=self.actor, version=version)
        toast(self.request, f"Version {restored.number} is published again; what readers see did not change.")


class ReopenView(VersionVerb):
    """A discarded draft."""

    def do(self, version: Version) -> None:
        draft = reopen_draft(actor=self.actor, version=version)
        toast(self.request, f"Draft {draft.version.number} is open again.")


class DiscardView(DeskView):
    """Asked once; then the draft is gone from the lists, and can be reopened."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft = find_draft(actor=self.actor, identifier=identifier, action=Action.DISCARD)
        return self.page("desk/drafts/discard.html", draft=draft, document=draft.document)

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft = find_draft(actor=self.actor, identifier=identifier)
        document = reverse("desk:document", args=(draft.document.identifier,))
        discard_draft(actor=self.actor, draft=draft)
        reopen = reverse("desk:reopen", args=(draft.document.identifier, draft.version.number))
        undo = Undo(url=reopen, fields={"next": document}, label="Reopen")
        toast(request, f"Draft {draft.version.number} of {draft.document.title} is discarded.", undo=undo)
        return SeeOther(document)


class TrashView(DocumentView):
    """Asked once; then it is 404 for everybody, until a manager restores it."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier, action=Action.TRASH)
        return self.page("desk/library/trash.html", document=document)

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        trash_document(actor=self.actor, document=document)
        restore = reverse("desk:restore-document", args=(document.identifier,))
        toast(request, f"{document.title} is in the trash.", undo=Undo(url=restore, fields={}, label="Restore"))
        return SeeOther(reverse("desk:library"))


class RestoreDocumentView(DocumentView):
    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = find_trashed_document(actor=self.actor, reference=identifier)
        restore_document(actor=self.actor, document=document)
        toast(request, f"{document.title} is back.")
        return SeeOther(self.default_back)
