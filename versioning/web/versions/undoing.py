"""Undoing a publication: the question before it, and the button of the message after a publication."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import CurrentChanged, NotPublished, VersioningError, VersionNotFound
from versioning.models import Version
from versioning.policies import Action, decide
from versioning.services.lookups import find_version
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.undo_publication import undo_publication
from versioning.services.versions.version_before import version_before
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
        again = changed.pk != version.pk
        toast(request, f"Version {changed.number} is {'current again' if again else 'archived'}.")
        return SeeOther(self.default_back)

    def _find(self, identifier: str, number: int) -> Version:
        return find_version(document=self.find(identifier), reference=str(number))

    def _ask(self, version: Version, *, status: int = 200, fault: str = "") -> HttpResponse:
        document, former, obstacle = version.document, None, ""
        try:
            former = version_before(version)
        except VersioningError as refusal:
            obstacle = refusal.message
        return self.page(
            "desk/versions/undo.html",
            status=status,
            document=document,
            version=version,
            current=version,
            former=former,
            obstacle=obstacle,
            shown=former and difference_for_readers(current=version, version=former, display=shown_as(self.request)),
            display=shown_as(self.request).value,
            may_undo=decide(actor=self.actor, action=Action.PROMOTE, project_id=document.project_id),
            back=reverse("desk:version", args=(document.identifier, version.number)),
            fault=fault,
        )
