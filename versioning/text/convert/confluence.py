"""Read the HTML that Confluence exports: the tree of a space, and the macros of its pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from bs4 import BeautifulSoup, Tag

from versioning.text.convert.html_tree import addresses_in, classes_of, make_alert, make_code, make_task, text_of

# Up to its end tag, which a search for both from each start tag would look for again and again.
_TITLE = re.compile(r"<title>((?:[^<]|<(?!/?title>))*+)</title>", re.IGNORECASE)
_SEPARATOR = " : "
# Confluence's macro "note" is yellow and "warning" is red.
_ALERTS = {"information": "note", "tip": "tip", "note": "warning", "warning": "caution"}
_MACRO = "confluence-information-macro"
_BRUSH = re.compile(r"brush:\s*([A-Za-z0-9+#._-]+)")
_PLAIN = frozenset({"none", "text", "plain"})
# What the page shows only while it is in Confluence.
_DROPPED = (".toc-macro", ".hidden-content", ".expand-control-icon", ".aui-icon", ".page-metadata", "fieldset")


@dataclass(frozen=True)
class SpacePage:
    """A page in the tree of a space. `file` is relative to the tree."""

    file: str
    title: str
    children: tuple["SpacePage", ...] = ()


def space_name(index: BeautifulSoup) -> str:
    """Return the name of the space that the list of pages is of."""
    for row in index.find_all("tr"):
        cells = row.find_all(["th", "td"])
        if len(cells) == 2 and text_of(cells[0]) == "Name":
            return text_of(cells[1])
    return text_of(index.find(id="title-heading") or index.find("x-title")).partition(_SEPARATOR)[0]


def space_pages(index: BeautifulSoup) -> Iterator[SpacePage]:
    """Yield the pages at the top of the tree, with those below them."""
    for listed in index.find_all("ul"):
        if listed.find_parent("ul") is None and listed.find("a", href=re.compile(r"\.html\Z")):
            yield from _pages_in(listed)


def _pages_in(listed: Tag) -> Iterator[SpacePage]:
    for item in listed.find_all("li", recursive=False):
        link = next((each for each in item.find_all("a", href=True) if each.find_parent("li") is item), None)
        below = [child for inner in item.find_all("ul", recursive=False) for child in _pages_in(inner)]
        if isinstance(link, Tag):
            yield SpacePage(str(link["href"]).partition("#")[0], text_of(link), tuple(below))
        else:
            yield from below


def title_of_page(head: str, *, space: str) -> str:
    """Return the title in the beginning of a page, which has the name of the space before it."""
    match = _TITLE.search(head)
    title = "" if match is None else " ".join(unescape(match[1]).split())
    if space and title.startswith(f"{space}{_SEPARATOR}"):
        return title.removeprefix(f"{space}{_SEPARATOR}")
    return title


def content_of(page: BeautifulSoup) -> Tag:
    """Return the content of a page as plain HTML, with the attachments that it does not show at its end."""
    content = page.find(id="main-content") or page.find(class_="wiki-content") or page.find("body") or page
    assert isinstance(content, Tag)  # noqa: S101  the search is for elements
    for selector in _DROPPED:
        for element in content.select(selector):
            element.decompose()
    for change in _CHANGES:
        change(page, content)
    _list_attachments(page, content)
    return content


def _convert_code(page: BeautifulSoup, content: Tag) -> None:
    for block in content.find_all("pre"):
        brush = _BRUSH.search(str(block.get("data-syntaxhighlighter-params") or ""))
        language = "" if brush is None or brush[1].lower() in _PLAIN else brush[1].lower()
        panel = next(
            (each for each in block.parents if "code" in classes_of(each) and "panel" in classes_of(each)), None
        )
        header = None if panel is None else panel.find(class_="codeHeader")
        title = text_of(header) if isinstance(header, Tag) else ""
        place = panel if panel is not None and len(panel.find_all("pre")) == 1 else block
        if title:
            heading = page.new_tag("p")
            strong = page.new_tag("strong")
            strong.string = title
            heading.append(strong)
            place.insert_before(heading)
        make_code(page, place, text=block.get_text(), language=language)


def _convert_alerts(page: BeautifulSoup, content: Tag) -> None:
    # From the inside out, so that a box in a box is converted first.
    for box in reversed(content.find_all(class_=_MACRO)):
        names = classes_of(box)
        kind = next((_ALERTS[name] for each in names if (name := each.removeprefix(f"{_MACRO}-")) in _ALERTS), "note")
        heading = box.find(class_="title", recursive=False)
        title = text_of(heading) if isinstance(heading, Tag) else ""
        if isinstance(heading, Tag):
            heading.decompose()
        body = box.find(class_=f"{_MACRO}-body")
        if isinstance(body, Tag):
            body.unwrap()
        make_alert(page, box, kind=kind, title=title)


def _convert_expands(page: BeautifulSoup, content: Tag) -> None:
    for box in content.find_all(class_="expand-container"):
        control, inside = box.find(class_="expand-control"), box.find(class_="expand-content")
        summary = page.new_tag("summary")
        summary.string = text_of(control) if isinstance(control, Tag) else "More"
        if isinstance(control, Tag):
            control.decompose()
        if isinstance(inside, Tag):
            inside.unwrap()
        box.name, box.attrs = "details", {}
        box.insert(0, summary)


def _convert_tasks(page: BeautifulSoup, content: Tag) -> None:
    for listed in content.find_all("ul", class_="inline-task-list"):
        for item in listed.find_all("li", recursive=False):
            make_task(page, item, is_done="checked" in classes_of(item))


def _convert_emoticons(_page: BeautifulSoup, content: Tag) -> None:
    for picture in content.find_all("img", class_="emoticon"):
        picture.replace_with(str(picture.get("data-emoji-fallback") or picture.get("alt") or ""))


def _convert_pictures(_page: BeautifulSoup, content: Tag) -> None:
    for picture in content.find_all("img"):
        whole = str(picture.get("data-image-src") or "")
        # The page shows a small picture, and the export has the whole one.
        if "/thumbnails/" in str(picture.get("src") or "") and whole:
            picture["src"] = whole
        if not picture.get("alt"):
            picture["alt"] = str(picture.get("data-linked-resource-default-alias") or "")


def _convert_mentions(_page: BeautifulSoup, content: Tag) -> None:
    for link in content.find_all("a", class_="confluence-userlink"):
        link.unwrap()


def _list_attachments(page: BeautifulSoup, content: Tag) -> None:
    """Append links to the attachments that the content does not refer to, so that they are not lost."""
    heading = page.find(id="attachments")
    section = heading.find_parent(class_="pageSection") if isinstance(heading, Tag) else None
    if not isinstance(section, Tag) or content in section.parents:
        return
    shown = {address.partition("?")[0] for address in addresses_in(content)}
    links = [link for link in section.find_all("a", href=True) if str(link["href"]).partition("?")[0] not in shown]
    if not links:
        return
    title, listed = page.new_tag("h2"), page.new_tag("ul")
    title.string = "Attachments"
    for link in links:
        item = page.new_tag("li")
        item.append(link.extract())
        listed.append(item)
    content.append(title)
    content.append(listed)


_CHANGES: tuple[Callable[[BeautifulSoup, Tag], None], ...] = (
    _convert_code,
    _convert_alerts,
    _convert_expands,
    _convert_tasks,
    _convert_emoticons,
    _convert_pictures,
    _convert_mentions,
)
