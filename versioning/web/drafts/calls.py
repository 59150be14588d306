"""What the editor's page calls while somebody writes: save, preview, presence."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from versioning.exceptions import DraftChanged, NotAllowed, VersioningError
from versioning.models import Draft
from versioning.models.version_lookup import VersionDetail
from versioning.policies import Action
from versioning.services.drafts.save_draft import save_draft
from versioning.services.lookups import find_draft
from versioning.text.render.render import render_or_plain
from versioning.text.search.read_words import count_read_words
from versioning.web.calls import BadCall, CallView, text_of
from versioning.web.drafts.presence import beat, leave

FIELDS = ("title", "description", "body")
ORIGIN = "desk"
IF_MATCH = re.compile(r'"(\d{1,9})"')
SESSION = re.compile(r"[0-9a-f]{8,64}")


class SaveCall(CallView):
    """GET: the draft as the server has it. POST: some of its fields, by compare-and-swap on If-Match's revision."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        return JsonResponse(snapshot_of(find_draft(actor=self.actor, identifier=identifier)))

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        expected, given = self._expected_revision(), self.read_object()
        self._refuse_another_person(given)
        changes = {field: text_of(given, field=field) for field in FIELDS if field in given}
        draft = find_draft(actor=self.actor, identifier=identifier, action=Action.SAVE)
        saved = save_draft(actor=self.actor, draft=draft, changes=changes, expected_revision=expected, origin=ORIGIN)
        return JsonResponse({"revision": saved.revision})

    def refusal(self, refusal: VersioningError) -> JsonResponse:
        answer = super().refusal(refusal)
        if isinstance(refusal, DraftChanged):
            told = {"code": refusal.code, "message": refusal.message, "revision": refusal.data["revision"]}
            return JsonResponse(told | {"saved_by": refusal.data["saved_by"]}, status=answer.status_code)
        return answer

    def _expected_revision(self) -> int:
        given = self.request.headers.get("If-Match")
        if given is None:
            raise BadCall("Name the revision that the text is based on, in If-Match.", status=428)
        named = IF_MATCH.fullmatch(given.strip())
        if named is None:
            raise BadCall('If-Match must be one revision, such as "14".')
        return int(named[1])

    def _refuse_another_person(self, given: dict[str, Any]) -> None:
        """A page that was opened by one person must not save as another, who signed in in another tab."""
        if given.get("person") not in (None, str(self.actor.user.pk)):
            raise NotAllowed(f"You are signed in as {self.actor.user.display_name} now, and began as somebody else.")


class PreviewCall(CallView):
    """A text as readers would see it, and how many words they would read. Nothing is stored."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        body = text_of(self.read_object(), field="body")
        draft = find_draft(actor=self.actor, identifier=identifier)
        rendered = render_or_plain(body, content_type=draft.version.content_type)
        return JsonResponse({"html": rendered.html, "words_said": words_said(rendered.html)})


class PresenceCall(CallView):
    """The page is open, or is being left. Told are the others, and the revision that the server has."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        given = self.read_object()
        session = given.get("session")
        if not isinstance(session, str) or not SESSION.fullmatch(session):
            raise BadCall("session must be 8 to 64 hexadecimal digits.", status=422, field="session")
        draft = find_draft(actor=self.actor, identifier=identifier, detail=VersionDetail.LISTED)
        if given.get("leaving"):
            leave(draft=draft, user=self.actor.user, session=session)
            return HttpResponse(status=204)
        present = beat(draft=draft, user=self.actor.user, session=session)
        current = draft.document.current and draft.document.current.number
        told = {"others": present.others, "elsewhere": present.elsewhere, "revision": draft.revision}
        return JsonResponse(told | {"current": current})


def snapshot_of(draft: Draft) -> dict[str, Any]:
    version = draft.version
    return {
        "revision": draft.revision,
        "title": version.title,
        "description": version.description,
        "body": version.text,
        "saved_by": draft.last_saved_by.display_name,
        "saved_at": draft.last_saved_at.isoformat(),
    }


def words_said(html: str) -> str:
    words = count_read_words(html)
    return f"{words:,} word{'' if words == 1 else 's'}"
