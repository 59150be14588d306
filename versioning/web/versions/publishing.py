"""Publishing a draft: the changes from the current version, and the choice to make it current."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import AlreadyExists, CurrentChanged, DraftChanged, DraftOutdated, InvalidValue
from versioning.models import Draft, Version
from versioning.policies import Action, decide
from versioning.services.documents.publish_and_adopt import publish_and_adopt, stated_changes
from versioning.services.drafts.merge_snapshots import snapshot_of
from versioning.services.files.compare_files import compare_files
from versioning.services.versions.preconditions import DraftPreconditions, Outdated
from versioning.services.versions.publish_if_unchanged import Promotion, publish_if_unchanged
from versioning.services.versions.render_version import render_version
from versioning.web.desk import SeeOther
from versioning.web.drafts.base import DraftView, current_of
from versioning.web.toasts import Undo, toast
from versioning.web.versions.comparison_address import ComparisonAddress, TextDisplay
from versioning.web.versions.differences import Layout, ShownDifference, name_of, rendered_between, source_difference

NOW, LATER = "now", "later"


class PublishForm(forms.Form):
    """The decision, and the state that the person saw. `current` is empty if no version was current."""

    name = forms.CharField(required=False, strip=True)
    promotion = forms.ChoiceField(choices=[(NOW, NOW), (LATER, LATER)])
    override = forms.BooleanField(required=False)
    adopt = forms.BooleanField(required=False)
    revision = forms.IntegerField(min_value=1)
    current = forms.UUIDField(required=False)

    @property
    def seen(self) -> DraftPreconditions:
        return DraftPreconditions(current_id=self.cleaned_data["current"], revision=self.cleaned_data["revision"])

    @property
    def publish(self) -> Callable[..., Version]:
        """The verb."""
        return publish_and_adopt if self.cleaned_data["adopt"] else publish_if_unchanged

    @property
    def decision(self) -> dict[str, Any]:
        """The decision as `publish_seen` takes it."""
        values = self.cleaned_data
        return {
            "name": values["name"],
            "promotion": Promotion.NOW if values["promotion"] == NOW else Promotion.LATER,
            "outdated": Outdated.OVERRIDE if values["override"] else Outdated.REFUSE,
        }


class PublishPage(DraftView):
    """Ask, then publish the draft. A text that the person has not seen is never published."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        return self._ask(self.find(identifier))

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft, form = self.find(identifier), PublishForm(request.POST)
        if not form.is_valid():
            return self._ask(draft, status=422, fault="Choose what happens when you publish.")
        try:
            version = form.publish(actor=self.actor, draft=draft, expected=form.seen, **form.decision)
        except (InvalidValue, AlreadyExists) as refusal:
            return self._ask(draft, status=422, fault=refusal.message)
        except (DraftChanged, CurrentChanged, DraftOutdated) as refusal:
            return self._ask(self.find(identifier), status=409, fault=_fault(refusal))
        toast_published(request, version=version, former=draft.current)
        return SeeOther(reverse("desk:version", args=(version.document.identifier, version.number)))

    def _ask(self, draft: Draft, *, status: int = 200, fault: str = "") -> HttpResponse:
        """Return the page with the present changes and with what the person entered."""
        document, values = draft.document, self.request.POST
        current = current_of(document)
        return self.page(
            "desk/versions/publish.html",
            status=status,
            document=document,
            draft=draft,
            current=current,
            shown=difference_for_readers(current=current, version=draft.version, display=shown_as(self.request)),
            display=shown_as(self.request).value,
            may_publish=decide(actor=self.actor, action=Action.PUBLISH, project_id=document.project_id),
            may_save=decide(actor=self.actor, action=Action.SAVE, project_id=document.project_id),
            fault=fault,
            name=values.get("name", draft.version.name),
            promotion=values.get("promotion", NOW),
            stated=stated_changes(draft),
            adopts=not values or "adopt" in values,
        )


def shown_as(request: HttpRequest) -> TextDisplay:
    """Return how the address asks to show the texts: as readers see them, unless it asks for the source."""
    return TextDisplay.SOURCE if request.GET.get("as") == TextDisplay.SOURCE.value else TextDisplay.RENDERED


def difference_for_readers(*, current: Version | None, version: Version, display: TextDisplay) -> ShownDifference:
    """Return what readers would see change. Both versions must be loaded with their text and document."""
    shown = _source_difference(current=current, version=version)
    if display is TextDisplay.SOURCE or not shown.difference.text:
        return shown
    if current is None:
        return replace(shown, html=render_version(version))
    files = shown.difference.files
    return replace(
        shown, rendered=rendered_between(base=render_version(current), head=render_version(version), files=files)
    )


def _source_difference(*, current: Version | None, version: Version) -> ShownDifference:
    address = ComparisonAddress(version.document, base=str(current.number) if current else "", head=str(version.number))
    layout = Layout(base=name_of(current) if current else "nothing", head=name_of(version))
    if current is None:
        return source_difference(base=snapshot_of(None), head=snapshot_of(version), layout=layout)
    return source_difference(
        base=snapshot_of(current),
        head=snapshot_of(version),
        layout=replace(layout, unfold=address.unfolded_url),
        whole=address.whole_url,
        files=compare_files(base=current, head=version),
    )


def toast_published(request: HttpRequest, *, version: Version, former: Version | None) -> None:
    """Show that a version was published. `former` is the version that was current before."""
    if version.is_current:
        toast_promoted(request, version=version, former=former)
        return
    present = "No version is current." if former is None else f"Version {former.number} is still current."
    undo = _undo_of(version, current=former)
    toast(request, f"Version {version.number} is published. {present}", undo=undo)


def toast_promoted(request: HttpRequest, *, version: Version, former: Version | None) -> None:
    """Show that a version became current, with an undo button unless it was current before."""
    if former is not None and former.pk == version.pk:
        toast(request, f"Version {version.number} is now current.")
        return
    instead = "" if former is None else f" instead of version {former.number}"
    toast(request, f"Version {version.number} is now current{instead}.", undo=_undo_of(version, current=version))


def _undo_of(version: Version, *, current: Version | None) -> Undo:
    """Return the button. It names the current version, so that it fails if another one became current since."""
    url = reverse("desk:undo-publication", args=(version.document.identifier, version.number))
    return Undo(url=url, fields={"current": "" if current is None else str(current.pk)})


def _fault(refusal: DraftChanged | CurrentChanged | DraftOutdated) -> str:
    if isinstance(refusal, DraftChanged):
        saved_by = refusal.data["saved_by"]
        return f"{saved_by} saved this draft in the meantime. Nothing was published. Review the changes again."
    if isinstance(refusal, CurrentChanged):
        return "Another version became current in the meantime. Nothing was published. Review the changes again."
    return "This draft is outdated. Nothing was published. Update the draft, or make it current without updating."
