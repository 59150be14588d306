"""Delta codec: zstd with the base text as a raw-content dictionary (`zstd --patch-from`).

The frame has no magic number, size, checksum or dictionary id (RFC 8878, section 3.1.1), because the size and a SHA-256
are stored beside it. A text without a base is a frame as well, or the text itself if the frame is not smaller. Then the
length of the encoding equals the size of the text.
"""

import zstandard

# Both levels were measured on real histories. Above 9, a delta gains 1 % and a text of 5 MB takes three times as long.
WRITING_LEVEL = 9
PACKING_LEVEL = 19
# Deltas that are only compared with each other: in the same order as at WRITING_LEVEL, in a third of the time.
TRYING_LEVEL = 2
# Above this size, PACKING_LEVEL takes seconds.
MAX_BYTES_PACKED = 2_000_000
# Zstd ignores a shorter dictionary.
MIN_BASE_BYTES = 8
# 128 MB: by default, decoders refuse a larger window.
MAX_WINDOW_LOG = 27


class BrokenFrame(Exception):
    """The bytes do not decode to a text of the expected size."""


def encode(data: bytes, *, base: bytes | None = None, level: int = WRITING_LEVEL) -> bytes:
    """Return the delta against the base, or the shorter of frame and text if there is no base.

    `decode` with the same base returns `data`.
    """
    frame = _compressor(data, base=base, level=level).compress(data)
    return data if base is None and len(frame) >= len(data) else frame


def decode(encoded: bytes, *, size: int, base: bytes | None = None) -> bytes:
    """Return the text of `size` bytes. Raise BrokenFrame if there is none.

    There is no checksum in the frame, so the caller has to verify the text by its hash.
    """
    if base is None and len(encoded) == size:
        return encoded
    decompressor = zstandard.ZstdDecompressor(dict_data=_dictionary(base), format=zstandard.FORMAT_ZSTD1_MAGICLESS)
    try:
        # The bound keeps a damaged frame from filling the memory. Zero would mean no bound.
        data = decompressor.decompress(encoded, max_output_size=max(size, 1))
    except (zstandard.ZstdError, MemoryError) as error:
        raise BrokenFrame(str(error)) from error
    if len(data) != size:
        raise BrokenFrame(f"{len(data)} bytes instead of {size}")
    return data


def _compressor(data: bytes, *, base: bytes | None, level: int) -> zstandard.ZstdCompressor:
    # The window must cover the base and the text, or the end of a long text finds no match in the base.
    total = len(data) + len(base or b"")
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level if len(data) <= MAX_BYTES_PACKED else min(level, WRITING_LEVEL),
        window_log=min(max(zstandard.WINDOWLOG_MIN, total.bit_length()), MAX_WINDOW_LOG),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=0,
        write_checksum=0,
        write_dict_id=0,
    )
    return zstandard.ZstdCompressor(dict_data=_dictionary(base), compression_params=parameters)


def _dictionary(base: bytes | None) -> zstandard.ZstdCompressionDict | None:
    if base is None or len(base) < MIN_BASE_BYTES:
        return None
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
