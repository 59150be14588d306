"""Start an import in the background."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Project, Transfer
from versioning.policies import Action, authorize
from versioning.services.transfer._import.authors import match_authors
from versioning.services.transfer._import.patterns import check_patterns
from versioning.services.transfer._layouts.registry import check_layout
from versioning.services.transfer._sources.conversion import RECOGNIZED, Conversion, check_conversion
from versioning.services.transfer._transfer_files import new_file, put_file, remove_file
from versioning.services.transfer._transfers import insert, refuse_second
from versioning.services.transfer._zip.names import check_encoding
from versioning.services.transfer.import_git import ImportOptions

# The first bytes say what a file is. Its name may be anything.
_ZIP, _BUNDLE, _PROJECT = Transfer.Kind.ZIP_IN, Transfer.Kind.BUNDLE_IN, Transfer.Kind.PROJECT_IN
_BEGINNINGS = (
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"# v2", _BUNDLE),
    (b"# v3", _BUNDLE),
    (b"\x1f\x8b", _PROJECT),
)
_NAME_LENGTH = 255


def start_import(
    *,
    actor: Actor,
    project: Project,
    file_name: str,
    pieces: Iterable[bytes],
    options: ImportOptions | None = None,
    conversion: Conversion = RECOGNIZED,
    is_rehearsal: bool = False,
) -> Transfer:
    """Store an uploaded zip, git bundle or project file and return a transfer that waits for `run_transfer`.

    `options` are for a bundle, except `files`, `layout` and `names`. `conversion` is for a zip, which may be a Word
    document. The authors of a project file are named by their user names in it.

    Raises InvalidValue (authors, files, layout, names, product, content_type; file: it is none of these, or larger than
    MAX_IMPORT_BYTES), TransferRunning, StoreUnavailable.
    """
    options = options or ImportOptions()
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    # Only to refuse at once. The import reads the members again when it runs.
    match_authors(project=project, importer=actor.user, chosen=options.authors)
    check_conversion(conversion)
    transfer = Transfer(
        project=project,
        started_by=actor.user,
        # PostgreSQL stores no NUL in a text.
        file_name=file_name[:_NAME_LENGTH].replace("\0", ""),
        ref=options.ref,
        paths=list(options.paths),
        files=list(check_patterns(options.files, field="files")),
        authors=dict(options.authors),
        layout=check_layout(options.layout),
        name_encoding=check_encoding(options.names),
        product=conversion.product,
        content_type=conversion.content_type,
        is_rehearsal=is_rehearsal,
    )
    # Before the upload is stored, which may take minutes.
    refuse_second(project)
    with new_file() as file:
        transfer.kind = _write(pieces, file=file)
        put_file(transfer, file)
    try:
        insert(transfer, actor=actor)
    # Also if the process is being stopped: a file without a row would stay for a day.
    except BaseException:
        remove_file(transfer)
        raise
    return transfer


def _write(pieces: Iterable[bytes], *, file: Path) -> Transfer.Kind:
    """Write the upload to the disk piece by piece. Return what it is."""
    beginning, size = b"", 0
    with file.open("xb") as target:
        for piece in pieces:
            beginning, size = (beginning + piece)[:4] if len(beginning) < 4 else beginning, size + len(piece)
            if size > settings.MAX_IMPORT_BYTES:
                raise InvalidValue(f"The file is larger than {settings.MAX_IMPORT_BYTES:,} bytes.", field="file")
            target.write(piece)
    kind = next((kind for mark, kind in _BEGINNINGS if beginning.startswith(mark)), None)
    if kind is None:
        raise InvalidValue("This file is neither a zip nor a git bundle nor a project file.", field="file")
    return kind
