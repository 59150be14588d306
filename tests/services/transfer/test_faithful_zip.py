"""An import takes over what a file says, and loses nothing of it."""

import pytest

from versioning.services.transfer._zip.source import Refused
from versioning.services.transfer._zip.texts import ZipText, read_text


def read(front_matter: str) -> ZipText:
    return read_text(path="returns.md", data=f"---\n{front_matter}\n---\n\nText.\n".encode())


@pytest.mark.parametrize(
    ("front_matter", "title", "description", "kept"),
    [
        ("title: Returns\ndescription: >\n  Back\n  again.", "Returns", "Back again.", ""),
        ("title: Sending a\n  parcel back\nweight: 1", "Sending a parcel back", "", "weight: 1\n"),
        ("title: Returns\n# A comment.\nweight: 1", "Returns", "", "# A comment.\nweight: 1\n"),
        ('title: "Returns \\x26 refunds"', "Returns & refunds", "", ""),
        ("title: Returns\ndescription: ~", "Returns", "", ""),
        ("date created: x\ntitle: Returns", "Returns", "", "date created: x\n"),
        ("title: [a]\nweight: 1", "returns", "", "title: [a]\nweight: 1\n"),
    ],
)
def test_what_is_not_taken_over_is_kept(front_matter: str, title: str, description: str, kept: str) -> None:
    text = read(front_matter)

    assert (text.title, text.description, text.front_matter, text.body) == (title, description, kept, "Text.\n")


def test_the_authors_own_keys_stay() -> None:
    lines = "version: 3.2.1\ndocument: INV-7\nlanguage: english\n"

    assert read(f"title: Returns\n{lines.strip()}").front_matter == lines


@pytest.mark.parametrize(
    "head", ['+++\ntitle = "Returns"\n+++\n', '{\n"title": "Returns"\n}\n', "---\ntitle: A: b\n---\n"]
)
def test_other_front_matter_stays_in_the_text(head: str) -> None:
    text = read_text(path="returns.md", data=f"{head}\nText.\n".encode())

    assert (text.title, text.body) in {("Returns", f"{head}\nText.\n"), ("A: b", f"{head}\nText.\n")}


def test_names_a_pointer_of_git_lfs() -> None:
    with pytest.raises(Refused, match="Git LFS"):
        read_text(path="a.md", data=b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n")


def test_a_name_in_another_script_keeps_its_letters() -> None:
    slugs = [read_text(path=path, data=b"Text.\n").slug for path in ("安装/说明.md", "Café.md")]

    assert slugs == ["说明", "cafe"]
