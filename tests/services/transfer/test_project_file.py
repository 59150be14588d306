"""Project files: everything of a project, out and in again."""

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from tests.cast import Cast, make_cast
from tests.services.transfer.rich_project import make_rich
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed
from versioning.models import (
    Actor,
    Document,
    Draft,
    Event,
    File,
    Membership,
    Project,
    Role,
    Transfer,
    User,
    Verb,
    Version,
)
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.former_texts import list_former_texts
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer._project import proving
from versioning.services.transfer._project.kinds import KINDS
from versioning.services.transfer.export_git import export_git
from versioning.services.transfer.export_project import export_project
from versioning.services.transfer.import_project import ProjectOptions, ProjectSummary, import_project
from versioning.services.transfer.read_transfer_file import read_transfer_file
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import

Members = dict[str, bytes]


def export(project: Project, target: Path) -> Path:
    export_project(actor=system_actor(), project=project, target=target, report=lambda *_: None)
    return target


def read_in(source: Path, *, actor: Actor | None = None, **options: Any) -> ProjectSummary:
    chosen = ProjectOptions(**options)
    return import_project(actor=actor or system_actor(), source=source, report=lambda *_: None, options=chosen)


def members(file: Path) -> Members:
    """The members of a project file, as any tar reads them."""
    with tarfile.open(file, "r:gz") as archive:
        return {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]


def rows(file: Path, kind: str) -> list[dict[str, Any]]:
    listed = (data for name, data in members(file).items() if name.startswith(f"{kind}/"))
    return [json.loads(line) for data in listed for line in data.splitlines()]


