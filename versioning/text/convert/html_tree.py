"""Read HTML of other programs as a tree, in bounded time, and write it as rich text or Markdown."""

from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag

from versioning.text.convert.html_to_markdown import html_to_markdown
from versioning.text.render.html_cost_guard import limit_parsing_cost
from versioning.text.render.parsing_budget import ParsingBudget
from versioning.text.render.refusals import TooCostly
from versioning.text.render.sanitize import sanitize

_ADDRESSES = {"a": "href", "img": "src"}
# Of one text. Reading and writing a tag takes a tenth of a millisecond.
MOST_TAGS = 200_000
# GitHub's kinds of alerts, which the renderer draws as boxes.
ALERTS = {"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"}


def html_tree(html: str) -> BeautifulSoup:
    """Return the tree of the HTML, without comments, scripts and styles. Raises TooCostly.

    An element with parsing rules of its own has another name: `title` is `x-title`.
    """
    if html.count("<") > MOST_TAGS:
        raise TooCostly("its HTML has too many tags")
    guarded = limit_parsing_cost(html, budget=ParsingBudget())
    try:
        return BeautifulSoup(guarded, "html.parser")
    except RecursionError as error:
        raise TooCostly("its HTML is nested too deeply") from error


def written(tree: Tag, *, as_markdown: bool) -> str:
    """Return the content of the element as sanitized HTML or as Markdown. Raises TooCostly."""
    try:
        html = sanitize(tree.decode_contents())
        return html_to_markdown(html) if as_markdown else f"{html.strip()}\n"
    except RecursionError as error:
        raise TooCostly("its HTML is nested too deeply") from error


def replace_addresses(tree: Tag, addresses: Mapping[str, str]) -> None:
    """Write other addresses into links and pictures. `addresses` maps those that change to the new ones."""
    for element, name in addressed(tree):
        element[name] = addresses.get(str(element[name]), str(element[name]))


def addresses_in(tree: Tag) -> list[str]:
    """Return the addresses of all links and pictures, in their order."""
    return [str(element[name]) for element, name in addressed(tree)]


def addressed(tree: Tag) -> Iterator[tuple[Tag, str]]:
    """Yield each link and picture that has an address, and the name of the attribute."""
    for element in tree.find_all(list(_ADDRESSES)):
        name = _ADDRESSES[element.name]
        if element.get(name):
            yield element, name


def classes_of(element: Tag) -> list[str]:
    """Return the classes of the element."""
    names: Any = element.get("class") or []
    return names.split() if isinstance(names, str) else [str(name) for name in names]


def make_alert(soup: BeautifulSoup, box: Tag, *, kind: str, title: str = "") -> None:
    """Turn the element into a box such as GitHub's alerts, with its content. `kind` is one of ALERTS."""
    box.name, box.attrs = "div", {"class": f"markdown-alert markdown-alert-{kind}"}
    heading = soup.new_tag("p", attrs={"class": "markdown-alert-title"})
    heading.string = title or ALERTS[kind]
    box.insert(0, heading)


def make_code(soup: BeautifulSoup, element: Tag, *, text: str, language: str) -> None:
    """Put a code block in the place of the element."""
    block = soup.new_tag("pre")
    code = soup.new_tag("code", attrs={"class": f"language-{language}"} if language else {})
    code.string = text
    block.append(code)
    element.replace_with(block)


def make_task(soup: BeautifulSoup, item: Tag, *, is_done: bool) -> None:
    """Begin the list item with the box of a task."""
    attributes = {"type": "checkbox"} | ({"checked": ""} if is_done else {})
    item.insert(0, soup.new_tag("input", attrs=attributes), " ")


def text_of(element: Tag | None) -> str:
    """Return the text of the element in one line."""
    return "" if element is None else " ".join(element.get_text(" ").split())
