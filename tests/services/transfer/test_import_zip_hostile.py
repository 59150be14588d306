import io
import stat
import struct
from pathlib import Path
from zipfile import ZIP_LZMA, ZipFile, ZipInfo

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.services.transfer.test_import_zip import run
from tests.zips import make_zip, zip_bytes
from versioning.exceptions import InvalidValue
from versioning.models import Document
from versioning.services.transfer._zip import archives

OUTSIDE = "the path is not allowed."


def reasons(cast: Cast, source: Path) -> dict[str, str]:
    return {refusal.path: refusal.reason for refusal in run(cast, source).refusals}


@pytest.mark.parametrize(
    "path",
    [
        "../a.md",
        "b/../../a.md",
        "/etc/a.md",
        "C:/a.md",
        "b//a.md",
        "b/./a.md",
        "..\\a.md",
        "a\n.md",
        "a\x7f.md",
    ],
)
def test_refuses_paths_that_lead_elsewhere(cast: Cast, tmp_path: Path, path: str) -> None:
    source = make_zip(tmp_path, {path: "One.\n", "good.md": "Two.\n"})

    refused = reasons(cast, source)

    assert list(refused.values()) == [OUTSIDE]
    assert [document.title for document in Document.objects.all()] == ["good"]


@pytest.mark.parametrize("path", ["a" * 500 + ".md", "b/" * 25 + "a.md"])
def test_refuses_paths_that_are_too_long(cast: Cast, tmp_path: Path, path: str) -> None:
    refused = reasons(cast, make_zip(tmp_path, {path: "One.\n"}))

    assert list(refused.values()) == ["the path is too long."]


def test_refuses_links(cast: Cast, tmp_path: Path) -> None:
    link = ZipInfo("link.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")

    assert reasons(cast, tmp_path / "a.zip") == {"link.md": "the file is a link."}


def test_refuses_the_second_file_of_a_path(cast: Cast, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.md", "One.\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.md", "Two.\n")

    assert reasons(cast, tmp_path / "a.zip") == {"a.md": "the zip contains this path twice."}


def test_refuses_texts_that_unpack_to_too_much_whatever_they_claim(
    cast: Cast, tmp_path: Path, settings: Settings
) -> None:
    settings.MAX_REQUEST_BYTES = 10_000
    honest = zip_bytes({"bomb.md": "a" * 1_000_000})
    claimed = honest.replace(struct.pack("<L", 1_000_000), struct.pack("<L", 500))
    (tmp_path / "a.zip").write_bytes(honest)
    (tmp_path / "b.zip").write_bytes(claimed)

    refused = [reasons(cast, tmp_path / name) for name in ("a.zip", "b.zip")]

    assert refused == [{"bomb.md": "the file is too large."}, {"bomb.md": "the zip is damaged here."}]


def test_refuses_a_zip_whose_texts_are_too_much_together(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.MAX_IMPORT_BYTES = 1024
    source = make_zip(tmp_path, {f"{number}.md": "a" * 10_000 for number in range(3)})

    with pytest.raises(InvalidValue, match="30,000 bytes in all"):
        run(cast, source)


def test_refuses_a_zip_of_too_many_files(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 2)
    source = make_zip(tmp_path, {f"{number}.md": "" for number in range(3)})

    with pytest.raises(InvalidValue, match="has 3 files. The limit is 2"):
        run(cast, source)


def test_never_reads_a_list_of_files_that_is_too_long(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_LIST", 66_000)
    source = make_zip(tmp_path, {f"{number}{'x' * 400}.md": "" for number in range(200)})

    with pytest.raises(InvalidValue, match="list of files is too long"):
        run(cast, source)


NESTED = "Export-1-Part-1.zip"


def test_refuses_zips_in_a_zip_that_are_too_large_together(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.MAX_IMPORT_BYTES = 1024
    bomb = zip_bytes({"a.md": "One.\n"}) + b"\0" * 1_000_000

    with pytest.raises(InvalidValue, match="The zips inside this zip are too large."):
        run(cast, make_zip(tmp_path, {NESTED: bomb}))


def test_refuses_texts_of_a_zip_in_a_zip_that_are_too_much(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.MAX_IMPORT_BYTES = 1024
    inner = zip_bytes({f"{number}.md": "a" * 10_000 for number in range(3)})

    with pytest.raises(InvalidValue, match="30,000 bytes in all"):
        run(cast, make_zip(tmp_path, {NESTED: inner}))


def test_refuses_zips_in_a_zip_with_too_many_files_together(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    parts = {f"{part}.zip": zip_bytes({f"{part}-1.md": "", f"{part}-2.md": ""}) for part in "ab"}

    with pytest.raises(InvalidValue, match="has 4 files. The limit is 3"):
        run(cast, make_zip(tmp_path, parts))


def test_opens_no_zip_in_a_zip_in_a_zip(cast: Cast, tmp_path: Path) -> None:
    innermost = zip_bytes({"a.md": "One.\n"})

    run(cast, make_zip(tmp_path, {NESTED: zip_bytes({"deep.zip": innermost})}))

    assert not Document.objects.exists()


@pytest.mark.parametrize("data", [b"no zip", b"PK\x03\x04"])
def test_names_a_zip_in_a_zip_that_is_none(cast: Cast, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InvalidValue, match="This zip cannot be read"):
        run(cast, make_zip(tmp_path, {NESTED: data}))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18, b"no zip" * 100])
def test_refuses_what_is_no_zip(cast: Cast, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)

    with pytest.raises(InvalidValue, match="This zip cannot be read"):
        run(cast, tmp_path / "a.zip")


def test_refuses_damaged_encrypted_and_unusual_files(cast: Cast, tmp_path: Path) -> None:
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("damaged.md", "Damage me.\n")
        archive.writestr("unusual.md", "One.\n", compress_type=ZIP_LZMA)
        archive.writestr("utf16.md", "One.\n".encode("utf-16"))
    (tmp_path / "a.zip").write_bytes(target.getvalue().replace(b"Damage me", b"Damaged !"))

    assert reasons(cast, tmp_path / "a.zip") == {
        "damaged.md": "the zip is damaged here.",
        "unusual.md": "the compression method is not supported.",
        "utf16.md": "the text is not UTF-8.",
    }


def test_passes_over_what_is_no_markdown(cast: Cast, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"image.png": b"", "__MACOSX/._a.md": b"", ".hidden/a.md": b"", "a.md": "One.\n"}

    summary = run(cast, make_zip(tmp_path, files))

    assert (summary.passed_over, summary.refusals) == (3, [])
    assert Document.objects.count() == 1


def test_reads_names_in_utf8_that_do_not_say_so(cast: Cast, tmp_path: Path) -> None:
    data = zip_bytes({"gr__e.md": "One.\n"}).replace(b"gr__e", "grüe".encode()[:5])
    (tmp_path / "a.zip").write_bytes(data)

    run(cast, tmp_path / "a.zip")

    assert Document.objects.get().title == "grüe"
