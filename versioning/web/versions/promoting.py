"""The question before a promotion, and the way back after it."""

from django import forms
from django.contrib import messages
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
from versioning.web.versions.publishing import tell_promoted, what_would_change


class PromoteForm(forms.Form):
    """`current` is what readers saw when it was asked, empty where they saw nothing; `undo` takes a promotion back."""

    current = forms.UUIDField(required=False)
    undo = forms.BooleanField(required=False)

    def clean(self) -> None:
        if "current" not in self.data:
            raise forms.ValidationError("What readers see now is missing.")


class PromotePage(DocumentView):
    """Asked once, in words that name both versions."""

    def get(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        return self._ask(self._find(identifier, number))

    def post(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        version, form = self._find(identifier, number), PromoteForm(request.POST)
        if not form.is_valid():
            return self._ask(version, status=422, fault="Look at what differs, and decide then.")
        former = version.document.current
        try:
            promoted = promote_version(
                actor=self.actor, version=version, expected=Preconditions(current_id=form.cleaned_data["current"])
            )
        except CurrentChanged:
            return self._refuse(version, is_undo=form.cleaned_data["undo"])
        tell_promoted(request, version=promoted, former=former)
        return SeeOther(self.default_back)

    def _find(self, identifier: str, number: int) -> Version:
        return find_version(document=self.find(identifier), reference=str(number))

    def _refuse(self, version: Version, *, is_undo: bool) -> HttpResponse:
        fresh = self._find(self.kwargs["identifier"], version.number)
        if not is_undo:
            fault = "Another version became current while you looked. Nothing was promoted: look at what differs now."
            return self._ask(fresh, status=409, fault=fault)
        messages.error(self.request, "The promotion was not undone: another version became current since.")
        return SeeOther(self.default_back)

    def _ask(self, version: Version, *, status: int = 200, fault: str = "") -> HttpResponse:
        document = version.document
        current = current_of(document)
        return self.page(
            "desk/versions/promote.html",
            status=status,
            document=document,
            version=version,
            current=current,
            shown=what_would_change(current=current, version=version),
            may_promote=decide(actor=self.actor, action=Action.PROMOTE, project_id=document.project_id),
            back=reverse("desk:version", args=(document.identifier, version.number)),
            fault=fault,
        )