def forge(file: Path, changed: Members) -> Path:
    """A project file with these members, whose manifest has the right hashes."""
    target = file.with_name("forged.tar.gz")
    with tarfile.open(target, "w:gz", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in changed.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target


def everybody(file: Path) -> dict[str, str]:
    """The people of the file who have an account of the same name."""
    names = {row["username"] for row in rows(file, "people")}
    return {name: name for name in User.objects.filter(username__in=names).values_list("username", flat=True)}


def breaches() -> list[str]:
    return [str(breach) for breach in verify_database(actor=system_actor(), tell=lambda _: None)]


@pytest.fixture
def rich(cast: Cast, tmp_path: Path) -> Cast:
    make_rich(cast, tmp_path)
    return cast


def test_a_copy_beside_the_original_is_equal_except_for_ids(rich: Cast, tmp_path: Path) -> None:
    first = export(rich.project, tmp_path / "first.tar.gz")

    summary = read_in(first, slug="copy", accounts=everybody(first))

    second = export(summary.project, tmp_path / "second.tar.gz")
    assert breaches() == []
    before, after = comparable(first), comparable(second)
    assert after.keys() == before.keys()
    for kind in before:
        assert after[kind] == before[kind], kind
    assert len(before["versions"]) > 20
    assert all(before.values())


def comparable(file: Path) -> dict[str, Any]:
    """The rows of a file with ids by the order in which they first come, without the import's own event."""
    names: dict[str, int] = {}

    def renamed(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: renamed(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [renamed(part) for part in value]
        if isinstance(value, str) and (_is_id(value) or key == "identifier"):
            return names.setdefault(value, len(names))
        return value

    result = {}
    for kind in KINDS:
        listed = [row for row in rows(file, kind) if row.get("verb") != Verb.PROJECT_IMPORTED]
        for row in listed:
            if kind == "events":
                row["at"] = row.pop("claimed_at") or row["at"]
                row["data"].pop("by", None)
                # The hash of a text with such addresses.
                row["data"].pop("former_body", None)
                row.pop("actor"), row.pop("id", None)
            if kind == "project":
                row.pop("slug")
            if kind == "versions":
                # Addresses in it have other ids.
                row.pop("body")
        result[kind] = renamed(listed)
    return result


def _is_id(value: str) -> bool:
    return len(value) == 36 and value.count("-") == 4


def test_the_same_file_twice_writes_nothing(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    before = Version.objects.count(), Document.objects.count(), Event.objects.count()

    summary = read_in(file, into=rich.project)

    assert (summary.counts.total(), summary.unchanged) == (0, Document.objects.filter(project=rich.project).count())
    assert (Version.objects.count(), Document.objects.count(), Event.objects.count()) == before
    assert export(rich.project, tmp_path / "b.tar.gz").stat().st_size > 0


def test_a_copy_again_writes_nothing(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    copy = read_in(file, slug="copy").project

    again = read_in(file, into=copy)

    assert again.counts.total() == 0


def test_addresses_in_texts_lead_to_the_copies(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    copy = read_in(file, slug="copy").project

    document = Document.objects.get(project=copy, slug="refunds")
    picture = File.objects.get(project=copy, name="plan.png")
    text = Version.objects.with_text().get(document=document, number=6).text
    assert picture.url in text
    assert f"/d/{document.identifier}/" in text


def test_nobody_becomes_an_account_unless_somebody_says_so(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    summary = read_in(file, slug="copy", accounts={"paul.handbook": "paul.handbook"})

    version = Version.objects.filter(document__project=summary.project, document__slug="refunds", number=1).get()
    assert (version.author, version.is_imported, version.created_by) == ("Edda handbook", True, system_actor().user)
    assert version.published_by == rich.publisher.user
    roles = Membership.objects.filter(project=summary.project).values_list("user", "role")
    assert list(roles) == [(rich.publisher.user.pk, Role.PUBLISHER)]
    assert "Edda handbook" in summary.unknown
    assert "Paul handbook" not in summary.unknown


def test_events_are_recorded_by_the_importer_with_the_moments_of_the_file(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    copy = read_in(file, slug="copy", accounts=everybody(file)).project

    event = Event.objects.filter(project=copy, verb=Verb.VERSION_PUBLISHED).order_by("pk")[0]
    original = Event.objects.filter(project=rich.project, verb=Verb.VERSION_PUBLISHED).order_by("pk")[0]
    assert (event.actor, event.claimed_at, event.data["by"]) == (system_actor().user, original.at, "Paul handbook")
    assert event.at > original.at


def test_saved_revisions_come_along(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    copy = read_in(file, slug="copy", accounts=everybody(file)).project

    draft = Draft.objects.get(document__project=copy, version__title="Refunds, new")
    former = list_former_texts(draft=draft, before=None, most=10)
    assert len(former.texts) == 2


def test_documents_that_were_deleted_come_back(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    other = make_cast("other").project

    summary = read_in(file, into=other, actor=system_actor())

    assert summary.counts["documents"] == Document.objects.filter(project=rich.project).count()
    assert other.workspaces.count() == 2
    assert breaches() == []


def test_the_file_has_no_secrets(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    everything = gzip.decompress(file.read_bytes())

    assert b"edda@example.org" not in everything
    assert b"password" not in everything


# What a project file does not have, and why.
LEFT_OUT = {
    "User": "people come by name",
    **dict.fromkeys(
        ("Application", "Grant", "BrowserSession", "Invitation", "Token", "Webhook", "WebhookSecret", "IdempotencyKey"),
        "secrets",
    ),
    **dict.fromkeys(("Delivery", "DeliveryAttempt", "FeedCursor", "Job", "JobWorker", "Transfer"), "work of a server"),
    **dict.fromkeys(("Notice", "MailChoice", "Watch"), "wishes of accounts"),
    **dict.fromkeys(
        ("Usage", "SearchIndex", "SearchEntry", "FileSet", "FileUse", "FileWord", "Reencoding", "DocumentLink"),
        "made from the rest",
    ),
    "Blob": "texts",
}


def test_every_model_is_in_the_file_or_left_out_for_a_reason() -> None:
    models = {model.__name__ for model in apps.get_app_config("versioning").get_models()}

    assert models == LEFT_OUT.keys() | {kind.model.__name__ for kind in KINDS.values()}


def test_only_managers_export_and_only_administrators_create(rich: Cast, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        export_project(actor=rich.publisher, project=rich.project, target=tmp_path / "a", report=lambda *_: None)
    file = export(rich.project, tmp_path / "a.tar.gz")
    with pytest.raises(NotAllowed):
        read_in(file, actor=rich.manager, slug="copy")
    with pytest.raises(NotAllowed):
        read_in(file, actor=rich.publisher, into=rich.project)


def test_a_manager_gives_versions_to_members_only(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    with pytest.raises(InvalidValue, match="not a member"):
        read_in(file, actor=rich.manager, into=rich.project, accounts={"edda.handbook": "sven.handbook"})


def test_a_taken_slug_is_refused(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    with pytest.raises(AlreadyExists):
        read_in(file)


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
    yield line("project", language="english")
    yield line("project", markdown_extensions=[{}])
    yield line("attachments", file=None, address="javascript:alert(1)")


@pytest.mark.parametrize("damage", list(_damages()))
def test_a_forged_row_is_refused_and_nothing_is_written(rich: Cast, tmp_path: Path, damage: Any) -> None:
    found = members(export(rich.project, tmp_path / "a.tar.gz"))
    damage(found)
    _seal(found)
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
    _seal(found)

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
    _seal(found)

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


def _seal(found: Members) -> None:
    """Give the manifest the hashes of the changed lists."""
    manifest = json.loads(found["manifest.json"])
    manifest["parts"] = {name: sha256(found[name]).hexdigest() for name in manifest["parts"]}
    found["manifest.json"] = json.dumps(manifest).encode()


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


def test_a_failed_export_leaves_no_file(cast: Cast, tmp_path: Path) -> None:
    cast.document()
    target = tmp_path / "a.tar.gz"

    def stop(done: int, _total: int) -> None:
        if done:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        export_project(actor=system_actor(), project=cast.project, target=target, report=stop)

    assert not target.exists()


def test_a_file_that_exists_is_not_overwritten(cast: Cast, tmp_path: Path) -> None:
    target = tmp_path / "a.tar.gz"
    target.write_bytes(b"mine")

    with pytest.raises(InvalidValue, match="cannot be created"):
        export_project(actor=system_actor(), project=cast.project, target=target, report=lambda *_: None)

    assert target.read_bytes() == b"mine"


def test_the_same_project_gives_the_same_bytes(rich: Cast, tmp_path: Path) -> None:
    first = members(export(rich.project, tmp_path / "a.tar.gz"))

    second = members(export(rich.project, tmp_path / "b.tar.gz"))

    first.pop("manifest.json"), second.pop("manifest.json")
    assert first == second


@pytest.fixture
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.mark.usefixtures("_folder")
def test_jobs_export_and_import_a_project_file(rich: Cast) -> None:
    started = start_export(actor=rich.manager, project=rich.project, kind=Transfer.Kind.PROJECT_OUT)
    run_due_jobs()
    exported = Transfer.objects.get(pk=started.pk)
    file = read_transfer_file(exported)
    assert file is not None
    data = b"".join(file.pieces())
    other = make_cast("other")

    imported = start_import(actor=other.manager, project=other.project, file_name=exported.file_name, pieces=(data,))
    run_due_jobs()

    done = Transfer.objects.get(pk=imported.pk)
    assert (exported.status, done.status, done.fault) == ("done", "done", "")
    assert done.summary["documents"] == exported.summary["documents"] > 10
    assert ["Edda handbook", "Nobody was chosen for this author, whose name is shown instead."] in done.refusals
    assert breaches() == []
