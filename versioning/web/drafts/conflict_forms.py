"""The form of the conflict page, and the text that an editor sends to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django import forms
from django.http import QueryDict

from versioning.services.drafts.conflict_resolution import Choice, Keep, OpenConflict
from versioning.web.drafts.collisions import Cause
from versioning.web.drafts.editor_json import FIELDS
from versioning.web.drafts.form import DraftForm, as_unix

# Prefixes of the fields of one conflict. The conflict's key follows.
CHOICE, HAND = "choice-", "hand-"
SAVE = "save"


class CarriedField(forms.JSONField):
    """A JSON field that also refuses what the parser raises other errors for: huge numbers and deeply nested lists."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class ConflictForm(forms.Form):
    """The state that the person saw and the texts that the page carries. `Answers` has the choices."""

    cause = forms.ChoiceField(choices=[(cause.value, cause.value) for cause in Cause])
    step = forms.ChoiceField(choices=[("look", "look"), (SAVE, SAVE)])
    seen = forms.IntegerField(min_value=1)
    current = forms.UUIDField(required=False)
    carried = CarriedField(required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("cause") == Cause.SAVE.value and not _is_carried(self.cleaned_data.get("carried")):
            self.add_error("carried", "The conflicting texts are missing.")

    @property
    def error_text(self) -> str:
        """All errors as one text. Only a script or a changed form can cause them."""
        return " ".join(f"{name}: {fault}" for name, faults in self.errors.items() for fault in faults)

    @property
    def is_final(self) -> bool:
        """Whether to save the result, not only show it."""
        return bool(self.cleaned_data["step"] == SAVE)

    @property
    def collision_cause(self) -> Cause:
        return Cause(self.cleaned_data["cause"])

    def side(self, name: str) -> dict[str, str]:
        """Return the carried texts of one side, `base` or `mine`."""
        return dict(self.cleaned_data["carried"][name])


def _is_carried(carried: Any) -> bool:
    """Return whether the value has the shape of `Collision.carried`. A browser can send anything."""
    if not isinstance(carried, dict) or carried.keys() != {"base", "mine"}:
        return False
    return all(
        isinstance(side, dict) and side.keys() == set(FIELDS) and all(_is_text(text) for text in side.values())
        for side in carried.values()
    )


def _is_text(value: Any) -> bool:
    """Return whether the value is text that can be stored. JSON can spell lone surrogates, which can't be."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False


def sent_texts(data: QueryDict) -> dict[str, Any]:
    """Return the typed texts of a request as `unsaved` takes them, even if the rest of the request is invalid."""
    form, answers = ConflictForm(data), Answers.of(data)
    form.is_valid()
    carried: Any = form.cleaned_data.get("carried")
    typed = carried["mine"] if _is_carried(carried) else DraftForm(data).typed()
    return {"typed": typed, "written": answers.left_over(())}


@dataclass(frozen=True)
class Answers:
    """The choice and the edited text of each conflict, by the conflict's key."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read them from the request's form data."""
        return cls(
            chosen={name.removeprefix(CHOICE): data[name] for name in data if name.startswith(CHOICE)},
            written={name.removeprefix(HAND): as_unix(data[name]) for name in data if name.startswith(HAND)},
        )

    def choices(self, conflicts: Sequence[OpenConflict]) -> dict[str, Choice]:
        """Return the choices that the person made. A choice that the conflict does not offer is ignored."""
        decided = {}
        for conflict in conflicts:
            keep = next((option for option in conflict.options if option.value == self.chosen.get(conflict.key)), None)
            if keep is not None:
                decided[conflict.key] = Choice(keep, self.written.get(conflict.key, ""))
        return decided

    def left_over(self, conflicts: Sequence[OpenConflict]) -> list[str]:
        """Return the texts that were edited for conflicts that no longer exist."""
        known = {conflict.key for conflict in conflicts}
        return [
            text
            for key, text in self.written.items()
            if key not in known and text and self.chosen.get(key) == Keep.HAND.value
        ]
