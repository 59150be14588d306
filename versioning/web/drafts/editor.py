"""`/drafts/<identifier>/`: writing. A plain form that saves; with scripts, an editor that saves by itself."""

from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator

from versioning.exceptions import DraftChanged, NotFound, VersioningError
from versioning.models import Actor, Draft
from versioning.policies import Action, Decision, decide
from versioning.services.drafts.save_draft import save_draft
from versioning.services.lookups import find_draft
from versioning.services.versions.render_version import render_version
from versioning.web.desk import DeskView, SeeOther
from versioning.web.drafts.calls import ORIGIN, snapshot_of, words_said
from versioning.web.drafts.conflict import conflict_page
from versioning.web.drafts.form import DraftForm
from versioning.web.drafts.unsaved import REFUSALS, unsaved, unsaved_signed_out
from versioning.web.toasts import toast

CALLS = {"save": "draft-save", "preview": "draft-preview", "presence": "draft-presence", "conflict": "conflict"}


# The editors make style sheets of their own while they run.
@method_decorator(csp_update({"style-src": [NONCE]}), name="dispatch")
class EditorPage(DeskView):
    """Without scripts its form saves by compare-and-swap, as the calls of `draft_calls` do with them.

    What could not be saved stands on the page that says why.
    """

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        try:
            draft = find_draft(actor=self.actor, identifier=identifier)
        except NotFound as refusal:
            return self.page("desk/drafts/draft_gone.html", status=404, reason=refusal.message, identifier=identifier)
        return self._editor(draft)

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        form = DraftForm(request.POST)
        try:
            draft = find_draft(actor=self.actor, identifier=identifier, action=Action.SAVE)
            return self._save(draft, form=form)
        except DraftChanged:
            draft = find_draft(actor=self.actor, identifier=identifier, action=Action.SAVE)
            return conflict_page(request, actor=self.actor, draft=draft, typed=form)
        except REFUSALS as refusal:
            return unsaved(request, refusal=refusal, typed=form.typed())

    def ask_to_sign_in(self) -> HttpResponseBase:
        if self.request.method == "POST":
            return unsaved_signed_out(self.request, typed=DraftForm(self.request.POST).typed())
        return super().ask_to_sign_in()

    def _save(self, draft: Draft, *, form: DraftForm) -> HttpResponse:
        changes = form.changes(stored=snapshot_of(draft)) if form.is_valid() else {}
        if form.is_valid() and changes:
            expected = form.cleaned_data["revision"]
            try:
                draft = save_draft(
                    actor=self.actor, draft=draft, changes=changes, expected_revision=expected, origin=ORIGIN
                )
            except VersioningError as refusal:
                if "field" not in refusal.data:
                    raise
                form.refuse(refusal)
        if not form.is_valid():
            return self._editor(draft, form=form, status=422)
        toast(self.request, f"Saved, revision {draft.revision}.")
        return SeeOther(self.request.path)

    def _editor(self, draft: Draft, *, form: DraftForm | None = None, status: int = 200) -> HttpResponse:
        draft.version.document = draft.document
        html = render_version(draft.version)
        given = given_to_page(draft, actor=self.actor, form=form)
        return self.page(
            "desk/drafts/editor.html",
            status=status,
            draft=draft,
            version=draft.version,
            document=draft.document,
            current=draft.document.current,
            given=given,
            shown=given["typed"] or given["base"],
            faults={} if form is None else form.errors,
            html=html,
            words=words_said(html),
            may_save=self._may_save(draft),
            **{f"may_{action.name.lower()}": self._may(draft, action) for action in (Action.PUBLISH, Action.DISCARD)},
        )

    def _may(self, draft: Draft, action: Action) -> Decision:
        return decide(actor=self.actor, action=action, project_id=draft.document.project_id)

    def _may_save(self, draft: Draft) -> Decision:
        status = draft.document.workflow_status
        if status is not None and status.read_only:
            reason = f"The document stands in “{status.name}”, where drafts are not saved."
            return Decision(allowed=False, reason=reason)
        return self._may(draft, Action.SAVE)


def given_to_page(draft: Draft, *, actor: Actor, form: DraftForm | None) -> dict[str, Any]:
    """What the page's script starts from; `typed` is what was sent and not saved."""
    stored = snapshot_of(draft)
    is_stale = form is not None and form.cleaned_data.get("revision") not in (None, draft.revision)
    base = form.base(like=stored) if form is not None and is_stale else stored
    return {
        "draft": draft.identifier,
        "document": str(draft.document_id),
        "language": draft.version.content_type,
        "lang": draft.document.language,
        "current": draft.document.current and draft.document.current.number,
        "base": {name: base[name] for name in ("revision", "title", "description", "body")},
        "typed": None if form is None else form.typed(),
        "savedByMe": draft.last_saved_by_id == actor.user.pk,
        "person": {"id": str(actor.user.pk), "name": actor.user.display_name},
        "addresses": {
            **{name: reverse(f"desk:{view}", args=(draft.identifier,)) for name, view in CALLS.items()},
            "fork": reverse("desk:fork", args=(draft.document.identifier,)),
            "signIn": reverse("sign-in"),
        },
    }
