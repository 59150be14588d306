"""Read an outline of pages that is written as lists of links, such as SUMMARY.md of mdBook and GitBook."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

# In lines. Real outlines have some hundred.
MOST_LINES = 20_000
# In characters. The rest of a longer line is not read.
LONGEST_LINE = 2_000
# Lists nested deeper are read as if they were not.
DEEPEST = 12
_ITEM = re.compile(r"(?P<indent>[ \t]*)[-*+][ \t]+(?P<rest>.*)")
_LINK = re.compile(
    r"\[(?P<title>(?:[^\[\]\\]|\\.)*(?:\[[^\]]*\][^\[\]]*)*)\]\(\s*(?:<(?P<angled>[^>]*)>|(?P<plain>[^)\s]*))"
)
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>.+?)[ \t]*#*\Z")
_TAG = re.compile(r"<[^>]*>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass
class Line:
    """An entry of an outline. `target` is empty for a title without a link. Headings have the level 0."""

    title: str
    target: str
    is_heading: bool = False
    children: "list[Line]" = field(default_factory=list)


def read_outline(text: str) -> list[Line]:
    """Return the headings, and the entries of lists and links outside of lists, nested as they are written."""
    found: list[Line] = []
    # The open lists: how far each is indented, and what its entries belong to.
    open_lists: list[tuple[int, Line]] = []
    for line in text.splitlines()[:MOST_LINES]:
        bare = line[:LONGEST_LINE].rstrip()
        if item := _ITEM.match(bare):
            indent = len(item["indent"].expandtabs(4))
            open_lists = [each for each in open_lists if each[0] < indent][:DEEPEST]
            entry = _entry(item["rest"])
            (open_lists[-1][1].children if open_lists else found).append(entry)
            open_lists.append((indent, entry))
        elif heading := _HEADING.match(bare):
            open_lists = []
            found.append(Line(_plain(heading["title"]), "", is_heading=True))
        elif bare and not bare[0].isspace() and (link := _LINK.match(bare)):
            open_lists = []
            found.append(_linked(link))
    return found


def _entry(rest: str) -> Line:
    link = _LINK.search(rest)
    return _linked(link) if link else Line(_plain(rest), "")


def _linked(link: re.Match[str]) -> Line:
    address = link["angled"] if link["angled"] is not None else link["plain"]
    return Line(_plain(link["title"]), unquote(address))


def _plain(title: str) -> str:
    """Return the title without tags, marks and escapes."""
    bare = _TAG.sub("", title).replace("`", "").replace("**", "")
    return " ".join(_ESCAPE.sub(r"\1", bare).split())


def file_of(target: str) -> str:
    """Return the path of a target without its anchor, or an empty string if it leads out of the repository."""
    path = target.partition("#")[0].partition("?")[0]
    return "" if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", path) else path
