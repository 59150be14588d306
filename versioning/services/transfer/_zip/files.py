"""Take along what the texts of a zip refer to: pictures and attachments, byte for byte."""

import posixpath
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from versioning.exceptions import VersioningError
from versioning.models import Actor, File, HistoryFile, Project
from versioning.models.files.text_origin import TextOrigin
from versioning.models.sql.rows import insert_rows
from versioning.services.files.import_file import import_file
from versioning.services.transfer._import.own_files import is_own_file
from versioning.services.transfer._import.patterns import matches
from versioning.services.transfer._import.reading import LFS_POINTER
from versioning.services.transfer._layouts.lookup import Lookup
from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.manifest import ZipManifest
from versioning.services.transfer._zip.source import ZipRefusal, ZipSource
from versioning.text.relative_references import named_file, references_in, target_of, wiki_name

LFS_HEAD = LFS_POINTER.encode()


class FileBeside(NamedTuple):
    """A file of the zip that a text refers to. `reference` is the address in the text, `path` the path in the zip."""

    reference: str
    path: str
    file: File


@dataclass
class ZipFiles:
    """The files of one import. `uploaded` maps paths of the zip to files, or None if they were refused.

    A file that is new to the project gets the alternative text that the manifest has.
    """

    actor: Actor
    project: Project
    source: ZipSource
    refusals: list[ZipRefusal] = field(default_factory=list)
    lookup: Lookup = field(default_factory=Lookup)
    uploaded: dict[str, File | None] = field(default_factory=dict)
    # The paths of the files by their names without case.
    by_name: dict[str, list[str]] = field(default_factory=dict)
    manifest: ZipManifest = field(default_factory=ZipManifest)

    def collect(self, body: str, *, path: str) -> list[FileBeside]:
        """Return the files that the text refers to. The bytes are stored. Raises StoreUnavailable."""
        found = []
        for reference in sorted(references_in(body)):
            target = target_of(reference, path=path)
            name = target and wiki_name(target)
            real = self._named(name, folder=posixpath.dirname(path)) if name else target and self._find(target)
            # A file from elsewhere counts as if it were where the text looks for it.
            elsewhere = self._find_elsewhere(target) if target and not name and not real else None
            place, real = (target, elsewhere) if elsewhere else (real, real)
            if not place or not real or is_own_file(reference, project=self.project):
                continue
            if (file := self._upload(real)) is not None:
                found.append(FileBeside(reference, place, file))
                if target and name:
                    found.append(FileBeside(reference, target, file))
        return found

    def take(self, path: str) -> File | None:
        """Take the file along. Return None if the zip lacks it, or if it is refused. Raises StoreUnavailable."""
        real = self._find(path)
        return None if real is None else self._upload(real)

    def take_matching(self, patterns: Sequence[str]) -> None:
        """Take along the other files that match, although no text refers to them. Raises StoreUnavailable."""
        for path in self.source.others:
            if matches(path, patterns):
                self._upload(path)

    def _find(self, target: str) -> str | None:
        """Return the path of the zip, if need be in another case or normalization form."""
        path = unicodedata.normalize("NFC", target)
        return path if path in self.source.others else self.source.folded.get(path.casefold())

    def _find_elsewhere(self, target: str) -> str | None:
        """Return the path of a file that the site has at this address, but the zip in another folder."""
        return next((each for one in self.lookup.candidates(target) if (each := self._find(one))), None)

    def _named(self, name: str, *, folder: str) -> str | None:
        """Return the path of the zip that a wiki link in a text of the folder means by this name."""
        if not self.by_name:
            for path in self.source.others:
                self.by_name.setdefault(path.rpartition("/")[2].casefold(), []).append(path)
        wanted = unicodedata.normalize("NFC", name)
        return named_file(wanted, self.by_name.get(wanted.rpartition("/")[2].casefold(), ()), folder=folder)

    def _upload(self, path: str) -> File | None:
        if path not in self.uploaded:
            try:
                self.uploaded[path] = self._store(path)
            except (VersioningError, Refused) as refusal:
                reason = refusal.message if isinstance(refusal, VersioningError) else f"{refusal}."
                self.refusals.append(ZipRefusal(path=path, reason=reason))
                self.uploaded[path] = None
        return self.uploaded[path]

    def _store(self, path: str) -> File:
        if self.source.head(path, length=len(LFS_HEAD)) == LFS_HEAD:
            raise Refused("the file is in Git LFS")
        name, alt_text = path.rpartition("/")[2], self.manifest.alt_texts.get(path, "")
        pieces = self.source.pieces(path)
        return import_file(actor=self.actor, project=self.project, name=name, pieces=pieces, alt_text=alt_text)


def place_files(
    files: Sequence[FileBeside], *, project: Project, path: str, base: TextOrigin | None
) -> TextOrigin | None:
    """Note what lies beside a text. Return its origin: `base`, that of the version before it, if nothing is new.

    Call it under the lock of the project's tree.
    """
    if not files or (base is not None and _has_the_same(base, files, project_id=project.pk)):
        return base
    rows = HistoryFile.objects.of_zips().filter(project=project)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    wanted = {each.path: each.file for each in files}
    latest = TextOrigin(path, position=last).files(wanted, project_id=project.pk)
    new = {name for name, file in wanted.items() if name not in latest or latest[name].file_id != file.pk}
    position = last + bool(new)
    insert_rows([_row(name, wanted[name], project=project, position=position) for name in sorted(new)])
    return TextOrigin(path, position=position)


def _has_the_same(base: TextOrigin, files: Sequence[FileBeside], *, project_id: UUID) -> bool:
    """Return whether each address means the same bytes in the version before, wherever that text was."""
    targets = {each.reference: base.target(each.reference) for each in files}
    held = base.files({target for target in targets.values() if target}, project_id=project_id)
    before = (held.get(targets[each.reference] or "") for each in files)
    return all(
        place is not None and place.file is not None and place.file.digest == each.file.digest
        for place, each in zip(before, files, strict=True)
    )


def _row(path: str, file: File, *, project: Project, position: int) -> HistoryFile:
    zipped = HistoryFile.Origin.ZIP
    return HistoryFile(
        project=project, origin=zipped, position=position, path=path, folded=path.casefold(), file_id=file.pk
    )
