"""The call that merges a text on the page with somebody else's save. Nothing is stored."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from versioning.policies import Action
from versioning.services.lookups import find_draft
from versioning.web.drafts.collisions import collision_of_save
from versioning.web.drafts.editor_json import FIELDS, draft_json
from versioning.web.json_views import BadCall, JsonView, text_member


class MergeView(JsonView):
    """Return the stored draft, and as `merged` the fields with the changes of both sides, or None if they conflict."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        values = self.read_object()
        base, mine = (_snapshot(values, side=side) for side in ("base", "mine"))
        draft = find_draft(actor=self.actor, identifier=identifier, action=Action.SAVE)
        draft.version.document = draft.document
        collision = collision_of_save(draft=draft, base=base, mine=mine)
        merged = None if collision.conflicts else {name: collision.merged.values[name] for name in FIELDS}
        return JsonResponse(draft_json(draft) | {"merged": merged})


def _snapshot(values: dict[str, Any], *, side: str) -> dict[str, str]:
    """Return the fields of one side. Raises BadCall."""
    snapshot = values.get(side)
    if not isinstance(snapshot, dict):
        raise BadCall(f"{side} must be an object.", status=422, field=side)
    return {name: text_member(snapshot, field=name) for name in FIELDS}
