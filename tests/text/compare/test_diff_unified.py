import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from versioning.text.compare.unified import unified_diff

GIT = shutil.which("git") or "git"
LINES = st.sampled_from(["", " ", "a", "b", "a b c", "a b d", "\r", "é", "\x0c", "-- x", "++ y", "@@", "\\ No"])
TEXTS = st.tuples(st.lists(LINES, max_size=25).map("\n".join), st.sampled_from(["", "\n"])).map("".join)


def git_apply(*, folder: Path, name: str, base: str, patch: str) -> str:
    """Apply a patch with git. A patch that leaves an empty file may remove it."""
    target = folder / name
    target.write_bytes(base.encode())
    command = [GIT, "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, input=patch.encode(), cwd=folder, check=True, capture_output=True)  # noqa: S603
    return target.read_bytes().decode() if target.exists() else ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subprocess.run([GIT, "init", "-q"], cwd=tmp_path, check=True)  # noqa: S603 - a fixed command
    return tmp_path


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=TEXTS, head=TEXTS)
def test_git_applies_a_patch_to_base_and_gets_head(folder: Path, base: str, head: str) -> None:
    patch = unified_diff(base=base, head=head, base_name="text", head_name="text")

    result = git_apply(folder=folder, name="text", base=base, patch=patch) if patch else base

    assert result == head


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "with spaces in it",
        "of two\nlines",
        'tab\tand "quotes" and \\',
        "Äpfel 日本 😀",
        "\r\x0b\x0c\x07\x08\x1b[31m",
        "/dev/null ",
        "two\n--- a/other\n+++ b/other",
    ],
)
def test_git_finds_the_file_by_any_name(folder: Path, name: str) -> None:
    on_disk = name.lstrip("/")
    (folder / on_disk).parent.mkdir(parents=True, exist_ok=True)

    patch = unified_diff(base="a\nb\n", head="a\nc\n", base_name=on_disk, head_name=on_disk)

    assert git_apply(folder=folder, name=on_disk, base="a\nb\n", patch=patch) == "a\nc\n"


def test_a_name_never_spans_lines() -> None:
    patch = unified_diff(base="a\n", head="b\n", base_name="x\ny\r\u2028z", head_name="\ud800")

    assert patch.split("\n")[:2] == [r'--- "a/x\ny\r\342\200\250z"', r'+++ "b/\355\240\200"']


def test_equal_texts_make_no_patch() -> None:
    assert unified_diff(base="a\n", head="a\n", base_name="x", head_name="x") == ""


def test_writes_headers_and_marks_as_diff_does() -> None:
    patch = unified_diff(base="a\nb\nc", head="a\nB\nc\n", base_name="x", head_name="x", context=1)

    assert patch == ("--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n-b\n-c\n\\ No newline at end of file\n+B\n+c\n")


def test_a_new_text_starts_from_line_zero() -> None:
    patch = unified_diff(base="", head="a\n", base_name="x", head_name="x")

    assert "@@ -0,0 +1,1 @@\n+a\n" in patch
