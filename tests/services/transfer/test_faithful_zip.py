"""An import takes over what a file says, and loses nothing of it."""

import pytest

from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.texts import ZipText, read_text


def read(front_matter: str) -> ZipText:
    return read_text(path="returns.md", data=f"---\n{front_matter}\n---\n\nText.\n".encode())


@pytest.mark.parametrize(
    ("front_matter", "title", "description"),
    [
        ("title: Returns\ndescription: >\n  Back\n  again.", "Returns", "Back again."),
        ("title: Sending a\n  parcel back\nweight: 1", "Sending a parcel back", ""),
        ("title: Returns\n# A comment.\nweight: 1", "Returns", ""),
        ('title: "Returns \\x26 refunds"', "Returns & refunds", ""),
        ("title: Returns\ndescription: ~", "Returns", ""),
        ("title: Returns\nversion: 3.2.1\ndocument: INV-7\nlanguage: english", "Returns", ""),
        ("title: [a]\nweight: 1", "returns", ""),
        ("title: A: b", "A: b", ""),
    ],
)
def test_front_matter_is_read_and_stays_in_the_text(front_matter: str, title: str, description: str) -> None:
    text = read(front_matter)

    whole = f"---\n{front_matter}\n---\n\nText.\n"
    assert (text.title, text.description, text.front_matter, text.body) == (title, description, "", whole)


@pytest.mark.parametrize("head", ['+++\ntitle = "Returns"\n+++\n', '{\n"title": "Returns"\n}\n'])
def test_other_front_matter_is_read_and_stays_in_the_text(head: str) -> None:
    text = read_text(path="returns.md", data=f"{head}\nText.\n".encode())

    assert (text.title, text.body) == ("Returns", f"{head}\nText.\n")


def test_names_a_pointer_of_git_lfs() -> None:
    with pytest.raises(Refused, match="Git LFS"):
        read_text(path="a.md", data=b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n")


def test_a_name_in_another_script_keeps_its_letters() -> None:
    slugs = [read_text(path=path, data=b"Text.\n").slug for path in ("安装/说明.md", "Café.md")]

    assert slugs == ["说明", "cafe"]
