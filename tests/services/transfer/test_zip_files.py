"""Pictures and attachments in zip files: what the texts refer to, byte for byte both ways."""

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_cast
from tests.pictures import picture, stored
from tests.reading import current_of
from tests.services.transfer.test_import_zip import counts, run
from tests.zips import make_zip
from versioning.exceptions import FileInUse
from versioning.models import Document, File, HistoryFile, Version
from versioning.models.files.file import texts_of_zips
from versioning.ops.files.store import file_store
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.files._steps.resolve_references import MOST_REFERENCES
from versioning.services.files.list_uses import list_uses
from versioning.services.files.trash_file import trash_file
from versioning.services.kernel.file_bytes import key_of
from versioning.services.transfer._import.reading import LFS_POINTER
from versioning.services.transfer.export_zip import export_zip
from versioning.services.versions.render_version import render_version

TEXT = "![Plan](../img/a%20b.png) and [words](words.txt)\n"


def files_of(red: bytes) -> dict[str, str | bytes]:
    return {"guides/a.md": TEXT, "img/a b.png": red, "guides/words.txt": b"words\r\n", "unused.png": b"x"}


def shown(version: Version) -> list[bytes]:
    """Return the bytes of the files that the rendered text shows and links to."""
    keys = re.findall(r'(?:src|href)="/files/([0-9a-f-]{36})/', render_version(version))
    return [b"".join(file_store().read(key_of(File.objects.get(pk=key)))) for key in keys]


def unpacked(cast: Cast) -> dict[str, bytes]:
    data = b"".join(export_zip(actor=cast.viewer, project=cast.project))
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def document() -> Document:
    return Document.objects.get(kind=Document.Kind.DOCUMENT)


def test_texts_show_what_lay_beside_them_and_stay_as_they_are(cast: Cast, tmp_path: Path) -> None:
    red = picture("red")

    summary = run(cast, make_zip(tmp_path, files_of(red)))

    assert (summary.files, summary.passed_over, summary.refusals) == (2, 1, [])
    version = current_of(document())
    assert version.text == TEXT
    assert shown(version) == [red, b"words\r\n"]


def test_the_same_zip_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, files_of(picture("red")))
    run(cast, source)
    before = Version.objects.count(), HistoryFile.objects.count(), File.objects.count()

    summary = run(cast, source)

    assert counts(summary) == {"unchanged": 1}
    assert (Version.objects.count(), HistoryFile.objects.count(), File.objects.count()) == before


def test_another_picture_is_another_version_and_the_old_one_keeps_its_own(cast: Cast, tmp_path: Path) -> None:
    red, blue = picture("red"), picture("blue")
    run(cast, make_zip(tmp_path, files_of(red)))

    summary = run(cast, make_zip(tmp_path, files_of(blue)))

    assert counts(summary) == {"changed": 1}
    old, new = Version.objects.filter(document=document()).order_by("number")
    assert (old.text, new.text) == (TEXT, TEXT)
    assert [shown(old)[0], shown(new)[0]] == [red, blue]


def test_a_draft_that_continues_the_text_shows_its_pictures(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, files_of(red := picture("red"))))

    draft = fork_document(actor=cast.editor, document=document(), mode=ForkMode.FREE).draft

    assert shown(draft.version)[0] == red


