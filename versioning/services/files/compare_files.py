"""Find the files that differ between two versions, also if their texts are equal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from versioning.models import File, Version
from versioning.models.files.text_origin import TextOrigin, origin_of
from versioning.text.file_addresses import files_in
from versioning.text.relative_references import references_in


@dataclass(frozen=True)
class FileChange:
    """Another file under the same name or address, or a file that only one of two texts uses."""

    base: File | None
    head: File | None

    @property
    def name(self) -> str:
        file = self.head or self.base
        return "" if file is None else file.name


@dataclass(frozen=True)
class _Use:
    """A file, and the path in an import by which the text refers to it. Empty if it does so by the file's address."""

    path: str
    file: File


def compare_files(*, base: Version, head: Version) -> tuple[FileChange, ...]:
    """Return the changed files, then the removed and the added ones. The caller authorizes the actor.

    Both versions come with their texts and documents, and are of one project. One statement if their texts differ in
    addresses of files, and one for each imported text with relative addresses.
    """
    old, new = _own_files(base, head)
    old, new = [*old, *_imported(base)], [*new, *_imported(head)]
    # Equal bytes look equal, whatever their names are.
    old_digests, new_digests = {use.file.digest for use in old}, {use.file.digest for use in new}
    old = [use for use in old if use.file.digest not in new_digests]
    new = [use for use in new if use.file.digest not in old_digests]
    changes: list[FileChange] = []
    for key in (_by_path, _by_name):
        changes += _paired(old, new, key=key)
    return (*changes, *(FileChange(use.file, None) for use in old), *(FileChange(None, use.file) for use in new))


def _by_path(use: _Use) -> str:
    return use.path


def _by_name(use: _Use) -> str:
    return use.file.name.casefold()


def _paired(old: list[_Use], new: list[_Use], *, key: Callable[[_Use], str]) -> Iterator[FileChange]:
    """Take the uses with equal keys out of both lists. An empty key equals none."""
    before = {key(use): use for use in reversed(old) if key(use)}
    for use in list(new):
        former = before.pop(key(use), None)
        if former is not None:
            old.remove(former)
            new.remove(use)
            yield FileChange(former.file, use.file)


def _own_files(base: Version, head: Version) -> tuple[list[_Use], list[_Use]]:
    """Return the files of the project that only one of the texts names by their address."""
    before, after = files_in(base.text), files_in(head.text)
    differing = before ^ after
    if not differing:
        return [], []
    rows = File.objects.filter(project=head.document.project_id, pk__in=differing).present().order_by("pk")
    uses = [_Use("", file) for file in rows]
    return [use for use in uses if use.file.pk in before], [use for use in uses if use.file.pk in after]


def _imported(version: Version) -> list[_Use]:
    origin = origin_of(version.fields)
    targets = set() if origin is None else _targets(version.text, origin)
    if origin is None or not targets:
        return []
    held = origin.files(targets, project_id=version.document.project_id)
    files: dict[UUID, _Use] = {}
    for path in sorted(held):
        file = held[path].file
        if file is not None and not file.is_trashed:
            files.setdefault(file.pk, _Use(path, file))
    return list(files.values())


def _targets(text: str, origin: TextOrigin) -> set[str]:
    targets = (origin.target(reference) for reference in references_in(text))
    return {target for target in targets if target is not None}
