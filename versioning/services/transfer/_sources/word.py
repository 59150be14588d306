"""Read a Word document as a zip with one page and its pictures."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from versioning.exceptions import InvalidValue
from versioning.ops.load.apart import call_apart
from versioning.services.transfer._sources.conversion import Conversion
from versioning.services.transfer._sources.pages import ConvertedSource, Names, Page, converted
from versioning.services.transfer._zip.source import ZipSource
from versioning.text.convert.html_tree import html_tree, text_of, written
from versioning.text.convert.word import word_to_html
from versioning.text.render.refusals import RenderError, TooCostly

_DOCUMENT = re.compile(r"word/document\d*\.xml")
_MEDIA = re.compile(r"word/media/[^/]+")
NOT_OURS = "This file is not a Word document (.docx). Save an older one (.doc) as .docx first."
SECONDS = 120.0


def is_word(source: ZipSource) -> bool:
    """Return whether the zip is a Word document itself."""
    return "[Content_Types].xml" in source.others and any(_DOCUMENT.fullmatch(path) for path in source.others)


def read_word(source: ZipSource, conversion: Conversion) -> ConvertedSource:
    """Return the document as one page. Raises InvalidValue (product, file)."""
    if not is_word(source):
        raise InvalidValue(NOT_OURS, field="product")
    try:
        # In a process of its own, which may take only so much time and memory.
        read = call_apart(word_to_html, str(source.archive.filename), seconds=SECONDS)
        soup = html_tree(read.html)
        body = written(soup, as_markdown=conversion.is_markdown)
    except (RenderError, TooCostly) as error:
        raise InvalidValue(f"This Word document cannot be read: {error}.", field="file") from error
    name = PurePosixPath(conversion.name).stem.strip()
    title = text_of(soup.find("h1")) or name or read.title or "Word document"
    path = Names().free("", name or title, end=".md")
    media = {path: info for path, info in source.others.items() if _MEDIA.fullmatch(path)}
    page = Page(title, load=lambda: body, content_type=conversion.content_type)
    # All other parts of the file belong to the one document.
    return replace(converted(source, pages={path: page}, others=media), hidden={})
