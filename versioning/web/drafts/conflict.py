"""The conflict page: base, theirs and mine side by side, a choice for each conflict, and the result.

Nothing is stored until the person confirms. The form carries the texts that no server has stored, so that they come
back whole if somebody else saves in the meantime.
"""

from dataclasses import dataclass
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
from versioning.web.drafts.collisions import (
    Cause,
    Collision,
    RecoveredBase,
    collision_of_save,
    collision_of_sync,
    find_base,
)
from versioning.web.drafts.conflict_forms import Answers, ConflictForm, sent_texts
from versioning.web.drafts.conflict_views import conflict_context
from versioning.web.drafts.editor_json import FIELDS
from versioning.web.drafts.form import DraftForm
from versioning.web.drafts.sync import toast_synced
from versioning.web.drafts.unsaved import REFUSALS, unsaved, unsaved_signed_out
from versioning.web.toasts import toast

CHANGED = "The draft changed in the meantime. Nothing was saved. Review the conflicts again."
ANOTHER = "Another version became current in the meantime. Nothing was saved. Review the conflicts again."
UNDECIDED = "Choose a resolution for each conflict. Nothing is saved yet."


def conflict_page(request: HttpRequest, *, actor: Actor, draft: Draft, typed: DraftForm) -> HttpResponse:
    """Return the page, with status 409, for a save that is based on an older revision than the stored one.

    If the form does not carry the text of its revision, the text is recovered, and the page says how. The draft must be
    loaded with its text.
    """
    # Even an invalid form is shown: the text in it may be nowhere else.
    typed.is_valid()
    base, recovered = find_base(draft=draft, form=typed)
    collision = collision_of_save(draft=draft, base=base, mine=typed.typed())
    return _Page(collision, Answers(), recovered=recovered).render(request, actor=actor, status=409)


class ConflictPage(DraftView):
    """GET shows the conflicts of a sync. POST shows those of a save, and takes the decisions of both."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        collision = collision_of_sync(actor=self.actor, draft=self.find(identifier))
        if not collision.conflicts or not collision.draft.is_outdated:
            return SeeOther(reverse("desk:sync", args=(identifier,)))
        return _Page(collision, Answers()).render(request, actor=self.actor)

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        try:
            return self._answer(self.find(identifier, action=Action.SAVE))
        # The draft cannot be saved anymore: show what was typed, instead of losing it.
        except REFUSALS as refusal:
            return unsaved(request, refusal=refusal, **sent_texts(request.POST))

    def ask_to_sign_in(self) -> HttpResponseBase:
        if self.request.method == "POST":
            return unsaved_signed_out(self.request, **sent_texts(self.request.POST))
        return super().ask_to_sign_in()

    def _answer(self, draft: Draft) -> HttpResponse:
        # An editor sends its text here without a step. This page's own buttons are the steps.
        if "step" not in self.request.POST:
            return conflict_page(self.request, actor=self.actor, draft=draft, typed=DraftForm(self.request.POST))
        form = ConflictForm(self.request.POST)
        if not form.is_valid():
            return self.page("desk/refused.html", status=422, heading="Invalid request", reason=form.error_text)
        return self._decide(self._collision(draft, form=form), form=form)

    def _collision(self, draft: Draft, *, form: ConflictForm) -> Collision:
        if form.collision_cause is Cause.SYNC:
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
            return _Page(collision, answers, result=result).render(self.request, actor=self.actor)
        try:
            return self._store(collision, result=result)
        except InvalidValue as refusal:
            return self._again(collision, answers=answers, fault=refusal.message, status=422)
        # Somebody was faster between the check above and the lock.
        except (DraftChanged, MergeConflict):
            fresh = self._collision(self.find(self.kwargs["identifier"]), form=form)
            return self._again(fresh, answers=answers, fault=CHANGED, status=409)

    def _again(self, collision: Collision, *, answers: Answers, fault: str, status: int) -> HttpResponse:
        return _Page(collision, answers, fault=fault).render(self.request, actor=self.actor, status=status)

    def _store(self, collision: Collision, *, result: dict[str, Any]) -> HttpResponse:
        draft = collision.draft
        if collision.cause is Cause.SYNC:
            assert collision.current is not None  # noqa: S101  there is a conflict with it
            resolved = {conflict.field: result[conflict.field] for conflict in collision.conflicts}
            resolution = Resolution(base=collision.current.pk, revision=draft.revision, changes=resolved)
            synced = sync_draft(actor=self.actor, draft=draft, resolution=resolution)
            toast_synced(self.request, draft=synced.draft, merged=synced.merged)
        else:
            changes = {name: result[name] for name in FIELDS if differs(draft.version, name=name, value=result[name])}
            typed = str(collision.mine["body"])
            saved = resolve_collision(
                actor=self.actor, draft=draft, typed=typed, changes=changes, expected_revision=draft.revision
            )
            toast(
                self.request,
                f"Saved as revision {saved.revision}. Both conflicting texts are kept.",
            )
        return SeeOther(reverse("desk:draft", args=(draft.identifier,)))


def _changed_meanwhile(collision: Collision, *, form: ConflictForm) -> str:
    """Return the fault to show if the draft or the current version is not the one that the person saw, else nothing."""
    if form.cleaned_data["seen"] != collision.draft.revision:
        return CHANGED
    is_sync = collision.cause is Cause.SYNC
    return ANOTHER if is_sync and form.cleaned_data["current"] != collision.draft.document.current_id else ""


@dataclass(frozen=True)
class _Page:
    """What the conflict page shows. `result` is the merged snapshot, if the person asked to see it."""

    collision: Collision
    answers: Answers
    result: dict[str, Any] | None = None
    fault: str = ""
    recovered: RecoveredBase | None = None

    def render(self, request: HttpRequest, *, actor: Actor, status: int = 200) -> HttpResponse:
        document = self.collision.draft.document
        result = self.result
        # Without conflicts there is nothing to decide, so the result is shown at once.
        if result is None and not self.collision.conflicts:
            result = self.collision.settled({})
        context = {
            **conflict_context(self.collision, answers=self.answers, result=result),
            "actor": actor,
            "document": document,
            "fault": self.fault,
            "recovered": self.recovered,
            "may_save": decide(actor=actor, action=Action.SAVE, project_id=document.project_id),
        }
        return render(request, "desk/drafts/conflict.html", context, status=status)
