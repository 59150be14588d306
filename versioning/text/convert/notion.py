"""Read what Notion exports: names with identifiers, pages in HTML, databases in CSV."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from html import escape

from bs4 import BeautifulSoup, Tag

from versioning.text.convert.html_tree import classes_of, make_alert, make_task, text_of
from versioning.text.render.refusals import TooCostly

# `Meeting notes 0123456789abcdef0123456789abcdef.md`. Exports have either form of the identifier.
_ID = re.compile(r"[ _-]?([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})(?=(?:_all)?(?:\.[A-Za-z0-9]{1,8})?\Z)")
_HEADING = re.compile(r"\A\ufeff?\s*# ([^\n]*)\n?")
MOST_ROWS, MOST_CELLS = 5_000, 100_000
_PAGE_BODY = "page-body"


def notion_id(name: str) -> str:
    """Return the identifier in the name of a file or folder, as 32 digits, or an empty string."""
    match = _ID.search(name)
    return "" if match is None else match[1].replace("-", "")


def without_id(name: str) -> str:
    """Return the name of a file or folder without the identifier in it."""
    return _ID.sub("", name, count=1).strip() or name


def page_heading(text: str) -> str:
    """Return the title that a Markdown page begins with, or an empty string."""
    match = _HEADING.match(text)
    return "" if match is None else match[1].strip()


def table_of(data: str) -> list[list[str]]:
    """Return the rows of a database, the first of which has the names of its properties. Raises TooCostly."""
    rows, cells = list[list[str]](), 0
    # A property may hold a long text. The size of the file is limited already.
    csv.field_size_limit(max(csv.field_size_limit(), len(data) + 1))
    try:
        for row in csv.reader(io.StringIO(data)):
            cells += len(row)
            if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                raise TooCostly(f"the table has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells")
            rows.append(row)
    except csv.Error as error:
        raise TooCostly(f"the table cannot be read: {error}") from error
    return rows


def html_table(rows: Sequence[Sequence[str]], *, address: Callable[[str], str]) -> str:
    """Return the rows as an HTML table. `address` returns where the page of a row is, by its name, or nothing."""
    if not rows:
        return ""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    body = "".join(f"<tr>{_cells(row, address=address)}</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: Sequence[str], *, address: Callable[[str], str]) -> str:
    parts = []
    for number, cell in enumerate(row):
        text = escape(cell.strip()).replace("\n", "<br>")
        where = address(cell.strip()) if number == 0 else ""
        parts.append(f'<td><a href="{escape(where)}">{text}</a></td>' if where else f"<td>{text}</td>")
    return "".join(parts)


def is_page(soup: BeautifulSoup) -> bool:
    """Return whether the HTML is a page, and not the index that Notion adds."""
    return soup.find(class_=_PAGE_BODY) is not None


def title_in(soup: BeautifulSoup) -> str:
    """Return the title of a page in HTML."""
    return text_of(soup.find(class_="page-title") or soup.find("x-title"))


def content_of(soup: BeautifulSoup) -> Tag:
    """Return the content of a page as plain HTML. Its properties come first, as a table."""
    body = soup.find(class_=_PAGE_BODY) or soup
    assert isinstance(body, Tag)  # noqa: S101  the search is for elements
    properties = soup.find("table", class_="properties")
    if isinstance(properties, Tag) and body is not soup:
        body.insert(0, properties.extract())
    for change in _CHANGES:
        change(soup, body)
    return body


def _convert_equations(soup: BeautifulSoup, body: Tag) -> None:
    for figure in body.find_all(["figure", "span"], class_=["equation", "notion-text-equation-token"]):
        source = figure.find("annotation")
        if isinstance(source, Tag):
            code = soup.new_tag("code")
            code.string = source.get_text()
            figure.replace_with(code)


def _convert_callouts(soup: BeautifulSoup, body: Tag) -> None:
    for figure in reversed(body.find_all("figure", class_="callout")):
        for icon in figure.find_all(class_="icon"):
            # An icon of Notion's own is a picture. An emoji is a text.
            icon.decompose()
        make_alert(soup, figure, kind="note")


def _convert_tasks(soup: BeautifulSoup, body: Tag) -> None:
    for box in body.find_all("div", class_="checkbox"):
        item = box.find_parent("li")
        is_done = "checkbox-on" in classes_of(box)
        box.decompose()
        if item is not None:
            make_task(soup, item, is_done=is_done)


def _convert_figures(soup: BeautifulSoup, body: Tag) -> None:
    for link in body.select("figure.image > a"):
        link.unwrap()
    for figure in body.find_all("figure", class_="link-to-page"):
        figure.name, figure.attrs = "p", {}
    for listed in body.find_all("ul", class_="toggle"):
        for item in listed.find_all("li", recursive=False):
            item.unwrap()
        listed.unwrap()


def _convert_code(_soup: BeautifulSoup, body: Tag) -> None:
    for code in body.select("pre code"):
        named = [name.lower().replace(" ", "-") for name in classes_of(code)]
        code["class"] = "" if "language-plain-text" in named else " ".join(named)


def _convert_indents(_soup: BeautifulSoup, body: Tag) -> None:
    # Each item of a list is a list of its own.
    for listed in body.find_all(["ul", "ol"]):
        after = listed.find_next_sibling()
        while (
            isinstance(after, Tag)
            and after.name == listed.name
            and classes_of(after) == classes_of(listed)
            and (after.name == "ul" or str(after.get("start") or "1") != "1")
        ):
            following = after.find_next_sibling()
            for item in list(after.children):
                listed.append(item)
            after.decompose()
            after = following if isinstance(following, Tag) else None


_CHANGES: tuple[Callable[[BeautifulSoup, Tag], None], ...] = (
    _convert_equations,
    _convert_callouts,
    _convert_tasks,
    _convert_figures,
    _convert_code,
    _convert_indents,
)
