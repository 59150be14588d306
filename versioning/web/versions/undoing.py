"""Undoing a publication: the question before it, and the button of the message after a publication."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import CurrentChanged, NotPublished, VersioningError, VersionNotFound
from versioning.models import Version
from versioning.policies import Decision, decide
from versioning.services.lookups import find_version
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.undo_publication import ACTIONS, undo_publication
from versioning.services.versions.undoing_of import Undoing, undoing_of
from versioning.web.desk import SeeOther
from versioning.web.library.base import DocumentView
from versioning.web.toasts import toast
from versioning.web.versions.promoting import PromoteForm
from versioning.web.versions.publishing import difference_for_readers, shown_as

CHANGED = "Another version became current since, so this was not undone."


class UndoPage(DocumentView):
    """Ask, showing what readers would see, then undo the publication of the version."""

    def get(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        return self._ask(self._find(identifier, number))

    def post(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        version, form = self._find(identifier, number), PromoteForm(request.POST)
        if not form.is_valid():
            return self._ask(version, status=422, fault="Review the changes, then try again.")
        try:
            changed = undo_publication(
                actor=self.actor, version=version, expected=Preconditions(current_id=form.cleaned_data["current"])
            )
        except CurrentChanged:
            messages.error(request, CHANGED)
            return SeeOther(self.default_back)
        except (NotPublished, VersionNotFound) as refusal:
            return self._ask(self._find(identifier, number), status=409, fault=refusal.message)
        toast(request, f"Version {changed.number} is {_now(changed)}.")
        return SeeOther(self.default_back)

    def _find(self, identifier: str, number: int) -> Version:
        return find_version(document=self.find(identifier), reference=str(number))

    def _ask(self, version: Version, *, status: int = 200, fault: str = "") -> HttpResponse:
        document, obstacle = version.document, ""
        undoing: Undoing | None = None
        try:
            undoing = undoing_of(version)
        except VersioningError as refusal:
            obstacle = refusal.message
        former = None if undoing is None else undoing.former
        return self.page(
            "desk/versions/undo.html",
            status=status,
            document=document,
            version=version,
            current=version,
            undoing=undoing,
            former=former,
            obstacle=obstacle,
            shown=former and difference_for_readers(current=version, version=former, display=shown_as(self.request)),
            display=shown_as(self.request).value,
            may_undo=self._may_undo(document.project_id),
            back=reverse("desk:version", args=(document.identifier, version.number)),
            fault=fault,
        )

    def _may_undo(self, project_id: UUID) -> Decision:
        """Return the first refusal, or that it is allowed."""
        decisions = [decide(actor=self.actor, action=action, project_id=project_id) for action in ACTIONS]
        return min(decisions, key=lambda decision: decision.allowed)


def _now(changed: Version) -> str:
    if changed.status == Version.Status.ARCHIVED:
        return "archived"
    return "current again" if changed.is_current else "no longer current. It is still published"
