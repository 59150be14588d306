"""The form of a draft: what a person typed, and which of it is a change."""

from collections.abc import Mapping
from typing import Any

from django import forms

from versioning.models.limits import NAME_LENGTH
from versioning.web.drafts.editor_json import FIELDS
from versioning.web.forms import ServiceForm


class DraftForm(ServiceForm):
    """`revision` and the `base_…` fields are the state that the page was made from.

    The page sends no `base_body`, because a text would be on it twice. `collisions.find_base` finds it by the revision.
    """

    revision = forms.IntegerField(min_value=1, max_value=999_999_999)
    title = forms.CharField(strip=False, max_length=NAME_LENGTH, error_messages={"required": "Enter a title."})
    description = forms.CharField(strip=False, required=False)
    body = forms.CharField(strip=False, required=False, label="Text")
    base_title = forms.CharField(strip=False, required=False)
    base_description = forms.CharField(strip=False, required=False)
    base_body = forms.CharField(strip=False, required=False)

    def typed(self) -> dict[str, str]:
        """Return the fields FIELDS as they were sent, with LF line ends. Works on an invalid form too."""
        return {field: as_unix(self.data.get(field, "")) for field in FIELDS}

    def has_base(self) -> bool:
        """Return whether the request has all `base_…` fields."""
        return all(f"base_{field}" in self.data for field in FIELDS)

    def base(self, *, like: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields as the page got them, with the line ends of the stored text. `like` has those not sent."""
        fields = {
            field: with_line_ends(self.data.get(f"base_{field}", like[field]), like=like[field]) for field in FIELDS
        }
        return {"revision": self.cleaned_data.get("revision", 0), **fields}

    def changes(self, *, stored: Mapping[str, Any]) -> dict[str, str]:
        """Return the fields that were sent and changed, each with the line ends of the stored text."""
        typed, base = self.typed(), self.base(like=stored)
        sent = {field: value for field, value in typed.items() if field in self.data}
        # Line ends alone are no change: the browser rewrites them.
        changed = {field: value for field, value in sent.items() if value != as_unix(base[field])}
        return {field: with_line_ends(value, like=stored[field]) for field, value in changed.items()}


def as_unix(text: str) -> str:
    """Return the text with LF line ends. Browsers send CR LF for every line end of a text area."""
    # Not by an expression, which takes Python's lock for a third of a second if the text has a million lines.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def with_line_ends(text: str, *, like: str) -> str:
    """Return the text with CR LF line ends if all line ends of `like` are CR LF, else with LF."""
    ends = like.count("\r\n")
    has_crlf = ends > 0 and ends == like.count("\r") == like.count("\n")
    return as_unix(text).replace("\n", "\r\n") if has_crlf else as_unix(text)
