"""One text as the difference from another: a zstd frame that has the other as its dictionary ("patch from").

The frame carries no magic number, size, checksum or dictionary id (RFC 8878, section 3.1.1): the size and a SHA-256
are kept beside it. A text that stands alone has no base; it is then a frame too or, where that is no smaller, the
text itself, and its length tells which.
"""

import zstandard

# Both levels were measured on real histories: past 9 a delta gains 1 % and a text of 5 MB takes three times as long.
WRITING_LEVEL = 9
PACKING_LEVEL = 19
# Past this size the thorough level takes seconds.
MOST_BYTES_PACKED = 2_000_000
# zstd takes no notice of a shorter dictionary.
SHORTEST_BASE = 8
MOST_WINDOW_LOG = 27


class BrokenFrame(Exception):
    """These bytes are no encoding of a text of that size."""


def encode(data: bytes, *, base: bytes | None = None, level: int = WRITING_LEVEL) -> bytes:
    """The smallest that is at hand; `decode` with the same base gives `data` back."""
    frame = _compressor(data, base=base, level=level).compress(data)
    return data if base is None and len(frame) >= len(data) else frame


def decode(encoded: bytes, *, size: int, base: bytes | None = None) -> bytes:
    """The text of `size` bytes. Raises BrokenFrame; what it returns may still be wrong, which a hash tells."""
    if base is None and len(encoded) == size:
        return encoded
    decompressor = zstandard.ZstdDecompressor(dict_data=_dictionary(base), format=zstandard.FORMAT_ZSTD1_MAGICLESS)
    try:
        data = decompressor.decompress(encoded, max_output_size=max(size, 1))
    except (zstandard.ZstdError, MemoryError) as error:
        raise BrokenFrame(str(error)) from error
    if len(data) != size:
        raise BrokenFrame(f"{len(data)} bytes instead of {size}")
    return data


def _compressor(data: bytes, *, base: bytes | None, level: int) -> zstandard.ZstdCompressor:
    # The window must span the base and the text, or the end of a long text finds nothing to copy.
    total = len(data) + len(base or b"")
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level if len(data) <= MOST_BYTES_PACKED else min(level, WRITING_LEVEL),
        window_log=min(max(zstandard.WINDOWLOG_MIN, total.bit_length()), MOST_WINDOW_LOG),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=0,
        write_checksum=0,
        write_dict_id=0,
    )
    return zstandard.ZstdCompressor(dict_data=_dictionary(base), compression_params=parameters)


def _dictionary(base: bytes | None) -> zstandard.ZstdCompressionDict | None:
    if base is None or len(base) < SHORTEST_BASE:
        return None
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