def test_what_cannot_be_taken_is_named_and_the_text_is_imported(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.MAX_PICTURE_PIXELS = 99
    files: dict[str, str | bytes] = {
        "a.md": "![](bomb.png) ![](lfs.png) ![](gone.png)\n",
        "bomb.png": picture(size=(10, 10)),
        "lfs.png": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
    }

    summary = run(cast, make_zip(tmp_path, files))

    reasons = {refusal.path: refusal.reason for refusal in summary.refusals}
    assert "10 × 10 pixels" in reasons["bomb.png"]
    assert "Git LFS" in reasons["lfs.png"]
    assert counts(summary) == {"created": 1}
    assert not File.objects.exists()


def test_a_file_that_is_too_large_is_named(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.MAX_FILE_BYTES = 100

    summary = run(cast, make_zip(tmp_path, {"a.md": "[a](a.bin)\n", "a.bin": bytes(101)}))

    assert [(refusal.path, refusal.reason) for refusal in summary.refusals] == [
        ("a.bin", "The file has more than 100 bytes.")
    ]


def test_a_damaged_picture_is_named(cast: Cast, tmp_path: Path) -> None:
    data = picture("plum", size=(60, 60))
    source = make_zip(tmp_path, {"a.md": "![](a.png)\n", "a.png": data})
    packed = bytearray(source.read_bytes())
    with ZipFile(source) as archive:
        offset = archive.getinfo("a.png").header_offset
    packed[offset + 50] ^= 0xFF
    source.write_bytes(packed)

    summary = run(cast, source)

    assert [refusal.path for refusal in summary.refusals] == ["a.png"]
    assert not File.objects.exists()


def test_an_export_has_the_files_where_the_texts_look_for_them(cast: Cast, tmp_path: Path) -> None:
    red = picture("red")
    run(cast, make_zip(tmp_path, files_of(red)))

    files = unpacked(cast)

    assert files["img/a b.png"] == red
    assert files["guides/words.txt"] == b"words\r\n"
    assert files["guides/a.md"].endswith(TEXT.encode())
    assert "unused.png" not in files


def test_an_export_comes_back_without_a_change(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, {"My Guides/a.md": TEXT, "img/a b.png": picture(), "My Guides/words.txt": b"w"}))
    own = stored(cast, picture("navy"), name="own.png")
    cast.document("Own", f"![]({own.url})\n")
    before = Version.objects.count(), File.objects.count(), HistoryFile.objects.count()

    summary = run(cast, make_zip(tmp_path, unpacked(cast)))

    assert set(counts(summary)) == {"unchanged"}
    assert (Version.objects.count(), File.objects.count(), HistoryFile.objects.count()) == before


def test_an_export_shows_the_same_in_another_project(cast: Cast, tmp_path: Path) -> None:
    red, navy = picture("red"), picture("navy")
    run(cast, make_zip(tmp_path, files_of(red)))
    own = stored(cast, navy, name="own (1).png")
    cast.document("Own", f"![]({own.url})\n")
    first = unpacked(cast)
    other = make_cast("elsewhere")

    summary = run(other, make_zip(tmp_path, first))

    assert summary.refusals == []
    a, b = (current_of(each) for each in other.project.documents.filter(kind="document").order_by("title"))
    assert {tuple(shown(a)), tuple(shown(b))} == {(red, b"words\r\n"), (navy,)}
    assert not File.objects.filter(project=other.project, pk=own.pk).exists()
    again = unpacked(other)
    assert {name: data for name, data in again.items() if not name.endswith(".md")} == {
        name: data for name, data in first.items() if not name.endswith(".md")
    }


def test_a_text_does_not_export_the_files_of_another_project(cast: Cast) -> None:
    foreign = stored(make_cast("foreign"), picture("teal"))
    cast.document("Thief", f"![]({foreign.url})\n")

    assert [name for name in unpacked(cast) if not name.endswith(".md")] == []


def test_metadata_that_somebody_wrote_harms_nothing(cast: Cast) -> None:
    for number, value in enumerate(
        [1, {"path": 1}, {"path": "a.md", "position": 2**40}, {"path": "a", "position": True}]
    ):
        cast.document(f"Odd {number}", "![](a.png)\n", fields={"zip": value})

    assert len(unpacked(cast)) == 4


def test_a_file_of_a_zip_cannot_go_to_the_trash(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, files_of(picture("red"))))

    with pytest.raises(FileInUse):
        trash_file(actor=cast.editor, file=File.objects.get(name="words.txt"))


def test_the_uses_of_a_file_are_the_versions_that_came_with_it(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, files_of(picture("red"))))
    run(cast, make_zip(tmp_path, files_of(picture("blue"))))

    uses = {file.name: [each.number for each in list_uses(file)] for file in File.objects.order_by("-pk")}

    assert uses == {"a b.png": [1], "words.txt": [1]}


def test_a_pattern_takes_along_what_no_text_refers_to(cast: Cast, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.md": "a\n",
        "img/a.png": picture(),
        "img/lfs.png": LFS_POINTER,
        "other.png": picture("blue"),
    }

    summary = run(cast, make_zip(tmp_path, files), patterns=["img/**"])

    assert list(File.objects.values_list("name", flat=True)) == ["a.png"]
    assert (summary.files, summary.passed_over) == (1, 1)
    assert [(each.path, each.reason) for each in summary.refusals] == [("img/lfs.png", "the file is in Git LFS.")]


def test_the_uses_of_a_file_of_a_zip_are_found_by_an_index(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, files_of(picture("red"))))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = texts_of_zips(cast.project.pk, positions=[1]).explain()

    assert "versioning_version_of_zip" in plan


@pytest.mark.parametrize("position", ["x" * 5_000, ["a"], {"b": None}, 1.5, True])
def test_any_metadata_can_be_written(cast: Cast, position: object) -> None:
    fields = {"zip": {"position": position, "path": "a.md"}}

    assert current_of(cast.document(fields=fields)).fields == fields


def test_the_first_files_of_a_text_are_shown_however_many_it_names(cast: Cast, tmp_path: Path) -> None:
    text = "".join(f"![]({number}.png)\n" for number in range(MOST_REFERENCES + 1))
    last = MOST_REFERENCES - 1
    run(cast, make_zip(tmp_path, {"a.md": text, f"{last}.png": picture("red"), f"{last + 1}.png": picture("blue")}))

    html = render_version(current_of(document()))

    assert re.findall(r'src="/files/[^"]*/([0-9]+)\.png"', html) == [str(last)]
    assert html.count("missing-file") == last
    assert f'src="{last + 1}.png"' in html
