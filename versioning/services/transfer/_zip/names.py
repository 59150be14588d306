"""Read the names of files in a zip, which say their encoding only if it is UTF-8 (APPNOTE.TXT, appendix D)."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from struct import Struct
from zipfile import ZipInfo
from zlib import crc32

from charset_normalizer import from_bytes

from versioning.exceptions import InvalidValue

_UTF8_NAME = 0x800
# Info-ZIP writes the name in UTF-8 into this extra field (APPNOTE.TXT, 4.6.9).
_UNICODE_PATH = 0x7075
_HEADER = Struct("<HH")
# What programs write: Windows in its code page for the console, old ones of Unix and macOS in that of the system.
# GB18030 is GBK with more characters, cp932 is Shift-JIS as Windows has it, cp949 is EUC-KR.
ENCODINGS = ("cp866", "gb18030", "cp932", "big5", "cp949", "cp1251", "cp1252", "cp850", "cp437")
_ALIASES = {"gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
_SHOWN = {"gb18030": "GBK", "cp932": "Shift-JIS", "cp949": "EUC-KR"}
# In bytes, of all names together. Guessing takes longer for more, and is not better.
_LONGEST_SAMPLE = 20_000
_UTF8 = "utf-8"
# The library's measure of how malformed a text is goes from 0 to 1. Such a difference says nothing.
_SAME_CHAOS = 0.02
_CYRILLIC = ("cp866", "cp1251")
_RUSSIAN = re.compile("[А-яЁё]")  # noqa: RUF001  Cyrillic letters are meant
# The first bytes of the frequent characters: level 1 of GB 2312, JIS X 0208 and Big5, and the syllables of KS X 1001.
_FREQUENT = {
    "gb18030": range(0xB0, 0xD8),
    "cp932": range(0x88, 0x98),
    "big5": range(0xA4, 0xC7),
    "cp949": range(0xB0, 0xC9),
}


@dataclass(frozen=True)
class ZipNames:
    """How the names are read. `encoding` is for those that do not say theirs. `is_guess` is false if somebody chose it.

    `example` is a name as it is read.
    """

    encoding: str = _UTF8
    is_guess: bool = False
    example: str = ""

    @property
    def note(self) -> str:
        """Return a sentence about a guess, or about the choice. Empty if there was nothing to decide."""
        if not self.example:
            return ""
        shown = _SHOWN.get(self.encoding, self.encoding)
        if not self.is_guess:
            return f"File names were read as {shown}, as chosen: “{self.example}”."
        return (
            f"The zip doesn't say how its file names are encoded. They were read as {shown}: “{self.example}”. "
            "If that is wrong, choose the encoding of the names."
        )

    def name_of(self, info: ZipInfo) -> str:
        """Return the name of the file."""
        raw = raw_name(info)
        if raw is None or raw.isascii():
            return _unicode_path(info) or info.filename
        for encoding in dict.fromkeys((_UTF8, self.encoding) if self.is_guess else (self.encoding, _UTF8)):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        # Whatever it was, the same bytes become the same name, and nothing is dropped.
        return raw.decode("cp437")


def check_encoding(name: str) -> str:
    """Return the encoding under the name that Python has for it, or an empty string for none.

    Raises InvalidValue (names) if it is unknown.
    """
    if not name.strip():
        return ""
    try:
        known = codecs.lookup(name.strip()).name
        # Names have slashes. Some encodings of Python are none of texts.
        is_known = "a/b".encode(known) == b"a/b"
    except (LookupError, UnicodeError, ValueError):
        known, is_known = "", False
    if not is_known:
        raise InvalidValue(f"{name[:40]!r} is not a known encoding. Examples: cp866, gbk, shift_jis.", field="names")
    return known


def read_names(infos: Sequence[ZipInfo], *, chosen: str = "") -> ZipNames:
    """Return how to read the names. Raises InvalidValue (names) if names cannot be read in the chosen encoding."""
    raws = [raw for info in infos if (raw := raw_name(info)) is not None and not raw.isascii()]
    if chosen:
        return _chosen(raws, encoding=check_encoding(chosen))
    unknown = [raw for raw in raws if not _is_readable(raw, _UTF8)]
    if not unknown:
        return ZipNames(is_guess=True)
    encoding = _guess(unknown)
    return ZipNames(encoding, is_guess=True, example=_example(unknown, encoding))


def _chosen(raws: Sequence[bytes], *, encoding: str) -> ZipNames:
    wrong = next((raw for raw in raws if not _is_readable(raw, encoding) and not _is_readable(raw, _UTF8)), None)
    if wrong is not None:
        shown = wrong.decode("ascii", "backslashreplace")
        raise InvalidValue(f"The name {shown} cannot be read as {encoding}. Choose another encoding.", field="names")
    return ZipNames(encoding, example=_example(raws, encoding) if raws else "")


def raw_name(info: ZipInfo) -> bytes | None:
    """Return the bytes of the name, or None if the zip says that it is UTF-8."""
    if info.flag_bits & _UTF8_NAME or _unicode_path(info):
        return None
    return _raw(info)


def _raw(info: ZipInfo) -> bytes | None:
    try:
        # Python reads names without the flag as code page 437, in which every byte is a character.
        return info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _unicode_path(info: ZipInfo) -> str:
    """Return the name in UTF-8 that the extra field has beside the other one, or an empty string."""
    extra, raw = info.extra, _raw(info)
    while len(extra) >= _HEADER.size and raw is not None:
        kind, size = _HEADER.unpack_from(extra)
        value, extra = extra[_HEADER.size : _HEADER.size + size], extra[_HEADER.size + size :]
        # Its hash says whether the field belongs to this name: some programs change only the other one.
        if kind == _UNICODE_PATH and value[:1] == b"\1" and value[1:5] == crc32(raw).to_bytes(4, "little"):
            try:
                return value[5:].decode()
            except UnicodeDecodeError:
                return ""
    return ""


def _guess(raws: Sequence[bytes]) -> str:
    """Return the likeliest encoding in which all of the names can be read."""
    possible = [each for each in ENCODINGS if all(_is_readable(raw, each) for raw in raws)] or ["cp437"]
    longest_first = sorted(set(raws), key=lambda raw: (-len(raw), raw))
    sample = b"\n".join(longest_first)[:_LONGEST_SAMPLE]
    matches = [match for match in from_bytes(sample, cp_isolation=possible) if match.encoding in possible]
    least = min((match.chaos for match in matches), default=0.0)
    likely = [match.encoding for match in matches if match.chaos <= least + _SAME_CHAOS] or possible
    # Short names say little. `max` takes the first of equals, in our order.
    return max(sorted(likely, key=possible.index), key=lambda each: _commonness(sample, each))


def _commonness(sample: bytes, encoding: str) -> float:
    """Return how many of the characters beyond ASCII are common in texts of this encoding, from 0 to 1."""
    text = sample.decode(encoding, "replace")
    wide = [(before, each) for before, each in pairwise(f" {text}") if not each.isascii()]
    common = sum(_is_common(each, before=before, encoding=encoding) for before, each in wide)
    return common / max(1, len(wide))


def _is_common(letter: str, *, before: str, encoding: str) -> bool:
    if encoding in _CYRILLIC:
        is_inside = before.isascii() and before.isalpha()
        return bool(_RUSSIAN.match(letter)) and not is_inside and not (letter.isupper() and before.islower())
    if encoding in _FREQUENT:
        first = letter.encode(encoding, "replace")[0]
        return first in _FREQUENT[encoding] or "\u3040" <= letter <= "\u30ff"
    # Latin: accents stand among letters without them.
    return letter.isalpha() and (before.isascii() or before.islower()) and not (letter.isupper() and before.islower())


def _is_readable(raw: bytes, encoding: str) -> bool:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(each) in ("Cc", "Cn", "Co") for each in text)


def _example(raws: Sequence[bytes], encoding: str) -> str:
    """Return the first name with letters outside of ASCII, as it is read."""
    text = raws[0].decode(encoding, "replace")
    return text if len(text) <= 80 else f"{text[:79]}…"
