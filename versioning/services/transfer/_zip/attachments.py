"""Attach to the documents of a zip what its manifest says."""

from collections.abc import Iterator
from dataclasses import dataclass

from versioning.exceptions import VersioningError
from versioning.models import Actor, Document, Project
from versioning.services.documents.attach_file import TOO_MANY, LinkedFile, attach_file
from versioning.services.transfer._zip.documents import Outcome
from versioning.services.transfer._zip.files import ZipFiles
from versioning.services.transfer._zip.manifest import ZipAttachment
from versioning.services.transfer._zip.source import ZipRefusal


@dataclass
class ZipAttachments:
    """The attachments of one import. If the zip is of this project, documents keep those that they have here."""

    actor: Actor
    project: Project
    files: ZipFiles

    def give(self, document: Document, *, identifier: str, outcome: Outcome) -> Iterator[ZipRefusal]:
        """Attach what the document lacks. `identifier` is the one in the zip. Yield what is refused.

        Raises StoreUnavailable.
        """
        manifest = self.files.manifest
        if outcome is not Outcome.CREATED and manifest.project == str(self.project.pk):
            return
        for attachment in manifest.attachments.get(identifier, ()):
            try:
                self._attach(document, attachment)
            except VersioningError as refusal:
                yield ZipRefusal(path=attachment.path or attachment.name, reason=refusal.message)
                # All further ones would be refused for the same reason.
                if refusal.message == TOO_MANY:
                    return

    def _attach(self, document: Document, attachment: ZipAttachment) -> None:
        if attachment.path:
            file = self.files.take(attachment.path)
            if file is not None and not document.attachments.filter(file=file).exists():
                attach_file(actor=self.actor, document=document, file=file, name=attachment.name)
        elif not document.attachments.filter(address=attachment.address).exists():
            linked = LinkedFile(attachment.address, attachment.name, attachment.size, attachment.file_type)
            attach_file(actor=self.actor, document=document, file=linked)
