"""File names of zips in the encodings of other systems: guessed, named, and chosen."""

import io
from collections.abc import Mapping
from pathlib import Path
from struct import pack
from zipfile import ZipFile, ZipInfo
from zlib import crc32

import pytest

from tests.cast import Cast
from tests.services.transfer.importing_sites import run_source
from versioning.exceptions import InvalidValue
from versioning.models import Document, ImportedFile
from versioning.services.transfer.import_zip import ZipOptions, ZipSummary

RUSSIAN = ("Документы/Введение.md", "Руководство/Установка.md")
CHINESE = ("使用手册/安装指南.md", "简介.md")
JAPANESE = ("マニュアル/はじめに.md", "概要.md")


def old_zip(folder: Path, names: Mapping[str, bytes], *, extra: Mapping[str, bytes] | None = None) -> Path:
    """Write a zip whose names do not say their encoding, as old programs do.

    `names` maps texts to the bytes of names.
    """
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for number, (text, raw) in enumerate(names.items()):
            info = ZipInfo(chr(97 + number) * len(raw))
            info.extra = (extra or {}).get(text, b"")
            archive.writestr(info, text)
    data = target.getvalue()
    for number, raw in enumerate(names.values()):
        data = data.replace((chr(97 + number) * len(raw)).encode(), raw)
    path = folder / "old.zip"
    path.write_bytes(data)
    return path


def run(cast: Cast, source: Path, *, names: str = "") -> ZipSummary:
    return run_source(cast, source, ZipOptions(names=names))


def paths() -> set[str]:
    return {row.path for row in ImportedFile.objects.all() if not row.path.endswith("/")}


@pytest.mark.parametrize(
    ("encoding", "shown", "names"),
    [
        ("cp866", "cp866", RUSSIAN),
        ("cp1251", "cp1251", RUSSIAN),
        ("gbk", "GBK", CHINESE),
        ("shift_jis", "Shift-JIS", JAPANESE),
        ("big5", "big5", ("使用手冊/安裝指南.md",)),
        ("euc_kr", "EUC-KR", ("설명서/설치 안내.md", "소개.md")),
        ("cp437", "cp437", ("Übersicht/Größe.md",)),
        ("cp866", "cp866", ("Отчёт.md",)),
        ("gbk", "GBK", ("简介.md",)),
        ("shift_jis", "Shift-JIS", ("概要.md",)),
    ],
)
def test_names_are_read_in_the_likeliest_encoding_which_is_named(
    cast: Cast, tmp_path: Path, encoding: str, shown: str, names: tuple[str, ...]
) -> None:
    source = old_zip(tmp_path, {f"{name}\n": name.encode(encoding) for name in names})

    summary = run(cast, source)

    assert paths() == set(names)
    assert summary.notes == [
        f"The zip doesn't say how its file names are encoded. They were read as {shown}: “{names[0]}”. "
        "If that is wrong, choose the encoding of the names."
    ]


def test_names_in_utf8_without_the_flag_need_no_guess(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, old_zip(tmp_path, {"A.\n": "Größe.md".encode(), "B.\n": b"b.md"}))

    assert paths() == {"Größe.md", "b.md"}
    assert summary.notes == []


def test_the_uploader_may_name_the_encoding(cast: Cast, tmp_path: Path) -> None:
    source = old_zip(tmp_path, {"A.\n": "Größe.md".encode("cp1252")})

    summary = run(cast, source, names="windows-1252")

    assert paths() == {"Größe.md"}
    assert summary.notes == ["File names were read as cp1252, as chosen: “Größe.md”."]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("martian", "'martian' is not a known encoding. Examples: cp866, gbk, shift_jis."),
        ("utf-16", "'utf-16' is not a known encoding"),
        ("base64", "'base64' is not a known encoding"),
        ("big5", r"The name \\x82l.md cannot be read as big5. Choose another encoding."),
    ],
)
def test_refuses_an_encoding_that_cannot_be(cast: Cast, tmp_path: Path, names: str, message: str) -> None:
    source = old_zip(tmp_path, {"A.\n": b"\x82l.md"})

    with pytest.raises(InvalidValue, match=message.replace("\\\\", r"\\")) as refused:
        run(cast, source, names=names)

    assert refused.value.field == "names"
    assert not Document.objects.exists()


def test_the_extra_field_with_the_unicode_name_counts(cast: Cast, tmp_path: Path) -> None:
    raw, name = b"Gr__e.md", "Größe.md".encode()
    value = b"\1" + crc32(raw).to_bytes(4, "little") + name

    run(cast, old_zip(tmp_path, {"A.\n": raw}, extra={"A.\n": pack("<HH", 0x7075, len(value)) + value}))

    assert paths() == {"Größe.md"}


def test_the_extra_field_of_another_name_does_not_count(cast: Cast, tmp_path: Path) -> None:
    value = b"\1" + crc32(b"before.md").to_bytes(4, "little") + "Größe.md".encode()

    run(cast, old_zip(tmp_path, {"A.\n": b"renamed.md"}, extra={"A.\n": pack("<HH", 0x7075, len(value)) + value}))

    assert paths() == {"renamed.md"}
