from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.histories import TEXTS, lines
from versioning.text.delta.delta import MAX_BYTES_PACKED, PACKING_LEVEL, WRITING_LEVEL, BrokenFrame, decode, encode


@given(data=TEXTS, base=st.none() | TEXTS, level=st.sampled_from([WRITING_LEVEL, PACKING_LEVEL]))
def test_gives_back_every_text(data: bytes, base: bytes | None, level: int) -> None:
    encoded = encode(data, base=base, level=level)

    assert decode(encoded, size=len(data), base=base) == data


@given(data=TEXTS)
def test_a_whole_text_never_takes_more_than_its_bytes(data: bytes) -> None:
    assert len(encode(data)) <= len(data)


def test_a_small_change_of_a_long_text_takes_a_few_bytes() -> None:
    base, data = (b"\n".join(lines(20_000, changed=number)) for number in (0, 19_999))

    encoded = encode(data, base=base)

    assert len(data) > 1_000_000
    assert len(encoded) < 200


def test_compresses_a_very_long_text_no_more_than_quickly() -> None:
    data = Random(1).randbytes(MAX_BYTES_PACKED // 2) * 3  # noqa: S311  no secret

    recompress, quick = (encode(data, level=level) for level in (PACKING_LEVEL, WRITING_LEVEL))

    assert recompress == quick


def test_a_text_that_does_not_compress_is_kept_as_it_is() -> None:
    assert encode(b"\x00\x01\x02") == b"\x00\x01\x02"


@pytest.mark.parametrize("size", [0, 5, 1001])
def test_refuses_what_is_not_of_its_size(size: int) -> None:
    encoded = encode(b"a" * 1000)

    with pytest.raises(BrokenFrame):
        decode(encoded, size=size)


@given(encoded=st.binary(max_size=60), size=st.integers(min_value=0, max_value=200), base=st.none() | TEXTS)
def test_no_bytes_whatever_do_worse_than_be_refused(encoded: bytes, size: int, base: bytes | None) -> None:
    try:
        text = decode(encoded, size=size, base=base)
    except BrokenFrame:
        return

    assert len(text) == size
