"""Project files that somebody changed, cut off or made by hand."""

import gzip
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, make_cast
from tests.services.transfer.project_files import Members, export, forge, members, read_in, seal
from versioning.exceptions import InvalidValue
from versioning.models import Draft, Event, Project, Verb, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.former_texts import list_former_texts
from versioning.services.transfer._project import proving
from versioning.services.transfer.export_git import export_git


def _damages() -> Iterator[Any]:
    def line(kind: str, **changes: Any) -> Any:
        def change(found: Members) -> None:
            name = next(name for name in found if name.startswith(f"{kind}/"))
            listed = [json.loads(row) for row in found[name].splitlines()]
            listed[0] |= changes
            found[name] = b"".join(json.dumps(row).encode() + b"\n" for row in listed)

        return pytest.param(change, id=f"{kind}-{'-'.join(changes)}")

    other = "00000000-0000-7000-8000-000000000000"
    yield line("documents", workspace=other)
    yield line("documents", slug="")
    yield line("documents", language="xx-xx-xx")
    yield line("documents", order=2**40)
    yield line("documents", title="a" * 300)
    yield line("documents", identifier="../../etc")
    yield line("documents", unheard_of=1)
    yield line("documents", created_at="yesterday")
    yield line("versions", number=0)
    yield line("versions", status="secret")
    yield line("versions", status="draft")
    yield line("versions", body="0" * 64)
    yield line("versions", fields={"a": "\0"})
    yield line("versions", source=other)
    yield line("versions", created_by=other)
    yield line("drafts", revision=-1)
    yield line("drafts", base=other)
    yield line("files", name="../a.png")
    yield line("files", sha256="00")
    yield line("events", verb="project.destroyed")
    yield line("events", data=[])
    yield line("events", verb="draft.saved", data={"revision": 2, "fields": [], "former": {"title": 1}})
    yield line("texts", created_at=None)
    yield line("imported_commits", position="1")
    yield line("imported_commits", versions={"../a.md": other})
    yield line("imported_commits", versions={"a.md": None})
    yield line("imported_commits", deleted_paths=[1])
    yield line("imported_commits", encoding=b"utf-8\nfrom :1".hex())
    yield line("presentations", related=[other])
    yield line("presentations", tags=[{}])
    yield line("workspaces", slug="a b")
    yield line("languages", code="x")
    yield line("workflow_statuses", colour="red")
    yield line("schedules", timezone="Nowhere")
    yield line("history_files", path="../a.png", folded="../a.png")
    yield line("history_files", path="a" * 3000, folded="a" * 3000)
    yield line("project", language="english")
    yield line("project", markdown_extensions=[{}])
    yield line("attachments", file=None, address="javascript:alert(1)")


@pytest.mark.parametrize("damage", list(_damages()))
def test_a_forged_row_is_refused_and_nothing_is_written(rich: Cast, tmp_path: Path, damage: Any) -> None:
    found = members(export(rich.project, tmp_path / "a.tar.gz"))
    damage(found)
    seal(found)
    before = Project.objects.count(), Version.objects.count(), Event.objects.count()

    with pytest.raises(InvalidValue):
        read_in(forge(tmp_path / "a.tar.gz", found), slug="copy")

    assert (Project.objects.count(), Version.objects.count(), Event.objects.count()) == before


def test_a_save_that_names_a_text_by_its_key_names_none(rich: Cast, tmp_path: Path) -> None:
    """The keys are those of this server, and other projects have texts under them."""
    found = members(export(rich.project, tmp_path / "a.tar.gz"))
    texts = [list_former_texts(draft=draft, before=None, most=9).texts for draft in Draft.objects.all()]
    key = next(text.blob_id for listed in texts for text in listed)
    for name in found:
        if name.startswith("events/"):
            listed = [json.loads(line) for line in found[name].splitlines()]
            for row in listed:
                row["data"] |= {"former_body": key} if row["verb"] == Verb.DRAFT_SAVED else {"former_body": "no hash"}
            found[name] = b"".join(json.dumps(row).encode() + b"\n" for row in listed)
    seal(found)

    copy = read_in(forge(tmp_path / "a.tar.gz", found), slug="copy").project

    events = Event.objects.filter(project=copy).exclude(verb=Verb.PROJECT_IMPORTED)
    assert {event.data["former_body"] for event in events} == {0}


def test_commits_name_no_versions_of_other_projects(rich: Cast, tmp_path: Path) -> None:
    """An export of git would write the text of such a version, whoever reads the other project."""
    secret = make_cast("other").document("Secret", "Nobody else reads this.").current_id
    found = members(export(rich.project, tmp_path / "a.tar.gz"))
    name = next(name for name in found if name.startswith("imported_commits/"))
    row, *others = (json.loads(line) for line in found[name].splitlines())
    row["versions"]["stolen.md"] = str(secret)
    found[name] = b"".join(json.dumps(each).encode() + b"\n" for each in (row, *others))
    seal(found)

    copy = read_in(forge(tmp_path / "a.tar.gz", found), slug="copy").project

    commits = copy.imported_commits.values_list("versions", flat=True)
    assert str(secret) not in {pk for versions in commits for pk in versions.values()}


