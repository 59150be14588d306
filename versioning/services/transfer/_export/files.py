"""Find the files that the text of a version refers to, and where an export puts them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from versioning.models import File
from versioning.models.files.text_origin import OWN_FILES, TextOrigin, origin_of
from versioning.services.transfer._import.reading import is_safe_path
from versioning.text.file_addresses import files_in
from versioning.text.relative_references import references_in, target_of, wiki_name


def files_beside(text: str, *, project_id: UUID, fields: Mapping[str, Any], path: str) -> dict[str, File]:
    """Map the paths that the addresses of a text mean, if it lies at `path`, to the files.

    `fields` are those of its version.
    One statement for a text with addresses of files of the project, and one for an imported text.
    """
    references = references_in(text)
    found = _own(text, references, project_id=project_id)
    if (origin := origin_of(fields)) is not None:
        found |= _imported(references, origin=origin, project_id=project_id, path=path)
    return {target: file for target, file in found.items() if is_safe_path(target)}


def path_of_own(file: File) -> str:
    """Return the path in an export of a file that has an address of this server."""
    return f"{OWN_FILES.strip('/')}/{file.pk}/{file.name}"


def _own(text: str, references: frozenset[str], *, project_id: UUID) -> dict[str, File]:
    mentioned = files_in(text)
    if not mentioned:
        return {}
    files = {file.pk: file for file in File.objects.present().filter(project=project_id, pk__in=mentioned)}
    found = {path_of_own(file): file for file in files.values()}
    # The text may give a file another name.
    for reference in references:
        named = files_in(reference) if reference.startswith(OWN_FILES) else frozenset()
        if (file := next((files[pk] for pk in named if pk in files), None)) is not None:
            found[target_of(reference, path="") or ""] = file
    return found


def _imported(references: frozenset[str], *, origin: TextOrigin, project_id: UUID, path: str) -> dict[str, File]:
    before = {each: target for each in references if (target := origin.target(each)) is not None}
    held = origin.files(before.values(), project_id=project_id) if before else {}
    return {
        now: file
        for each, target in before.items()
        if target in held and (file := held[target].file) and (now := _target_now(each, path=path)) is not None
    }


def _target_now(reference: str, *, path: str) -> str | None:
    """Return the path that a reference means in the export. What a wiki link names is put beside the text."""
    name = wiki_name(reference)
    return target_of(reference if name is None else quote(name), path=path)
