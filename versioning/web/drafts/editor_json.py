"""The views that the editor calls while somebody writes: save, preview and presence."""

import re
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page

from versioning.exceptions import DraftChanged, NotAllowed, VersioningError
from versioning.models import Draft
from versioning.models.files.text_origin import with_origin
from versioning.models.project import extensions_of
from versioning.models.version_lookup import VersionDetail
from versioning.ops.load.costly import render_long, run
from versioning.policies import Action, authorize
from versioning.services.files.show_pictures import show_pictures
from versioning.services.links.resolve_links import resolve_links
from versioning.services.lookups import find_draft
from versioning.services.versions.render_version import render_version
from versioning.text.render.refusals import TooCostly
from versioning.text.search.read_words import count_read_words
from versioning.web.drafts.presence import forget_page, record_page
from versioning.web.drafts.saving import save_from_desk
from versioning.web.json_views import BadCall, JsonView, text_member

# The snapshot fields that the editor edits.
FIELDS = ("title", "description", "body")
IF_MATCH = re.compile(r'"(\d{1,9})"')
SESSION = re.compile(r"[0-9a-f]{8,64}")


class SaveView(JsonView):
    """GET returns the stored draft. POST saves some of its fields by compare-and-swap on the revision in If-Match."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft = find_draft(actor=self.actor, identifier=identifier)
        return JsonResponse(draft_json(draft) | {"saved_by_you": draft.last_saved_by_id == self.actor.user.pk})

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        expected, values = self._expected_revision(), self.read_object()
        self._refuse_another_person(values)
        changes: dict[str, Any] = {field: text_member(values, field=field) for field in FIELDS if field in values}
        draft = find_draft(actor=self.actor, identifier=identifier, action=Action.SAVE)
        saved = save_from_desk(draft, actor=self.actor, changes=changes, expected_revision=expected)
        return JsonResponse({"revision": saved.draft.revision, "followed": saved.followed, "say": saved.sentence})

    def refusal(self, refusal: VersioningError) -> JsonResponse:
        response = super().refusal(refusal)
        if isinstance(refusal, DraftChanged):
            # The script asks for the texts itself: they would triple the size of this answer.
            values = {"code": refusal.code, "message": refusal.message, "revision": refusal.data["revision"]}
            return JsonResponse(values | {"saved_by": refusal.data["saved_by"]}, status=response.status_code)
        return response

    def _expected_revision(self) -> int:
        """Return the revision in If-Match. Raises BadCall, with 428 if it is missing (RFC 6585, section 3)."""
        header = self.request.headers.get("If-Match")
        if header is None:
            raise BadCall("Send the revision that the text is based on in If-Match.", status=428)
        match = IF_MATCH.fullmatch(header.strip())
        if match is None:
            raise BadCall('If-Match must be one revision, such as "14".')
        return int(match[1])

    def _refuse_another_person(self, values: dict[str, Any]) -> None:
        """Refuse to save as somebody who signed in in another tab after this page was opened. Raises NotAllowed."""
        if values.get("person") not in (None, str(self.actor.user.pk)):
            raise NotAllowed(
                f"You are now signed in as {self.actor.user.display_name}, but opened this page as somebody else."
            )


@method_decorator(gzip_page, name="dispatch")
class PreviewView(JsonView):
    """Render a text as readers would see it, with its word count. GET renders the stored one. Nothing is stored."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        draft = find_draft(actor=self.actor, identifier=identifier)
        draft.version.document = draft.document
        html = render_version(draft.version)
        return _preview({"html": html, "word_count": word_count(html), "revision": draft.revision})

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        body = text_member(self.read_object(), field="body")
        draft = find_draft(actor=self.actor, identifier=identifier)
        # Rendering costs, so it is for those who write.
        authorize(actor=self.actor, action=Action.SAVE, project_id=draft.document.project_id)
        project_id, fields = draft.document.project_id, draft.version.fields
        extensions = with_origin(extensions_of(draft), fields)
        rendered = render_long(body, content_type=draft.version.content_type, extensions=extensions)
        html = resolve_links(rendered.html, project_id=project_id, document_id=draft.document_id, fields=fields)
        html = show_pictures(html, project_id=project_id, fields=fields)
        return _preview({"html": html, "word_count": word_count(html)})


def _preview(values: dict[str, Any]) -> HttpResponse:
    """Return JSON as JsonResponse does. Its own encoder takes Python's lock for several times as long."""
    return HttpResponse(msgspec.json.encode(values), content_type="application/json")


class PresenceView(JsonView):
    """Record that the page is open or is being left. Returns who else is there and the stored revision."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        values = self.read_object()
        session = values.get("session")
        if not isinstance(session, str) or not SESSION.fullmatch(session):
            raise BadCall("session must be 8 to 64 hexadecimal digits.", status=422, field="session")
        draft = find_draft(actor=self.actor, identifier=identifier, detail=VersionDetail.LISTED)
        if values.get("leaving"):
            forget_page(draft=draft, user=self.actor.user, session=session)
            return HttpResponse(status=204)
        present = record_page(draft=draft, user=self.actor.user, session=session)
        current = draft.document.current and draft.document.current.number
        others = {"others": present.others, "elsewhere": present.elsewhere}
        return JsonResponse(others | {"revision": draft.revision, "current": current})


def draft_json(draft: Draft) -> dict[str, Any]:
    """Return the draft as the editor's script takes it. The draft must be loaded with its text."""
    version = draft.version
    return {
        "revision": draft.revision,
        "title": version.title,
        "description": version.description,
        "body": version.text,
        "saved_by": draft.last_saved_by.display_name,
        "saved_at": draft.last_saved_at.isoformat(),
    }


def word_count(html: str) -> str:
    """Return the number of words that readers read, such as `1,204 words`, unless counting takes too long."""
    try:
        words = run(count_read_words, html)
    except TooCostly:
        return "too long to count words"
    return f"{words:,} word{'' if words == 1 else 's'}"
