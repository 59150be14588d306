"""The calls that show the front matter of a text on the page as fields, and change it by them. Nothing is stored."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from versioning.models import Draft
from versioning.models.front_matter import KEPT_LINES, with_kept_lines
from versioning.policies import Action
from versioning.services.lookups import find_draft
from versioning.text.front_matter.editing import NotEditable
from versioning.text.front_matter.fields import WrongValue, read_properties, with_properties
from versioning.text.front_matter.split import NONE, split_front_matter
from versioning.web.json_views import BadCall, JsonView, text_member

IN_THE_TEXT = "This front matter can't be changed by fields, because it isn't valid. Change it in the text."


class PropertiesView(JsonView):
    """Return the fields of a text. With `changes`, return the changed text too."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        values = self.read_object()
        body, changes = text_member(values, field="body"), values.get("changes", {})
        draft = find_draft(actor=self.actor, identifier=identifier, action=Action.SAVE)
        text = with_kept_lines(body, fields=draft.version.fields)
        if changes:
            body = text = _changed(text, changes)
        properties = read_properties(text)
        names = {"odd": properties.odd, "others": properties.others}
        return JsonResponse({"body": body, "format": properties.format, "values": properties.values, **names})


def without_kept_lines(changes: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """Return the changes of a save. Front matter in the text takes the place of the lines that are kept beside it."""
    fields = draft.version.fields
    if KEPT_LINES not in fields or split_front_matter(changes.get("body", "")).format == NONE:
        return changes
    return {**changes, "fields": {key: value for key, value in fields.items() if key != KEPT_LINES}}


def _changed(text: str, changes: Any) -> str:
    """Raises BadCall."""
    if not isinstance(changes, dict):
        raise BadCall("changes must be an object.", status=422, field="changes")
    # What cannot be stored must not come into the text.
    for name, value in changes.items():
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, bool):
                text_member({name: each}, field=name)
    try:
        return with_properties(text, changes)
    except WrongValue as fault:
        raise BadCall(str(fault), status=422, field=fault.field) from fault
    except NotEditable as fault:
        raise BadCall(IN_THE_TEXT, status=422, field="body") from fault
