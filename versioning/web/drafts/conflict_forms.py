"""What comes back from the conflict page, and what an editor sends to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django import forms
from django.http import QueryDict

from versioning.services.drafts.conflict_resolution import Choice, Keep, OpenConflict
from versioning.web.drafts.calls import FIELDS
from versioning.web.drafts.collisions import Cause
from versioning.web.drafts.form import DraftForm, as_unix

CHOICE, HAND = "choice-", "hand-"
SAVE = "save"


class CarriedField(forms.JSONField):
    """Numbers of thousands of digits, and lists in lists without end, are no JSON that Python reads."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class ConflictForm(forms.Form):
    """What was seen, and what the page carries; the choices are `Answers`."""

    cause = forms.ChoiceField(choices=[(cause.value, cause.value) for cause in Cause])
    step = forms.ChoiceField(choices=[("look", "look"), (SAVE, SAVE)])
    seen = forms.IntegerField(min_value=1)
    current = forms.UUIDField(required=False)
    carried = CarriedField(required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("cause") == Cause.SAVE.value and not _is_carried(self.cleaned_data.get("carried")):
            self.add_error("carried", "The texts that collided are missing.")

    @property
    def told(self) -> str:
        """All that is wrong, in one sentence for whoever sent it."""
        return " ".join(f"{name}: {fault}" for name, faults in self.errors.items() for fault in faults)

    @property
    def is_final(self) -> bool:
        return bool(self.cleaned_data["step"] == SAVE)

    @property
    def reason(self) -> Cause:
        return Cause(self.cleaned_data["cause"])

    def side(self, name: str) -> dict[str, str]:
        return dict(self.cleaned_data["carried"][name])


def _is_carried(carried: Any) -> bool:
    if not isinstance(carried, dict) or carried.keys() != {"base", "mine"}:
        return False
    return all(
        isinstance(side, dict) and side.keys() == set(FIELDS) and all(_is_text(text) for text in side.values())
        for side in carried.values()
    )


def _is_text(value: Any) -> bool:
    """JSON can spell halves of characters, which no page can show and no database keep."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False


def sent_texts(data: QueryDict) -> dict[str, Any]:
    """All that was typed of what was sent: as `unsaved` shows it, whatever else is wrong with it."""
    form, answers = ConflictForm(data), Answers.of(data)
    form.is_valid()
    carried: Any = form.cleaned_data.get("carried")
    typed = carried["mine"] if _is_carried(carried) else DraftForm(data).typed()
    return {"typed": typed, "written": answers.left_over(())}


@dataclass(frozen=True)
class Answers:
    """By the keys of conflicts: what was chosen, and what was written by hand."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            chosen={name.removeprefix(CHOICE): data[name] for name in data if name.startswith(CHOICE)},
            written={name.removeprefix(HAND): as_unix(data[name]) for name in data if name.startswith(HAND)},
        )

    def choices(self, conflicts: Sequence[OpenConflict]) -> dict[str, Choice]:
        """Those that are decided, in a way that the conflict allows."""
        decided = {}
        for conflict in conflicts:
            keep = next((one for one in conflict.options if one.value == self.chosen.get(conflict.key)), None)
            if keep is not None:
                decided[conflict.key] = Choice(keep, self.written.get(conflict.key, ""))
        return decided

    def left_over(self, conflicts: Sequence[OpenConflict]) -> list[str]:
        """What was written by hand for conflicts that are not the same any more."""
        known = {conflict.key for conflict in conflicts}
        return [
            text
            for key, text in self.written.items()
            if key not in known and text and self.chosen.get(key) == Keep.HAND.value
        ]
