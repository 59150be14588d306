"""`/drafts/<identifier>/`: the editor. Without scripts it is a plain form. With scripts it saves automatically."""

from typing import Any
from urllib.parse import urlencode

from csp.constants import NONCE
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator

from versioning.exceptions import DraftChanged, NotFound, VersioningError
from versioning.models import Actor, Draft
from versioning.policies import Action, Decision, decide
from versioning.services.lookups import find_closed_draft, find_draft
from versioning.services.versions.render_version import render_version
from versioning.web.desk import DeskView, SeeOther
from versioning.web.drafts.collisions import find_base
from versioning.web.drafts.conflict import conflict_page
from versioning.web.drafts.editor_json import draft_json, word_count
from versioning.web.drafts.form import DraftForm, with_line_ends
from versioning.web.drafts.saving import DeskSave, save_from_desk
from versioning.web.drafts.unsaved import REFUSALS, unsaved, unsaved_signed_out
from versioning.web.toasts import toast

# The addresses that the page's script calls, with the names of their views.
CALLS = {
    "save": "draft-save",
    "preview": "draft-preview",
    "properties": "draft-properties",
    "presence": "draft-presence",
    "merge": "draft-merge",
    "conflict": "conflict",
}

FILES = "/api/v1/files"


# The editors create style sheets while they run, so the policy has to allow theirs by a nonce.
@method_decorator(csp_update({"style-src": [NONCE]}), name="dispatch")
class EditorPage(DeskView):
    """The editor's page. Its form saves by compare-and-swap, as `editor_json.SaveView` does.

    A text that can't be saved is shown on the page that says why.
    """

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        try:
            draft = find_draft(actor=self.actor, identifier=identifier)
        except NotFound as refusal:
            return self._closed(identifier, refusal=refusal)
        return self._editor(draft)

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        form = DraftForm(request.POST)
        try:
            draft = find_draft(actor=self.actor, identifier=identifier, action=Action.SAVE)
            return self._save(draft, form=form)
        except DraftChanged:
            # Read the draft again: the conflict page shows what is stored now.
            draft = find_draft(actor=self.actor, identifier=identifier, action=Action.SAVE)
            return conflict_page(request, actor=self.actor, draft=draft, typed=form)
        except REFUSALS as refusal:
            return unsaved(request, refusal=refusal, typed=form.typed())

    def ask_to_sign_in(self) -> HttpResponseBase:
        if self.request.method == "POST":
            return unsaved_signed_out(self.request, typed=DraftForm(self.request.POST).typed())
        return super().ask_to_sign_in()

    def _closed(self, identifier: str, *, refusal: NotFound) -> HttpResponse:
        """Lead to the version that the draft became. This browser may have kept text of it, which is shown there."""
        try:
            version = find_closed_draft(actor=self.actor, identifier=identifier)
        except NotFound:
            return self.page("desk/drafts/draft_gone.html", status=404, reason=refusal.message, identifier=identifier)
        address = reverse("desk:version", args=(version.document.identifier, version.number))
        done = "discarded" if version.is_discarded else "published"
        toast(self.request, f"Draft {version.number} was {done}.")
        return SeeOther(f"{address}?{urlencode({'draft': identifier})}")

    def _save(self, draft: Draft, *, form: DraftForm) -> HttpResponse:
        changes = form.changes(stored=draft_json(draft)) if form.is_valid() else {}
        saved = DeskSave(draft)
        # An unchanged text is not saved, so that no empty revision is made.
        if form.is_valid() and changes:
            expected = form.cleaned_data["revision"]
            try:
                saved = save_from_desk(draft, actor=self.actor, changes=changes, expected_revision=expected)
            except VersioningError as refusal:
                if "field" not in refusal.data:
                    raise
                form.refuse(refusal)
        if not form.is_valid():
            return self._editor(draft, form=form, status=422)
        toast(self.request, saved.sentence)
        return SeeOther(self.request.path)

    def _editor(self, draft: Draft, *, form: DraftForm | None = None, status: int = 200) -> HttpResponse:
        draft.version.document = draft.document
        html = render_version(draft.version)
        data = page_data(draft, actor=self.actor, form=form)
        return self.page(
            "desk/drafts/editor.html",
            status=status,
            draft=draft,
            version=draft.version,
            document=draft.document,
            current=draft.document.current,
            data=data,
            script_data=without_shown_body(data),
            fields=data["typed"] or data["base"],
            faults={} if form is None else form.errors,
            html=html,
            words=word_count(html),
            may_save=self._may_save(draft),
            **{f"may_{action.name.lower()}": self._may(draft, action) for action in (Action.PUBLISH, Action.DISCARD)},
        )

    def _may(self, draft: Draft, action: Action) -> Decision:
        return decide(actor=self.actor, action=action, project_id=draft.document.project_id)

    def _may_save(self, draft: Draft) -> Decision:
        status = draft.document.workflow_status
        if status is not None and status.read_only:
            reason = f"Drafts can't be saved while the document's workflow status is “{status.name}”."
            return Decision(allowed=False, reason=reason)
        return self._may(draft, Action.SAVE)


def page_data(draft: Draft, *, actor: Actor, form: DraftForm | None) -> dict[str, Any]:
    """Return the data that the page's script starts from. `typed` is text that was sent and not saved."""
    stored = draft_json(draft)
    is_stale = form is not None and form.cleaned_data.get("revision") not in (None, draft.revision)
    # A form that is based on an older revision keeps its base: compare-and-swap must fail, not overwrite.
    base = stored
    if form is not None and is_stale:
        base = {"revision": form.cleaned_data["revision"], **find_base(draft=draft, form=form)[0]}
    return {
        "draft": draft.identifier,
        "document": str(draft.document_id),
        "language": draft.version.content_type,
        "lang": draft.document.language,
        "current": draft.document.current and draft.document.current.number,
        "base": {name: base[name] for name in ("revision", "title", "description", "body")},
        "typed": None if form is None else form.typed(),
        "savedByMe": draft.last_saved_by_id == actor.user.pk,
        "files": {
            "address": FILES,
            "fetch": reverse("desk:fetch-picture", args=(draft.document.project_id,)),
            "project": str(draft.document.project_id),
            "largest": settings.MAX_FILE_BYTES,
        },
        "person": {"id": str(actor.user.pk), "name": actor.user.display_name},
        "addresses": {
            **{name: reverse(f"desk:{view}", args=(draft.identifier,)) for name, view in CALLS.items()},
            "documents": f"/api/v1/documents?project={draft.document.project_id}",
            "document": reverse("desk:document", args=("IDENTIFIER",)),
            "fork": reverse("desk:fork", args=(draft.document.identifier,)),
            "signIn": reverse("sign-in"),
        },
    }


def without_shown_body(data: dict[str, Any]) -> dict[str, Any]:
    """Return the page's data without the base's body if the script finds the very same text in the text area.

    Browsers show each line end as LF, so `lineEnd` is the one that the text has.
    """
    base = data["base"]
    line_end = "\r\n" if "\r" in base["body"] else "\n"
    if data["typed"] is not None or with_line_ends(base["body"], like=line_end) != base["body"]:
        return data
    return data | {"lineEnd": line_end, "base": {name: value for name, value in base.items() if name != "body"}}
