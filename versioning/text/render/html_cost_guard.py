"""Make any HTML cheap and unambiguous to parse, before the sanitizer parses it.

The time of an HTML parser grows with the number of tags times their depth, and unclosed `<b>` tags make its output many
times as long as its input. To compute that cost in advance, the text must have only one reading. So comments,
declarations and elements that change how the rest is parsed are removed or renamed. This module limits cost only. The
sanitizer decides what is safe.
"""

import re
from collections.abc import Set

from versioning.text.render.parsing_budget import ParsingBudget

# In characters. Shorter tags cannot have enough attributes to matter.
SHORT_TAG = 200


def _names(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


# Tags and attributes as in the HTML standard's tokenizer (section 13.2.5). Possessive quantifiers keep it linear.
_SPACE = r"\t\n\f\r "
_ATTRIBUTE = (
    rf"[^{_SPACE}/>][^{_SPACE}/>=]*+"
    rf"""(?:[{_SPACE}]*+=[{_SPACE}]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>"'][^{_SPACE}>]*+|(?=>)))?+"""
)
_TAG = re.compile(rf"<(/?)([a-zA-Z][^{_SPACE}/>]*+)((?:[{_SPACE}/]++|{_ATTRIBUTE})*+)>")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_TAG_OPENING = re.compile(r"</?[a-zA-Z]")
_COMMENT_END = re.compile("--!?>")
_DROPPED_END = {
    name: re.compile(rf"</{name}(?=[{_SPACE}/>])[^>]*+(?:>|\Z)", re.IGNORECASE)
    for name in ("script", "style", "svg", "math")
}
# Elements whose content the tokenizer or the tree builder reads by rules of their own (sections 13.2.5 and 13.2.6).
_SPECIAL = _names(
    "script style svg math template textarea title xmp iframe noembed noframes noscript plaintext select frameset image"
)
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
# A parser reopens these in each later block if they were left open (section 13.2.4.3).
_FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
# Elements whose end tags may be omitted.
_END_IMPLIED = _names("dd dt li option p rp rt tbody td tfoot th thead tr")
_TABLE_PARTS = _names("tbody td tfoot th thead tr")
_ENDED_BY = {
    name: _names(group)
    for group in ("dd dt", "li", "option", "p", "rp rt", "tbody tfoot thead", "td th", "tr")
    for name in group.split()
}
_PARAGRAPH = _names("p")
_IMPLIED_AT_ONCE = 4


def limit_parsing_cost(html: str, *, budget: ParsingBudget) -> str:
    """Return the HTML without comments, declarations and the contents of script, style, svg and math.

    An element with parsing rules of its own becomes an unknown element (`textarea` becomes `x-textarea`). A tag or
    comment that never ends becomes text, so that it does not hide what follows. Takes linear time. Raise TooCostly if
    a parser would need more than the rest of the budget.
    """
    return _CostGuard(html=html, budget=budget).guarded()


class _CostGuard:
    """Read one text from start to end, and track the open elements as a parser would."""

    def __init__(self, *, html: str, budget: ParsingBudget) -> None:
        self._html = html
        self._budget = budget
        self._open: list[str] = []
        self._formatting = 0
        # Names whose end was searched for in vain. A second search would make the time quadratic.
        self._never_closed: set[str] = set()

    def guarded(self) -> str:
        parts, position = list[str](), 0
        while (start := self._html.find("<", position)) >= 0:
            parts.append(self._html[position:start])
            kept, position = self._construct(start)
            parts.append(kept)
        return "".join([*parts, self._html[position:]])

    def _construct(self, start: int) -> tuple[str, int]:
        """Return the text to keep of the construct at `start`, and the offset of its end."""
        if tag := _TAG.match(self._html, start):
            return self._tag(tag)
        if _TAG_OPENING.match(self._html, start):
            return self._rest_as_text(start)
        if self._html.startswith("<!--", start):
            return self._comment(start)
        if self._html.startswith(("<!", "<?", "</"), start):
            end = self._html.find(">", start)
            return ("", end + 1) if end >= 0 else self._rest_as_text(start)
        return "&lt;", start + 1

    def _rest_as_text(self, start: int) -> tuple[str, int]:
        return self._html[start:].replace("<", "&lt;"), len(self._html)

    def _comment(self, start: int) -> tuple[str, int]:
        for empty in ("<!-->", "<!--->"):
            if self._html.startswith(empty, start):
                return "", start + len(empty)
        end = None if "!--" in self._never_closed else _COMMENT_END.search(self._html, start + 4)
        if end is None:
            self._never_closed.add("!--")
            return "&lt;", start + 1
        return "", end.end()

    def _tag(self, tag: re.Match[str]) -> tuple[str, int]:
        closing, name, attributes = tag[1], tag[2].lower(), tag[3]
        if not closing and name in _DROPPED_END and name not in self._never_closed:
            if end := _DROPPED_END[name].search(self._html, tag.end()):
                return "", end.end()
            self._never_closed.add(name)
        if closing:
            self._close(name)
            attributes = ""
        else:
            self._count_attributes(attributes)
            self._enter(name)
        prefix = "x-" if name in _SPECIAL else ""
        return f"<{closing}{prefix}{name}{attributes}>", tag.end()

    def _enter(self, name: str) -> None:
        if name in _ENDED_BY:
            self._end(_ENDED_BY[name], through=_END_IMPLIED if name in _TABLE_PARTS else _PARAGRAPH)
        if name not in _VOID:
            self._open.append(name)
            self._formatting += name in _FORMATTING
        self._charge()

    def _close(self, name: str) -> None:
        if self._end({name}, through=_END_IMPLIED):
            self._formatting -= name in _FORMATTING
        self._charge()

    def _end(self, names: Set[str], *, through: Set[str]) -> bool:
        """Close one of the names if it is open and contains only open elements of `through`. Return True if so.

        In case of doubt, an element counts as open until the end of the text, so that the cost is never too low.
        """
        for back, candidate in enumerate(reversed(self._open[-_IMPLIED_AT_ONCE:]), start=1):
            if candidate in names:
                del self._open[-back:]
                return True
            if candidate not in through:
                break
        return False

    def _charge(self) -> None:
        self._budget.charge_tag(depth=len(self._open), formatting=self._formatting)

    def _count_attributes(self, attributes: str) -> None:
        if len(attributes) > SHORT_TAG:
            self._budget.charge_attributes(sum(1 for _ in _ATTRIBUTES.finditer(attributes)))
