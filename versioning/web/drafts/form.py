"""What a person typed into a draft without scripts, and what of it is a change."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from versioning.models.limits import NAME_LENGTH
from versioning.web.drafts.calls import FIELDS
from versioning.web.forms import ServiceForm

_LINE_END = re.compile(r"\r\n|\r|\n")


class DraftForm(ServiceForm):
    """`revision` and `base_…` are what the page was made from."""

    revision = forms.IntegerField(min_value=1, max_value=999_999_999)
    title = forms.CharField(strip=False, max_length=NAME_LENGTH, error_messages={"required": "A title is needed."})
    description = forms.CharField(strip=False, required=False)
    body = forms.CharField(strip=False, required=False, label="Text")
    base_title = forms.CharField(strip=False, required=False)
    base_description = forms.CharField(strip=False, required=False)
    base_body = forms.CharField(strip=False, required=False)

    def typed(self) -> dict[str, str]:
        return {field: as_unix(self.data.get(field, "")) for field in FIELDS}

    def has_base(self) -> bool:
        """Whether all of what the fields held before was sent along."""
        return all(f"base_{field}" in self.data for field in FIELDS)

    def base(self, *, like: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields held before, with the line ends of what is stored."""
        held = {field: with_line_ends(self.data.get(f"base_{field}", ""), like=like[field]) for field in FIELDS}
        return {"revision": self.cleaned_data.get("revision", 0), **held}

    def changes(self, *, stored: Mapping[str, Any]) -> dict[str, str]:
        """The fields that were sent and changed, each with the line ends of what is stored."""
        typed, base = self.typed(), self.base(like=stored)
        sent = {field: value for field, value in typed.items() if field in self.data}
        changed = {field: value for field, value in sent.items() if value != as_unix(base[field])}
        return {field: with_line_ends(value, like=stored[field]) for field, value in changed.items()}


def as_unix(text: str) -> str:
    """Browsers send CR LF for every line end of a text area, whatever it held."""
    return _LINE_END.sub("\n", text)


def with_line_ends(text: str, *, like: str) -> str:
    """CR LF where all of the other text's are; LF else."""
    ends = set(_LINE_END.findall(like))
    return as_unix(text).replace("\n", "\r\n") if ends == {"\r\n"} else as_unix(text)