def test_an_export_of_git_has_no_texts_of_other_projects(rich: Cast, tmp_path: Path) -> None:
    secret = make_cast("other").document("Secret", "Nobody else reads this.").current_id
    commit = rich.project.imported_commits.latest("position")
    commit.versions["stolen.md"] = str(secret)
    commit.save()

    export_git(actor=system_actor(), project=rich.project, directory=tmp_path / "out", report=lambda *_: None)

    assert not (tmp_path / "out/stolen.md").exists()


@pytest.mark.parametrize(
    ("limit", "kind"), [("MOST_FOLDERS", "folders"), ("MOST_ATTACHMENTS", "attachments"), ("MOST_TAGS", "tags")]
)
def test_more_than_lists_can_show_is_refused(
    rich: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, kind: str
) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    monkeypatch.setattr(proving, limit, 0)

    with pytest.raises(InvalidValue, match=f"0 {kind} at most"):
        read_in(file, slug="copy")


def test_hashes_count(rich: Cast, tmp_path: Path) -> None:
    found = members(export(rich.project, tmp_path / "a.tar.gz"))
    body = next(name for name in found if name.startswith("bodies/"))

    with pytest.raises(InvalidValue, match="hash"):
        read_in(forge(tmp_path / "a.tar.gz", {**found, body: found[body] + b"!"}), slug="copy")

    picture = next(name for name in found if name.startswith("bytes/"))
    with pytest.raises(InvalidValue, match="hash"):
        read_in(forge(tmp_path / "a.tar.gz", {**found, picture: b"GIF89a"}), slug="copy")

    part = next(name for name in found if name.startswith("events/"))
    with pytest.raises(InvalidValue, match="hash"):
        read_in(forge(tmp_path / "a.tar.gz", {**found, part: found[part].replace(b"saved", b"paved")}), slug="copy")


def test_what_is_missing_or_cut_off_is_noticed(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    found, data = members(file), file.read_bytes()

    for beginning in ("manifest.json", "bodies/", "bytes/", "texts/"):
        name = next(each for each in found if each.startswith(beginning))
        with pytest.raises(InvalidValue):
            read_in(forge(file, {each: data for each, data in found.items() if each != name}), slug="copy")
    for length in (0, 10, len(data) // 2, len(data) - 20):
        (tmp_path / "cut").write_bytes(data[:length])
        with pytest.raises(InvalidValue):
            read_in(tmp_path / "cut", slug="copy")


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "documents/1.jsonl", "secrets/000001.jsonl", "bodies/x"])
def test_unknown_members_are_refused(cast: Cast, tmp_path: Path, name: str) -> None:
    found = members(export(cast.project, tmp_path / "a.tar.gz"))

    with pytest.raises(InvalidValue, match="does not know"):
        read_in(forge(tmp_path / "a.tar.gz", {**found, name: b""}), slug="copy")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_LONGNAME])
def test_nothing_but_plain_files_is_read(cast: Cast, tmp_path: Path, kind: bytes) -> None:
    found = members(export(cast.project, tmp_path / "a.tar.gz"))
    info = tarfile.TarInfo("documents/000002.jsonl")
    info.type, info.linkname, info.size = kind, "x", 2**33 if kind == tarfile.GNUTYPE_LONGNAME else 0
    data = gzip.decompress(forge(tmp_path / "a.tar.gz", {"format.json": found["format.json"]}).read_bytes())
    hostile = tmp_path / "hostile"
    hostile.write_bytes(gzip.compress(data[:1024] + info.tobuf(tarfile.GNU_FORMAT)))

    with pytest.raises(InvalidValue, match="no plain file"):
        read_in(hostile, slug="copy")


def test_a_bomb_is_refused(cast: Cast, tmp_path: Path, settings: Any) -> None:
    found = members(export(cast.project, tmp_path / "a.tar.gz"))
    settings.MAX_IMPORT_BYTES = 100_000
    bomb = forge(tmp_path / "a.tar.gz", {**found, f"bytes/{'0' * 64}": bytes(3_000_000)})

    with pytest.raises(InvalidValue, match="too large"):
        read_in(bomb, slug="copy")


def test_a_newer_format_is_refused_with_a_sentence(cast: Cast, tmp_path: Path) -> None:
    found = members(export(cast.project, tmp_path / "a.tar.gz"))
    newer = json.dumps({"format": "stemma-project", "version": 2}).encode()

    with pytest.raises(InvalidValue, match=r"has format 2. This server reads format 1. Upgrade this server."):
        read_in(forge(tmp_path / "a.tar.gz", {**found, "format.json": newer}), slug="copy")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", gzip.compress(b"", mtime=0), gzip.compress(bytes(1024), mtime=0), b"\x1f\x8b"]
)
def test_other_files_are_no_project_files(cast: Cast, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)

    with pytest.raises(InvalidValue, match="not a project file"):
        read_in(tmp_path / "x", slug="copy")
