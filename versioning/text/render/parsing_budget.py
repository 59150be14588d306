"""How much work an HTML parser may be given, counted beforehand and never by a clock."""

from versioning.text.render.refusals import TooCostly

# A parser looks through all open elements for many a tag.
DEPTH_LIMIT = 256
# Formatting elements left open are opened again in each later block: output that nobody wrote.
REOPENED_LIMIT = 1_000_000
FREE_FORMATTING = 3
# A parser compares each attribute of a tag with those before it.
ATTRIBUTE_PAIRS_LIMIT = 100_000_000


class ParsingBudget:
    """What parsing all parts of one document may cost; the same parts always spend the same."""

    def __init__(self) -> None:
        self._reopened = 0
        self._attribute_pairs = 0

    def charge_tag(self, *, depth: int, formatting: int) -> None:
        """Count one tag, met with so many elements and formatting elements open. Raises TooCostly."""
        self._reopened += max(0, formatting - FREE_FORMATTING)
        if depth > DEPTH_LIMIT or self._reopened > REOPENED_LIMIT:
            raise TooCostly("its HTML is nested too deeply")

    def charge_attributes(self, count: int) -> None:
        """Count the attributes of one tag. Raises TooCostly."""
        self._attribute_pairs += count * count
        if self._attribute_pairs > ATTRIBUTE_PAIRS_LIMIT:
            raise TooCostly("its HTML has tags with too many attributes")
