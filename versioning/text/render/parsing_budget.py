"""Bound the work of an HTML parser in advance, never by a clock."""

from versioning.text.render.refusals import TooCostly

# For many tags, a parser searches through all open elements.
DEPTH_LIMIT = 256
# Formatting elements that are left open are opened again in each later block, which multiplies the output.
REOPENED_LIMIT = 1_000_000
# Ordinary documents have a few open formatting elements, which cost nothing here.
FREE_FORMATTING = 3
# A parser compares each attribute of a tag with those before it, to drop duplicates.
ATTRIBUTE_PAIRS_LIMIT = 100_000_000


class ParsingBudget:
    """The cost of parsing all parts of one document. The same parts always have the same cost."""

    def __init__(self) -> None:
        self._reopened = 0
        self._attribute_pairs = 0

    def charge_tag(self, *, depth: int, formatting: int) -> None:
        """Add one tag with the numbers of open elements and open formatting elements. Raise TooCostly."""
        self._reopened += max(0, formatting - FREE_FORMATTING)
        if depth > DEPTH_LIMIT or self._reopened > REOPENED_LIMIT:
            raise TooCostly("its HTML is nested too deeply")

    def charge_attributes(self, count: int) -> None:
        """Add the attributes of one tag. Raise TooCostly."""
        self._attribute_pairs += count * count
        if self._attribute_pairs > ATTRIBUTE_PAIRS_LIMIT:
            raise TooCostly("its HTML has tags with too many attributes")
