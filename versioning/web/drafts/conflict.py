"""The conflict page: base, theirs and mine beside each other, a choice for each conflict, and the result.

Nothing is stored before somebody says so. The form carries what is on no server, so that it comes back whole where
somebody else saves in the meantime.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from versioning.exceptions import DraftChanged, InvalidValue, MergeConflict
from versioning.models import Actor, Draft
from versioning.models.differences import differs
from versioning.policies import Action, decide
from versioning.services.drafts.resolve_collision import resolve_collision
from versioning.services.drafts.sync_draft import Resolution, sync_draft
from versioning.web.desk import SeeOther
from versioning.web.drafts.base import DraftView
from versioning.web.drafts.calls import FIELDS
from versioning.web.drafts.calls import snapshot_of as draft_fields
from versioning.web.drafts.collisions import Cause, Collision, collision_of_save, collision_of_sync, recover_base
from versioning.web.drafts.conflict_forms import Answers, ConflictForm, sent_texts
from versioning.web.drafts.conflict_views import present
from versioning.web.drafts.form import DraftForm
from versioning.web.drafts.sync import tell_synced
from versioning.web.drafts.unsaved import REFUSALS, unsaved, unsaved_signed_out
from versioning.web.toasts import toast

CHANGED = "The draft was saved again while you decided. Nothing of yours was stored: here is what collides now."
ANOTHER = "Another version became current while you decided. Nothing was stored: here is what collides now."
UNDECIDED = "Decide each conflict. Nothing was stored yet."


def conflict_page(request: HttpRequest, *, actor: Actor, draft: Draft, typed: DraftForm) -> HttpResponse:
    """The page for a save that was typed on another revision of the draft than the stored one; status 409.

    Where the sender did not say what was stored at that revision, it is recovered from what is kept, and the page says
    from where. Whatever else is wrong with what was typed, it stands on the page. The draft comes with its text.
    """
    typed.is_valid()
    stored, note = draft_fields(draft), ""
    if typed.has_base():
        base = {name: str(value) for name, value in typed.base(like=stored).items()}
    else:
        recovered = recover_base(draft=draft, revision=typed.cleaned_data.get("revision", 0))
        base, note = recovered.values, recovered.told
    collision = collision_of_save(draft=draft, base=base, mine=typed.typed())
    return _show(request, actor=actor, collision=collision, answers=Answers(), status=409, note=note)


class ConflictPage(DraftView):
    """GET: the conflicts of a sync. POST: those of a save that an editor sends, and what was decided of either."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        collision = collision_of_sync(actor=self.actor, draft=self.find(identifier))
        if not collision.conflicts or not collision.draft.is_outdated:
            return SeeOther(reverse("desk:sync", args=(identifier,)))
        return _show(request, actor=self.actor, collision=collision, answers=Answers())

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        try:
            return self._answer(self.find(identifier, action=Action.SAVE))
        except REFUSALS as refusal:
            return unsaved(request, refusal=refusal, **sent_texts(request.POST))

    def ask_to_sign_in(self) -> HttpResponseBase:
        if self.request.method == "POST":
            return unsaved_signed_out(self.request, **sent_texts(self.request.POST))
        return super().ask_to_sign_in()

    def _answer(self, draft: Draft) -> HttpResponse:
        if "step" not in self.request.POST:
            return conflict_page(self.request, actor=self.actor, draft=draft, typed=DraftForm(self.request.POST))
        form = ConflictForm(self.request.POST)
        if not form.is_valid():
            return self.page("desk/refused.html", status=422, heading="Not readable", reason=form.told)
        return self._decide(self._collision(draft, form=form), form=form)

    def _collision(self, draft: Draft, *, form: ConflictForm) -> Collision:
        if form.reason is Cause.SYNC:
            return collision_of_sync(actor=self.actor, draft=draft)
        return collision_of_save(draft=draft, base=form.side("base"), mine=form.side("mine"))

    def _decide(self, collision: Collision, *, form: ConflictForm) -> HttpResponse:
        answers = Answers.of(self.request.POST)
        fault = _changed_meanwhile(collision, form=form)
        if fault:
            return self._again(collision, answers=answers, fault=fault, status=409)
        choices = answers.choices(collision.conflicts)
        if len(choices) < len(collision.conflicts):
            return self._again(collision, answers=answers, fault=UNDECIDED, status=422)
        result = collision.settled(choices)
        if not form.is_final:
            return _show(self.request, actor=self.actor, collision=collision, answers=answers, result=result)
        try:
            return self._store(collision, result=result)
        except InvalidValue as refusal:
            return self._again(collision, answers=answers, fault=refusal.message, status=422)
        except (DraftChanged, MergeConflict):
            fresh = self._collision(self.find(self.kwargs["identifier"]), form=form)
            return self._again(fresh, answers=answers, fault=CHANGED, status=409)

    def _again(self, collision: Collision, *, answers: Answers, fault: str, status: int) -> HttpResponse:
        return _show(self.request, actor=self.actor, collision=collision, answers=answers, fault=fault, status=status)

    def _store(self, collision: Collision, *, result: dict[str, Any]) -> HttpResponse:
        draft = collision.draft
        if collision.cause is Cause.SYNC:
            assert collision.current is not None  # noqa: S101  there is a conflict with it
            resolved = {conflict.field: result[conflict.field] for conflict in collision.conflicts}
            resolution = Resolution(base=collision.current.pk, revision=draft.revision, changes=resolved)
            synced = sync_draft(actor=self.actor, draft=draft, resolution=resolution)
            tell_synced(self.request, draft=synced.draft, merged=synced.merged)
        else:
            changes = {name: result[name] for name in FIELDS if differs(draft.version, name=name, value=result[name])}
            typed = str(collision.mine["body"])
            saved = resolve_collision(
                actor=self.actor, draft=draft, typed=typed, changes=changes, expected_revision=draft.revision
            )
            toast(self.request, f"Saved as revision {saved.revision}. Both texts that collided are kept before it.")
        return SeeOther(reverse("desk:draft", args=(draft.identifier,)))


def _changed_meanwhile(collision: Collision, *, form: ConflictForm) -> str:
    """What was decided, was decided of what was seen."""
    if form.cleaned_data["seen"] != collision.draft.revision:
        return CHANGED
    is_sync = collision.cause is Cause.SYNC
    return ANOTHER if is_sync and form.cleaned_data["current"] != collision.draft.document.current_id else ""


def _show(
    request: HttpRequest,
    *,
    actor: Actor,
    collision: Collision,
    answers: Answers,
    result: dict[str, Any] | None = None,
    fault: str = "",
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    document = collision.draft.document
    if result is None and not collision.conflicts:
        result = collision.settled({})
    context = {
        **present(collision, answers=answers, result=result),
        "actor": actor,
        "document": document,
        "fault": fault,
        "note": note,
        "may_save": decide(actor=actor, action=Action.SAVE, project_id=document.project_id),
    }
    return render(request, "desk/drafts/conflict.html", context, status=status)
