"""Making a version current, with the question before it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import CurrentChanged
from versioning.models import Version
from versioning.policies import Action, decide
from versioning.services.lookups import find_version
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.promote_version import promote_version
from versioning.web.desk import SeeOther
from versioning.web.drafts.base import current_of
from versioning.web.library.base import DocumentView
from versioning.web.versions.publishing import difference_for_readers, shown_as, toast_promoted


class PromoteForm(forms.Form):
    """`current` is the version that the person saw as current, empty if none was."""

    current = forms.UUIDField(required=False)

    def clean(self) -> None:
        # Empty means that no version was current. Missing means that the sender saw nothing.
        if "current" not in self.data:
            raise forms.ValidationError("The current version is missing.")


class PromotePage(DocumentView):
    """Ask, naming both versions, then make the version current."""

    def get(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        return self._ask(self._find(identifier, number))

    def post(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        version, form = self._find(identifier, number), PromoteForm(request.POST)
        if not form.is_valid():
            return self._ask(version, status=422, fault="Review the changes, then try again.")
        former = version.document.current
        try:
            promoted = promote_version(
                actor=self.actor, version=version, expected=Preconditions(current_id=form.cleaned_data["current"])
            )
        except CurrentChanged:
            fault = "Another version became current in the meantime. Nothing was changed. Review the changes again."
            return self._ask(self._find(identifier, number), status=409, fault=fault)
        toast_promoted(request, version=promoted, former=former)
        return SeeOther(self.default_back)

    def _find(self, identifier: str, number: int) -> Version:
        return find_version(document=self.find(identifier), reference=str(number))

    def _ask(self, version: Version, *, status: int = 200, fault: str = "") -> HttpResponse:
        document = version.document
        current = current_of(document)
        return self.page(
            "desk/versions/promote.html",
            status=status,
            document=document,
            version=version,
            current=current,
            shown=difference_for_readers(current=current, version=version, display=shown_as(self.request)),
            display=shown_as(self.request).value,
            may_promote=decide(actor=self.actor, action=Action.PROMOTE, project_id=document.project_id),
            back=reverse("desk:version", args=(document.identifier, version.number)),
            fault=fault,
        )
