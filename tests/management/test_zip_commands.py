from pathlib import Path

import pytest
from django.core.management import CommandError

from tests.cast import Cast
from tests.management.running import run
from tests.zips import make_zip, texts_of


def test_a_zip_goes_in_and_comes_out(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"guides/a.md": "# A\n", "b.md": b"\xff", "c.png": b""})

    printed = run("import_zip", str(source), "--project=handbook").out
    run("export_zip", "handbook", str(tmp_path / "out.zip"))

    assert printed == (
        "Refused 'b.md': the text is not UTF-8.\n2 new documents, 0 pictures and attachments, 1 other files skipped.\n"
    )
    assert list(texts_of((tmp_path / "out.zip").read_bytes())) == ["guides/index.md", "guides/a.md"]


def test_says_why_it_is_no_zip(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"")

    with pytest.raises(CommandError, match="This zip cannot be read"):
        run("import_zip", str(tmp_path / "a.zip"), "--project=handbook")
