"""Store the texts of a project file, each against the one before it in its document."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from versioning.models import Blob, Document
from versioning.models.sql.copied_rows import insert_copies
from versioning.models.sql.fresh_keys import fresh_keys
from versioning.services.kernel.file_sets import keep_file_set
from versioning.services.transfer._import.bodies import NOTHING, Newest, packed_after
from versioning.services.transfer._import.documents import chunks
from versioning.services.transfer._project.archive import Member, damaged
from versioning.services.transfer._project.rows import RowReader
from versioning.services.transfer._project.survey import JsonRow
from versioning.services.transfer._project.values import Unreadable, from_json, read_uuid
from versioning.services.transfer._project.writing import BYTES_OF_TEXTS, body_name
from versioning.text.file_addresses import files_in

TextKey = tuple[UUID, str]
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass
class TextWriter:
    """Takes each text after the line that announces it.

    `became` maps the texts of the file that were changed, because ids in them are others now, to their hashes.
    """

    reader: RowReader
    announced: list[JsonRow] = field(default_factory=list)
    became: dict[TextKey, str] = field(default_factory=dict)
    newest: tuple[UUID | None, Newest] = (None, NOTHING)
    pending: list[Blob] = field(default_factory=list)
    size: int = 0

    def announce(self, lines: Iterable[JsonRow]) -> None:
        """Note the lines of the texts that come next. Raises InvalidValue (file) if former ones did not come."""
        if self.announced:
            raise damaged()
        self.announced = list(lines)[::-1]

    def take(self, member: Member) -> None:
        """Store the text of the next line. Raises InvalidValue (file) if it is another one."""
        line = self.announced.pop() if self.announced else {}
        if member.name != body_name(str(line.get("document")), str(line.get("sha256"))):
            raise damaged(f"The project file has a text at the wrong place: {member.name[:120]!r}.")
        document = UUID(line["document"])
        if document in self.reader.identities.matched:
            return
        data = member.data(most=member.size)
        if hashlib.sha256(data).hexdigest() != line["sha256"]:
            raise damaged(f"A text in the project file does not match its hash: {member.name!r}.")
        self._add(document, line, self.reader.identities.in_text(data))
        self.size += member.size
        if self.size >= BYTES_OF_TEXTS or len(self.pending) >= 100:
            self.flush()

    def _add(self, document: UUID, line: JsonRow, data: bytes) -> None:
        target = self.reader.identities.of(Document, document)
        digest = hashlib.sha256(data)
        if digest.hexdigest() != line["sha256"]:
            self.became[document, line["sha256"]] = digest.hexdigest()
        assert target is not None  # noqa: S101  only versions can be gone
        former = self.newest[1] if self.newest[0] == target else NOTHING
        blob, newest = packed_after((target, digest.digest()), data=data, tip=former)
        self.newest = (target, newest)
        try:
            text = data.decode()
            person = line.get("stored_by")
            account = None if person is None else self.reader.people.account(read_uuid(None, person))
            blob.created_at = from_json(Blob._meta.get_field("created_at"), line.get("created_at"))
        except (UnicodeDecodeError, Unreadable) as error:
            raise damaged(f"A text in the project file is not valid: {line['sha256']}.") from error
        blob.stored_by_id = account or self.reader.people.importer.pk
        blob.file_set_id = keep_file_set(project_id=self.reader.project.pk, mentioned=files_in(text))
        self.pending.append(blob)

    def flush(self) -> None:
        """Insert what was taken so far."""
        for blob, key in zip(self.pending, fresh_keys(Blob, count=len(self.pending)), strict=True):
            blob.pk = key
        for blob in self.pending:
            blob.base_id = None if blob.base is None else blob.base.pk
        insert_copies(self.pending)
        self.pending, self.size = [], 0

    def finish(self) -> None:
        """Insert the rest. Raises InvalidValue (file) if a text is missing."""
        self.flush()
        if self.announced:
            raise damaged()
        self.newest = (None, NOTHING)

    def keys_of(self, wanted: Iterable[TextKey]) -> dict[TextKey, int]:
        """Map (document, SHA-256), both as in the file, to the keys of their texts, as far as they exist."""
        found: dict[TextKey, int] = {}
        for part in chunks(set(wanted)):
            now = {(self.reader.identities.now(pk), self.became.get((pk, old), old)): (pk, old) for pk, old in part}
            rows = Blob.objects.filter(
                document__in={document for document, _ in now},
                sha256__in={bytes.fromhex(digest) for _, digest in now if _DIGEST.fullmatch(digest)},
            ).values_list("document", "sha256", "pk")
            keys = {(document, bytes(digest).hex()): key for document, digest, key in rows}
            found.update({now[key]: keys[key] for key in now.keys() & keys.keys()})
        return found
