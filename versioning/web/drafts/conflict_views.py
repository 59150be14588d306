"""A collision as the template of the conflict page takes it."""

import json
from dataclasses import dataclass
from html import escape
from typing import Any

from versioning.models import Version
from versioning.services.drafts.conflict_resolution import Keep, OpenConflict
from versioning.text.compare.budget import Budget
from versioning.text.compare.diff import WORD_CELLS
from versioning.text.compare.html import tag_change
from versioning.text.compare.rendered import RenderedComparison
from versioning.text.compare.words import changed_gaps, compare_words
from versioning.text.render.render import render
from versioning.web.drafts.collisions import Cause, Collision
from versioning.web.drafts.conflict_forms import Answers
from versioning.web.versions.differences import (
    Layout,
    Shown,
    field_label,
    name_of,
    rendered_between,
    shown_between,
    shown_value,
)

LABELS = {
    Keep.MERGED: "Both, word by word",
    Keep.BOTH: "Both, theirs first",
    Keep.THEIRS: "Keep theirs",
    Keep.MINE: "Keep yours",
    Keep.HAND: "Write it by hand",
}


@dataclass(frozen=True)
class Side:
    """One side of a conflict: safe HTML in which its words are marked against the base, or how it looks."""

    html: str = ""
    rendered: RenderedComparison | None = None


@dataclass(frozen=True)
class ShownChoice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownConflict:
    key: str
    title: str
    base: Side
    theirs: Side
    mine: Side
    suggestion: str
    choices: list[ShownChoice]
    written: str
    can_be_written: bool


def present(collision: Collision, *, answers: Answers, result: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "collision": collision,
        "draft": collision.draft,
        "is_sync": collision.cause is Cause.SYNC,
        "conflicts": [
            _shown(conflict, answers=answers, content_type=str(collision.stored["content_type"]))
            for conflict in collision.conflicts
        ],
        "left_over": answers.left_over(collision.conflicts),
        # Escaped, most scripts would take three times their room of what a form may have.
        "carried": json.dumps(collision.carried, ensure_ascii=False),
        "result": None if result is None else _result(collision, result=result),
    }


def _result(collision: Collision, *, result: dict[str, Any]) -> Shown:
    name = name_of(collision.draft.version)
    return shown_between(
        base=collision.stored, head=result, layout=Layout(base=f"{name} as it is stored", head="the result")
    )


def _shown(conflict: OpenConflict, *, answers: Answers, content_type: str) -> ShownConflict:
    preset = Keep.MERGED.value if Keep.MERGED in conflict.options else ""
    chosen = answers.chosen.get(conflict.key, preset)
    default = conflict.mine if conflict.suggestion is None else conflict.suggestion
    is_visual = conflict.field == "body" and content_type != Version.ContentType.MARKDOWN
    sides = (conflict.base, conflict.theirs, conflict.mine)
    base, theirs, mine = (
        _side(conflict, value, content_type=content_type) if is_visual else _source(conflict, value) for value in sides
    )
    return ShownConflict(
        key=conflict.key,
        title=_title(conflict),
        base=base,
        theirs=theirs,
        mine=mine,
        suggestion="" if conflict.suggestion is None else conflict.suggestion,
        choices=[ShownChoice(keep.value, LABELS[keep], keep.value == chosen) for keep in conflict.options],
        written=answers.written.get(conflict.key, default if isinstance(default, str) else ""),
        can_be_written=Keep.HAND in conflict.options,
    )


def _title(conflict: OpenConflict) -> str:
    if conflict.field != "body":
        return field_label(field=conflict.field, member=conflict.member)
    return f"The text at line {max(conflict.line, 1)}"


def _side(conflict: OpenConflict, value: str, *, content_type: str) -> Side:
    base, head = (render(text, content_type=content_type) for text in (conflict.base, value))
    return Side(rendered=rendered_between(base=base, head=head, context=None))


def _source(conflict: OpenConflict, value: Any) -> Side:
    base, side = (_text(conflict, one) for one in (conflict.base, value))
    return Side(html=marked_against(base, side=side))


def _text(conflict: OpenConflict, value: Any) -> str:
    return "" if value is None else shown_value(field=conflict.field, value=value)


def marked_against(base: str, *, side: str) -> str:
    """Safe HTML of the side, with what it added to the base in `<ins>` and what it removed in `<del>`, in its place."""
    changes = compare_words(base=base, head=side, budget=Budget(WORD_CELLS))
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
