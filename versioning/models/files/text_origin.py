"""Where an imported text came from, and which files lay beside it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from versioning.models.files.history_file import HistoryFile
from versioning.text.relative_references import target_of
from versioning.text.render.dialects.extensions import SPACED_ADDRESSES, Extensions

# Files of a project have addresses below this one. An export puts them there.
OWN_FILES = "/files/"
# By the document's identifier. The editors write links so.
OWN_DOCUMENT = re.compile(r"/d/([0-9a-f]{8})/?(?:[?#]|\Z)")
ZIP = "zip"


@dataclass(frozen=True)
class TextOrigin:
    """The path of the text in a commit, or in a zip whose text had `position`."""

    path: str
    commit: str = ""
    position: int = 0

    def target(self, address: str) -> str | None:
        """Return the path that an address in the text means, or None if it is none of a file beside it."""
        return None if OWN_DOCUMENT.match(address) else target_of(address, path=self.path)

    def files(self, paths: Iterable[str], *, project_id: UUID) -> dict[str, HistoryFile]:
        """Map each of the paths to what it held when the text was imported. One statement."""
        if self.commit:
            return HistoryFile.objects.at_commit(self.commit, project_id=project_id, paths=paths)
        return HistoryFile.objects.at_import(self.position, project_id=project_id, paths=paths)


def origin_of(fields: Mapping[str, Any]) -> TextOrigin | None:
    """Return the origin that the metadata of a version names, or None for a text that was written here.

    Anybody can write metadata, so that any value can be there.
    """
    git, zipped = fields.get("git"), fields.get(ZIP)
    if isinstance(git, dict) and isinstance(git.get("commit"), str) and isinstance(git.get("path"), str):
        return TextOrigin(git["path"], commit=git["commit"])
    if isinstance(zipped, dict) and type(zipped.get("position")) is int and isinstance(zipped.get("path"), str):
        # The largest value of the column.
        position = zipped["position"]
        return TextOrigin(zipped["path"], position=position) if 0 < position < 2**31 else None
    return None


def with_origin(extensions: Extensions, fields: Mapping[str, Any]) -> Extensions:
    """Return the extensions for a version with these fields. Imported texts may name files with bare spaces."""
    return extensions if origin_of(fields) is None else extensions | {SPACED_ADDRESSES}
