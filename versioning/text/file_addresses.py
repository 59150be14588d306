"""Find the addresses of files in a text of any content type."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote
from uuid import UUID

# `/files/<id>/<name>`. Nothing but the identifier names the file.
_ADDRESS = re.compile(r"/files/([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})(?![0-9a-fA-F-])")
_FOLDER = "/files/"
# The name ends where a link or a string does. What follows a question mark or a hash sign stays.
_NAME = r"""[^\s"'<>()\[\]\\?#&]*"""
# A JSON string may spell each character so.
# What may spell a character of an address. Most texts have percent signs for spaces and letters of names only.
_PERCENT = re.compile(r"%(?:2[dDfF]|3\d|4[1-6]|6[1-69cC]|73)")
# The character references of these characters and of the percent sign. All others stay: a text may have millions of
# them, and to replace each takes Python's lock for a second.
_REFERENCE = re.compile(
    r"&#(?:0*(?:37|4[57-9]|5[0-7]|6[5-9]|70|9[7-9]|10[0-258]|115)(?![0-9])"
    r"|[xX]0*(?:2[5dDfF]|3\d|4[1-6]|6[1-69cC]|73)(?![0-9a-fA-F]));?|&(?:sol|percnt);"
)
_JSON_ESCAPE = re.compile(r"\\u00([0-9a-fA-F]{2})")


def files_in(text: str) -> frozenset[UUID]:
    """Return the identifiers of the files whose addresses are in the text, however a renderer would read it.

    HTML may spell an address with character references, Markdown with backslashes, a block with escapes of JSON, and
    each of them with percent signs. An address in a comment or in a code sample counts as well.
    """
    return frozenset(UUID(int=number) for number in file_numbers_in(text))


def file_numbers_in(text: str) -> frozenset[int]:
    """Return the identifiers of `files_in` as numbers, which takes half the time."""
    # A reading has most addresses of the reading before.
    found = {match for reading in _readings(text) if _FOLDER in reading for match in _ADDRESS.findall(reading)}
    return frozenset(int(match.replace("-", ""), 16) for match in found)


def _readings(text: str) -> Iterator[str]:
    yield text
    # The characters of an address are searched for first: most texts have none of them, and are read once.
    if "\\" in text:
        text = _JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text).replace("\\", "")
        yield text
    if "&" in text and any(part in text for part in ("&#", "&sol;", "&percnt;")):
        text = _REFERENCE.sub(lambda reference: unescape(reference[0]), text)
        yield text
    if "%" in text and _PERCENT.search(text):
        yield unquote(text)


def replace_file(text: str, *, file: UUID, address: str) -> str:
    """Return the text with `address` instead of each address of the file that is written plainly."""
    return re.sub(rf"/files/{file}(?![0-9a-fA-F-])(?:/{_NAME})?", lambda match: address, text, flags=re.IGNORECASE)
