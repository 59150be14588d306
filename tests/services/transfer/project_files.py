"""What tests of project files need: exports, imports, and files that somebody changed."""

import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from versioning.models import Actor, Project, User, Verb
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer._project.kinds import KINDS
from versioning.services.transfer.export_project import export_project
from versioning.services.transfer.import_project import ProjectOptions, ProjectSummary, import_project

Members = dict[str, bytes]


def export(project: Project, target: Path) -> Path:
    export_project(actor=system_actor(), project=project, target=target, report=lambda *_: None)
    return target


def read_in(source: Path, *, actor: Actor | None = None, **options: Any) -> ProjectSummary:
    chosen = ProjectOptions(**options)
    return import_project(actor=actor or system_actor(), source=source, report=lambda *_: None, options=chosen)


def members(file: Path) -> Members:
    """Return the members of a project file, as any tar reads them."""
    with tarfile.open(file, "r:gz") as archive:
        return {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]


def rows(file: Path, kind: str) -> list[dict[str, Any]]:
    listed = (data for name, data in members(file).items() if name.startswith(f"{kind}/"))
    return [json.loads(line) for data in listed for line in data.splitlines()]


def forge(file: Path, changed: Members) -> Path:
    """Return a project file with these members, whose manifest has the right hashes."""
    target = file.with_name("forged.tar.gz")
    with tarfile.open(target, "w:gz", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in changed.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target


def everybody(file: Path) -> dict[str, str]:
    """Return the people of the file who have an account of the same name."""
    names = {row["username"] for row in rows(file, "people")}
    return {name: name for name in User.objects.filter(username__in=names).values_list("username", flat=True)}


def breaches() -> list[str]:
    return [str(breach) for breach in verify_database(actor=system_actor(), tell=lambda _: None)]


def seal(found: Members) -> None:
    """Give the manifest the hashes of the changed lists."""
    manifest = json.loads(found["manifest.json"])
    manifest["parts"] = {name: sha256(found[name]).hexdigest() for name in manifest["parts"]}
    found["manifest.json"] = json.dumps(manifest).encode()


def comparable(file: Path) -> dict[str, Any]:
    """Return the rows of a file with ids by the order in which they first come, without the import's own event."""
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
