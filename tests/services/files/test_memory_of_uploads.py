"""What a large picture takes of the memory of a worker, and what it may not make Pillow decode."""

import multiprocessing
import zlib
from collections.abc import Callable
from io import BytesIO
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from tests.large_pictures import avif, chunk, png, webp
from tests.pictures import picture
from versioning.exceptions import InvalidValue
from versioning.services.files._steps.location import remove_location
from versioning.services.files._steps.media_type import FileFacts, facts_of
from versioning.services.files.receive_file import HEAD_BYTES, ReceivedFile

MB = 1 << 20
MOST = 32 * MB


def received(path: Path) -> ReceivedFile:
    with path.open("rb") as file:
        return ReceivedFile(path, b"", path.stat().st_size, file.read(HEAD_BYTES))


def memory_of(read: Callable[[], object]) -> int:
    """Return how many bytes of memory a process takes at most while it runs `read`, more than before."""
    processes = multiprocessing.get_context("fork")
    answer: SimpleQueue[int] = processes.SimpleQueue()

    def measure() -> None:
        # The kernel begins to measure anew (proc(5), /proc/pid/clear_refs).
        Path("/proc/self/clear_refs").write_text("5")
        before = _most()
        read()
        answer.put(_most() - before)

    child = processes.Process(target=measure)
    child.start()
    child.join()
    assert child.exitcode == 0
    return answer.get()


def _most() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def many_pixels() -> bytes:
    squeezed = zlib.compressobj(1)
    row = bytes(3 * 10_000 + 1)
    return b"".join([*(squeezed.compress(row) for _ in range(10_000)), squeezed.flush()])


LARGE: dict[str, tuple[Callable[[], bytes], FileFacts]] = {
    "a PNG of 100 million pixels": (
        lambda: png(width=10_000, height=10_000, pixels=many_pixels()),
        FileFacts("image/png", 10_000, 10_000),
    ),
    "a PNG of 100 MB": (
        lambda: png(width=8_000, height=8_000, pixels=bytes(100 * MB)),
        FileFacts("image/png", 8_000, 8_000),
    ),
    "a WebP of 100 MB": (
        lambda: webp(width=8_000, height=6_000, size=100 * MB),
        FileFacts("image/webp", 8_000, 6_000),
    ),
    "an AVIF of 100 MB": (
        lambda: avif(width=8_000, height=6_000, size=100 * MB),
        FileFacts("image/avif", 8_000, 6_000),
    ),
    "a PNG with 100 MB of metadata": (
        lambda: png(width=3, height=2, before=chunk(b"tEXt", b"Comment\0" + b"x" * 100 * MB)),
        FileFacts("application/octet-stream"),
    ),
    "a JPEG with 100 MB of metadata": (
        lambda: b"\xff\xd8" + 1700 * (b"\xff\xe5\xff\xff" + bytes(0xFFFD)) + picture(kind="JPEG")[2:],
        FileFacts("application/octet-stream"),
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_picture_takes_little_memory(tmp_path: Path, name: str) -> None:
    make, facts = LARGE[name]
    (tmp_path / "large").write_bytes(make())
    upload = received(tmp_path / "large")

    memory = memory_of(lambda: facts_of(upload, name="large"))

    assert memory <= MOST
    assert facts_of(upload, name="large") == facts


@pytest.mark.parametrize("name", ["a PNG of 100 MB", "a WebP of 100 MB"])
def test_the_search_for_a_location_takes_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "large"
    path.write_bytes(LARGE[name][0]())

    memory = memory_of(lambda: remove_location(path, name="large"))

    assert memory <= MOST


@pytest.mark.parametrize(
    "make",
    [
        lambda: png(width=30_000, height=30_000, pixels=b"damaged"),
        lambda: webp(width=16_000, height=16_000, size=10),
        lambda: avif(width=30_000, height=30_000, size=10),
    ],
)
def test_too_many_pixels_are_refused_before_any_is_decoded(
    tmp_path: Path, settings: Settings, make: Callable[[], bytes]
) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(make())

    with pytest.raises(InvalidValue, match="pixels at most") as refused:
        facts_of(received(path), name="bomb")

    assert refused.value.field == "file"


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}])
def test_the_sides_of_a_webp_are_those_that_pillow_reads(tmp_path: Path, options: dict[str, object]) -> None:
    data = picture("olive", kind="WEBP", size=(123, 45), **options)
    path = tmp_path / "a.webp"
    # So many bytes that only the head is read.
    path.write_bytes(data + bytes(20 * MB))

    facts = facts_of(received(path), name="a.webp")

    with Image.open(BytesIO(data)) as opened:
        assert (facts.width, facts.height) == opened.size == (123, 45)
