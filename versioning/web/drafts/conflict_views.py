"""The context of the conflict page's template."""

import json
from dataclasses import dataclass
from html import escape
from typing import Any

from versioning.models import Version
from versioning.ops.load.costly import render_long
from versioning.services.drafts.conflict_resolution import Keep, OpenConflict
from versioning.text.compare.budget import Budget
from versioning.text.compare.diff import WORD_CELLS
from versioning.text.compare.html import tag_change
from versioning.text.compare.rendered import RenderedComparison
from versioning.text.compare.words import changed_gaps, compare_words
from versioning.web.drafts.collisions import Cause, Collision
from versioning.web.drafts.conflict_forms import Answers
from versioning.web.versions.differences import (
    Layout,
    ShownDifference,
    difference_between,
    field_label,
    name_of,
    rendered_between,
    value_text,
)

LABELS = {
    Keep.MERGED: "Merge word by word",
    Keep.BOTH: "Keep both, theirs first",
    Keep.THEIRS: "Keep theirs",
    Keep.MINE: "Keep yours",
    Keep.HAND: "Edit",
}


@dataclass(frozen=True)
class Side:
    """One side of a conflict: safe HTML with its words marked against the base, or a rendered comparison."""

    html: str = ""
    rendered: RenderedComparison | None = None


@dataclass(frozen=True)
class ChoiceView:
    """A radio button."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class ConflictView:
    """One conflict as the template takes it. `written` is the text in the box for editing."""

    key: str
    title: str
    base: Side
    theirs: Side
    mine: Side
    suggestion: str
    choices: list[ChoiceView]
    written: str
    can_be_written: bool


def conflict_context(collision: Collision, *, answers: Answers, result: dict[str, Any] | None) -> dict[str, Any]:
    """Return the template's context. `result` is the merged snapshot, if it is to be shown."""
    return {
        "collision": collision,
        "draft": collision.draft,
        "is_sync": collision.cause is Cause.SYNC,
        "conflicts": [
            _conflict_view(conflict, answers=answers, content_type=str(collision.stored["content_type"]))
            for conflict in collision.conflicts
        ],
        # Conflicts offer different choices. The keys 1 to this number choose one.
        "most_choices": max((len(conflict.options) for conflict in collision.conflicts), default=0),
        "left_over": answers.left_over(collision.conflicts),
        # Escaped, most scripts would take three times the space, and a form's size is limited.
        "carried": json.dumps(collision.carried, ensure_ascii=False),
        "result": None if result is None else _result(collision, result=result),
    }


def _result(collision: Collision, *, result: dict[str, Any]) -> ShownDifference:
    name = name_of(collision.draft.version)
    layout = Layout(base=f"{name}, as saved", head="the result")
    return difference_between(base=collision.stored, head=result, layout=layout)


def _conflict_view(conflict: OpenConflict, *, answers: Answers, content_type: str) -> ConflictView:
    preset = Keep.MERGED.value if Keep.MERGED in conflict.options else ""
    chosen = answers.chosen.get(conflict.key, preset)
    # Somebody who edits starts from the merged text, or from their own if it does not merge.
    default = conflict.mine if conflict.suggestion is None else conflict.suggestion
    # HTML and JSON are hard to read as source, so these are shown rendered.
    is_visual = conflict.field == "body" and content_type != Version.ContentType.MARKDOWN
    sides = (conflict.base, conflict.theirs, conflict.mine)
    base, theirs, mine = (
        _side(conflict, value, content_type=content_type) if is_visual else _source(conflict, value) for value in sides
    )
    return ConflictView(
        key=conflict.key,
        title=_title(conflict),
        base=base,
        theirs=theirs,
        mine=mine,
        suggestion="" if conflict.suggestion is None else conflict.suggestion,
        choices=[ChoiceView(keep.value, LABELS[keep], keep.value == chosen) for keep in conflict.options],
        written=answers.written.get(conflict.key, default if isinstance(default, str) else ""),
        can_be_written=Keep.HAND in conflict.options,
    )


def _title(conflict: OpenConflict) -> str:
    if conflict.field != "body":
        return field_label(field=conflict.field, member=conflict.member)
    return f"Text at line {max(conflict.line, 1)}"


def _side(conflict: OpenConflict, value: str, *, content_type: str) -> Side:
    base, head = (render_long(text, content_type=content_type).html for text in (conflict.base, value))
    return Side(rendered=rendered_between(base=base, head=head, context=None))


def _source(conflict: OpenConflict, value: Any) -> Side:
    base, side = (_text(conflict, each) for each in (conflict.base, value))
    return Side(html=marked_against(base, side=side))


def _text(conflict: OpenConflict, value: Any) -> str:
    return "" if value is None else value_text(field=conflict.field, value=value)


def marked_against(base: str, *, side: str) -> str:
    """Return the side as safe HTML, with words added to the base in `<ins>` and removed words in `<del>`."""
    changes = compare_words(base=base, head=side, budget=Budget(WORD_CELLS))
    # Too long to compare by words: mark all of it.
    if changes is None:
        return tag_change(kind="insert", text=side) if side else ""
    parts: list[str] = []
    at = 0
    for gap in changed_gaps(changes):
        parts.append(escape(side[at : gap.head_start]))
        parts += [
            _tagged("del", base[gap.base_start : gap.base_end]),
            _tagged("ins", side[gap.head_start : gap.head_end]),
        ]
        at = gap.head_end
    return "".join([*parts, escape(side[at:])])


def _tagged(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""
