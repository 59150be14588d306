"""Find out what a file is from its bytes. What the client says about it does not count."""

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePath

import puremagic
from django.conf import settings

from versioning.exceptions import InvalidValue
from versioning.services.files._steps.picture_head import MOST_READ, exif_of, opened, sides_in_head
from versioning.services.files._steps.smaller_copy import ORIENTATION, TURNED
from versioning.services.files.receive_file import ReceivedFile

UNKNOWN = "application/octet-stream"
# The formats that browsers show as pictures, as Pillow calls them.
PICTURES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}")
# What may come before the first element of an XML document.
_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|script|iframe|title|div|p|a|h1|table|style)\b", re.IGNORECASE)


@dataclass(frozen=True)
class FileFacts:
    """What the bytes of a file say. `width` and `height` are None unless it is a picture."""

    media_type: str
    width: int | None = None
    height: int | None = None


def facts_of(received: ReceivedFile, *, name: str) -> FileFacts:
    """Return what the file is. Raises InvalidValue if it has too many pixels, or if its type is not allowed."""
    facts = _picture(received, name=name)
    if facts is None:
        facts = FileFacts(_media_type(received.head, suffix=PurePath(name).suffix.lower()))
    check_facts(facts, name=name)
    return facts


def check_facts(facts: FileFacts, *, name: str) -> None:
    """Raise InvalidValue (file) if the settings forbid so many pixels, or this type."""
    if facts.width and facts.height and facts.width * facts.height > settings.MAX_PICTURE_PIXELS:
        raise InvalidValue(
            f"The picture has {facts.width} × {facts.height} pixels. "
            f"A picture can have {settings.MAX_PICTURE_PIXELS:,} pixels at most.",
            field="file",
        )
    allowed = settings.FILE_MEDIA_TYPES
    if allowed and not any(fnmatch(facts.media_type, pattern) for pattern in allowed):
        raise InvalidValue(f"{name} is of the type {facts.media_type}. Allowed are {', '.join(allowed)}.", field="file")


def _picture(received: ReceivedFile, *, name: str) -> FileFacts | None:
    """Return the size of a picture as it is shown, or None if the bytes are no picture that a browser shows.

    A picture with more than MOST_READ bytes of metadata before its pixels counts as none. Of a WebP or an AVIF of so
    many bytes, only the head is read, so that it counts as upright. Raises InvalidValue as `facts_of` does.
    """
    in_head = sides_in_head(received.head)
    if in_head is not None:
        kind, width, height = in_head
        facts = FileFacts(PICTURES[kind], width, height)
        # Pillow makes room for the pixels of a WebP when it opens it.
        check_facts(facts, name=name)
        if received.size > MOST_READ:
            return facts
    try:
        with opened(received.path, formats=PICTURES) as picture:
            width, height = picture.size
            turned = exif_of(picture).get(ORIENTATION) in TURNED
            # A JPEG with several pictures, as phones make them, has the format MPO.
            media_type = PICTURES.get(picture.format or "", PICTURES["JPEG"])
    # Its parsers raise all kinds of errors for damaged bytes.
    except Exception:
        return None
    return FileFacts(media_type, height, width) if turned else FileFacts(media_type, width, height)


def _media_type(head: bytes, *, suffix: str) -> str:
    text = _text(head)
    if text is not None:
        return _type_of_text(text)
    try:
        candidates = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    # Several types begin alike, such as all that are zip files. Among these, the name decides.
    named = [each for each in candidates if each.extension == suffix]
    best = (named or candidates)[0].mime_type
    # A browser cannot show it as a picture, or Pillow would have opened it.
    return best if _MEDIA_TYPE.fullmatch(best) and best not in PICTURES.values() else UNKNOWN


def _text(head: bytes) -> str | None:
    """Return the beginning of a text, or None if the bytes are no text."""
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            # The last character may be cut off.
            return head[: len(head) & ~3].decode(encoding, errors="strict")
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.start >= len(head) - 4 and error.start > 0:
                return head[: error.start].decode(encoding)
            if not head.startswith((b"\xff\xfe", b"\xfe\xff")):
                return None
    return None


def _type_of_text(text: str) -> str:
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if re.match(r"<(?:[\w-]+:)?svg\b", text[start:], re.IGNORECASE):
        return "image/svg+xml"
    return "text/html" if _HTML.search(text) else "text/plain"
