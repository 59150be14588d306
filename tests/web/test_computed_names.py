"""No script writes to a member whose name comes from data, because it could be `__proto__` (prototype pollution)."""

import re

from django.conf import settings

# An assignment to a member with a computed name. The names of literals are no names of data.
ASSIGNMENT = re.compile(r"[\w)\]]\[([^\]\"'`]+)\]\s*(?:\?\?|\|\||&&)?=(?![=>])")
# All of them, reviewed: names that the script itself lists, and numbers of rows, columns and bytes.
REVIEWED = {
    ("static/stemma/drafts/block_tools.js", "name"),
    ("static/stemma/drafts/files/rtf.js", "at"),
    ("static/stemma/drafts/paste/lines.js", "column"),
    ("static/stemma/drafts/paste/lines.js", "left"),
    ("static/stemma/drafts/snapshots.js", "field"),
}


def test_each_assignment_to_a_computed_name_was_reviewed() -> None:
    scripts = [
        path
        for folder in ("static/stemma", "static/examples", "assets/src")
        for path in (settings.BASE_DIR / folder).rglob("*.js")
    ]

    found = {
        (str(path.relative_to(settings.BASE_DIR)), name)
        for path in scripts
        for name in ASSIGNMENT.findall(path.read_text())
    }

    assert len(scripts) > 50
    assert found == REVIEWED
