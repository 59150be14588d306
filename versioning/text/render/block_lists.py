"""Render lists of block documents: old items (strings), the old checklist, and the newer nested items."""

from collections.abc import Callable
from dataclasses import dataclass

from versioning.text.render.block_values import BlockValue

Clean = Callable[[str], str]

# Counter types of the Editor.js list, as values of the attribute `type` of `<ol>`.
_NUMBERING = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}
HIGHEST_START = 2**31 - 1


def list_html(*, data: BlockValue, clean: Clean) -> str:
    """Return the HTML of a list with nested items. A list of an unknown style is unordered."""
    style = data.text("style")
    if style == "ordered":
        opening = _numbered(data.object("meta"))
        return _List(opening=opening, inner="<ol>", closing="</ol>", clean=clean).html(data.items("items"))
    if style == "checklist":
        return _tasks(data=data, clean=clean)
    return _List(opening="<ul>", inner="<ul>", closing="</ul>", clean=clean).html(data.items("items"))


def checklist_html(*, data: BlockValue, clean: Clean) -> str:
    """Return the HTML of the old checklist block, whose items are `{text, checked}`."""
    return f'<div class="block-checklist">{_tasks(data=data, clean=clean)}</div>'


def _tasks(*, data: BlockValue, clean: Clean) -> str:
    opening = '<ul class="contains-task-list">'
    return _Tasks(opening=opening, inner=opening, closing="</ul>", clean=clean).html(data.items("items"))


def _numbered(meta: BlockValue) -> str:
    start = meta.integer("start", default=1, lowest=0, highest=HIGHEST_START)
    numbering = _NUMBERING.get(meta.text("counterType"), "1")
    return "<ol>" if (start, numbering) == (1, "1") else f'<ol start="{start}" type="{numbering}">'


@dataclass(frozen=True, kw_only=True)
class _List:
    """The tags of one list and of the lists in its items."""

    opening: str
    inner: str
    closing: str
    clean: Clean

    def html(self, items: list[BlockValue]) -> str:
        return f"{self.opening}{self._items(items)}{self.closing}"

    def _items(self, items: list[BlockValue]) -> str:
        return "".join(self._item(item) for item in items)

    def _item(self, item: BlockValue) -> str:
        # Before version 2, items of Editor.js lists were strings.
        if item.is_text():
            return self._row(content=self.clean(item.as_text()), item=None)
        inner = item.items("items")
        nested = f"{self.inner}{self._items(inner)}{self.closing}" if inner else ""
        return self._row(content=self.clean(item.text("content") or item.text("text")) + nested, item=item)

    def _row(self, *, content: str, item: BlockValue | None) -> str:
        return f"<li>{content}</li>"


class _Tasks(_List):
    """A list with a checkbox before each item. The item itself or its `meta` says if it is checked."""

    def _row(self, *, content: str, item: BlockValue | None) -> str:
        is_ticked = item is not None and (item.flag("checked") or item.object("meta").flag("checked"))
        mark = ' checked=""' if is_ticked else ""
        return f'<li class="task-list-item"><input class="task-list-item-checkbox"{mark}> {content}</li>'
