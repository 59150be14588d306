"""The dialog of publishing: what differs from what readers see, and what exactly will happen."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import CurrentChanged, DraftChanged, DraftOutdated, InvalidValue
from versioning.models import Draft, Version
from versioning.policies import Action, decide
from versioning.services.drafts.merge_snapshots import snapshot_of
from versioning.services.versions.preconditions import DraftPreconditions, Outdated
from versioning.services.versions.publish_if_unchanged import Promotion, publish_if_unchanged
from versioning.web.desk import SeeOther
from versioning.web.drafts.base import DraftView, current_of
from versioning.web.toasts import Undo, toast
from versioning.web.versions.compare_address import Asked
from versioning.web.versions.differences import Layout, Shown, name_of, shown_between

NOW, LATER = "now", "later"


class PublishForm(forms.Form):
    """What was decided, and what one saw when one decided it; `current` is empty where readers saw nothing."""

    name = forms.CharField(required=False, strip=True)
    promotion = forms.ChoiceField(choices=[(NOW, NOW), (LATER, LATER)])
    override = forms.BooleanField(required=False)
    revision = forms.IntegerField(min_value=1)
    current = forms.UUIDField(required=False)

    @property
    def seen(self) -> DraftPreconditions:
        return DraftPreconditions(current_id=self.cleaned_data["current"], revision=self.cleaned_data["revision"])

    @property
    def decision(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "name": given["name"],
            "promotion": Promotion.NOW if given["promotion"] == NOW else Promotion.LATER,
            "outdated": Outdated.OVERRIDE if given["override"] else Outdated.REFUSE,
        }


class PublishPage(DraftView):
    """Asked before it is done. What nobody read is never published."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        return self._ask(self.find(identifier))

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft, form = self.find(identifier), PublishForm(request.POST)
        if not form.is_valid():
            return self._ask(draft, status=422, fault="Say whether readers shall see it now.")
        try:
            version = publish_if_unchanged(actor=self.actor, draft=draft, expected=form.seen, **form.decision)
        except InvalidValue as refusal:
            return self._ask(draft, status=422, fault=refusal.message)
        except (DraftChanged, CurrentChanged, DraftOutdated) as refusal:
            return self._ask(self.find(identifier), status=409, fault=_told(refusal))
        tell_published(request, version=version, former=draft.current)
        return SeeOther(reverse("desk:version", args=(version.document.identifier, version.number)))

    def _ask(self, draft: Draft, *, status: int = 200, fault: str = "") -> HttpResponse:
        """With what differs now, and with what was typed."""
        document, given = draft.document, self.request.POST
        current = current_of(document)
        return self.page(
            "desk/versions/publish.html",
            status=status,
            document=document,
            draft=draft,
            current=current,
            shown=what_would_change(current=current, version=draft.version),
            sentences=sentences(number=draft.version.number, current=current),
            may_publish=decide(actor=self.actor, action=Action.PUBLISH, project_id=document.project_id),
            may_save=decide(actor=self.actor, action=Action.SAVE, project_id=document.project_id),
            fault=fault,
            name=given.get("name", draft.version.name),
            promotion=given.get("promotion", NOW),
        )


def what_would_change(*, current: Version | None, version: Version) -> Shown:
    """For readers, where the version is promoted. Both come with their texts and their document."""
    asked = Asked(version.document, base=str(current.number) if current else "", head=str(version.number))
    layout = Layout(base=name_of(current) if current else "nothing", head=name_of(version))
    if current is None:
        return shown_between(base=snapshot_of(None), head=snapshot_of(version), layout=layout)
    return shown_between(
        base=snapshot_of(current),
        head=snapshot_of(version),
        layout=replace(layout, unfold=asked.unfolded),
        whole=asked.whole,
    )


def sentences(*, number: int, current: Version | None) -> dict[str, str]:
    """What exactly will happen, by the choice that is made."""
    if current is None:
        return {
            NOW: f"Version {number} will be frozen and readers will see it.",
            LATER: f"Version {number} will be frozen; readers see nothing until a version is promoted.",
        }
    return {
        NOW: f"Version {number} will be frozen and readers will see it instead of version {current.number}.",
        LATER: f"Version {number} will be frozen; readers keep seeing version {current.number}.",
    }


def tell_published(request: HttpRequest, *, version: Version, former: Version | None) -> None:
    """`former` is what readers saw before."""
    if version.is_current:
        tell_promoted(request, version=version, former=former, begun=f"Version {version.number} is published.")
    elif former is None:
        toast(request, f"Version {version.number} is published. Readers see nothing yet.")
    else:
        toast(request, f"Version {version.number} is published. Readers keep seeing version {former.number}.")


def tell_promoted(request: HttpRequest, *, version: Version, former: Version | None, begun: str = "") -> None:
    """With the way back, where there is one: the former version, promoted again."""
    if former is None or former.pk == version.pk:
        toast(request, f"{begun} Readers see version {version.number} now.".strip())
        return
    url = reverse("desk:promote", args=(version.document.identifier, former.number))
    undo = Undo(url=url, fields={"current": str(version.pk), "undo": "yes"}, label="Undo the promotion")
    told = f"{begun} Readers see version {version.number} now instead of version {former.number}."
    toast(request, told.strip(), undo=undo)


def _told(refusal: DraftChanged | CurrentChanged | DraftOutdated) -> str:
    if isinstance(refusal, DraftChanged):
        saved_by = refusal.data["saved_by"]
        return f"{saved_by} saved this draft while you looked. Nothing was published: look at it again, as it is now."
    if isinstance(refusal, CurrentChanged):
        return "Another version became current while you looked. Nothing was published: look at what differs now."
    return "This draft is outdated. Nothing was published: sync it first, or say that you publish it all the same."
