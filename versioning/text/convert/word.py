"""Convert a Word document to HTML. Its pictures keep the paths that they have in the document."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import mammoth

from versioning.text.render.refusals import RenderError, TooCostly

# In bytes. The library holds each part as a tree in memory, which takes a hundred times as much.
LARGEST_PART, LARGEST_PARTS = 20_000_000, 30_000_000
MOST_ELEMENTS, DEEPEST = 400_000, 200
LARGEST_PICTURE = 50_000_000
_MEDIA = re.compile(r"word/media/[^/]+")
_XML = (".xml", ".rels")
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh > em
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Caption'] => p:fresh > em
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Code'] => pre:separator('\\n')
r[style-name='HTML Code'] => code
r[style-name='Code'] => code
u => u
strike => s
"""


@dataclass(frozen=True)
class WordText:
    """The HTML of a document, and the title in its properties."""

    html: str
    title: str


def word_to_html(path: str) -> WordText:
    """Return the HTML of the .docx file. Raises RenderError if it cannot be read, TooCostly."""
    try:
        with ZipFile(path) as archive:
            _check_parts(archive)
            media = _media_of(archive)
            title = _title_of(archive)
    except (BadZipFile, OSError, EOFError, NotImplementedError, KeyError) as error:
        raise RenderError(f"the document is damaged: {error}") from error
    except expat.ExpatError as error:
        raise RenderError(f"the XML of the document is damaged: {error}") from error

    def convert_picture(picture: Any) -> dict[str, str]:
        with picture.open() as data:
            held = media.get(sha256(data.read()).digest())
        return {"src": held} if held else {}

    with open(path, "rb") as file:
        try:
            result = mammoth.convert_to_html(
                file, style_map=_STYLES, convert_image=mammoth.images.img_element(convert_picture)
            )
        except (KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
            raise RenderError("the document is not a valid Word document") from error
        except RecursionError as error:
            raise TooCostly("its parts are nested too deeply") from error
    return WordText(html=result.value, title=title)


def _check_parts(archive: ZipFile) -> None:
    """Raise TooCostly if the XML would take too much memory, RenderError if it declares entities."""
    total = 0
    for info in archive.infolist():
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
            raise RenderError("the document is encrypted, or packed in a way that is not supported")
        if not info.filename.lower().endswith(_XML):
            continue
        with archive.open(info) as part:
            # The size that the zip states may be a lie.
            data = part.read(LARGEST_PART + 1)
        total += len(data)
        if len(data) > LARGEST_PART or total > LARGEST_PARTS:
            raise TooCostly("the document is too large")
        _check_xml(data)


def _check_xml(data: bytes) -> None:
    """Read the part once without keeping it. No honest part has a document type, which could declare entities."""
    parser, depth, elements = expat.ParserCreate(), 0, 0

    def begin(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > DEEPEST or elements > MOST_ELEMENTS:
            raise TooCostly("the document has too many parts, or nests them too deeply")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_given: Any) -> None:
        raise RenderError("the XML of the document declares a document type, which Word never does")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)


def _media_of(archive: ZipFile) -> dict[bytes, str]:
    """Map the hashes of the pictures to their paths: the library gives only the bytes of a picture."""
    paths = dict[bytes, str]()
    for info in archive.infolist():
        if _MEDIA.fullmatch(info.filename):
            with archive.open(info) as picture:
                data = picture.read(LARGEST_PICTURE + 1)
            if len(data) <= LARGEST_PICTURE:
                paths.setdefault(sha256(data).digest(), info.filename)
    return paths


def _title_of(archive: ZipFile) -> str:
    """Return the title in the properties of the document, or an empty string."""
    if "docProps/core.xml" not in archive.namelist():
        return ""
    parser, parts, is_inside = expat.ParserCreate(namespace_separator=" "), list[str](), False

    def begin(name: str, _attributes: dict[str, str]) -> None:
        nonlocal is_inside
        is_inside = name.endswith(" title")

    def end(_name: str) -> None:
        nonlocal is_inside
        is_inside = False

    def add(text: str) -> None:
        if is_inside:
            parts.append(text)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, add
    parser.Parse(archive.read("docProps/core.xml"), True)
    return " ".join("".join(parts).split())
