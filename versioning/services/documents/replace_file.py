"""Replace a file by another one in every document that shows it, as drafts. Nothing is published."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import InvalidValue, VersioningError
from versioning.models import Actor, Document, Draft, File, Job, User, Version
from versioning.models.files.file import documents_showing
from versioning.policies import Action, authorize
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.kernel.delivery.jobs import enqueue, handler
from versioning.services.kernel.delivery.running_job import JobFailed, RunningJob
from versioning.services.kernel.earlier_person import actor_for
from versioning.text.file_addresses import files_in
from versioning.text.file_addresses import replace_file as replace_address

KIND = "files.replace"
# More documents are left to a worker.
AT_ONCE = 25
UNUSUAL = "The text spells the address of the file in an unusual way. Replace it by hand."
Report = Callable[[int, int], object]


@dataclass
class Replacement:
    """`left_out` are documents with the reason. `job` is set if a worker does it, and then the rest is empty."""

    drafts: list[Draft] = field(default_factory=list)
    left_out: list[tuple[Document, str]] = field(default_factory=list)
    job: Job | None = None


def replace_file(*, actor: Actor, file: File, by: File) -> Replacement:
    """Open a draft on main for each document whose current version uses the file, with the other one in its place.

    A document that has an open draft on main is left out, as is one that refuses the draft. A second call finds the
    drafts of the first, so it opens none again. Raises NotAllowed, InvalidValue (by: the same file, one in the trash or
    one of another project).
    """
    for action in (Action.FORK, Action.SAVE):
        authorize(actor=actor, action=action, project_id=file.project_id)
    if by.pk == file.pk or by.project_id != file.project_id or by.is_trashed:
        raise InvalidValue("Choose another file of this project.", field="by")
    if documents_showing(file)[AT_ONCE : AT_ONCE + 1].exists():
        return Replacement(job=_enqueue(actor, file=file, by=by))
    return _replace(actor, file=file, by=by, report=lambda done, total: None)


def _enqueue(actor: Actor, *, file: File, by: File) -> Job | None:
    payload = {"file": str(file.pk), "by": str(by.pk), "user": str(actor.user.pk)}
    # The key names both files. Otherwise a request would join a job that replaces the file by a different one.
    key = f"{KIND}:{file.pk}:{by.pk}"
    job = enqueue(KIND, payload, project=file.project, actor=actor, key=key)
    return job or Job.objects.unfinished().filter(key=key).first()


@handler(KIND, lane=Job.Lane.LONG)
def _run(job: RunningJob) -> dict[str, Any]:
    files = File.objects.select_related("project").in_bulk([UUID(job.payload[name]) for name in ("file", "by")])
    actor = actor_for(User.objects.get(pk=job.payload["user"]))
    if len(files) < 2:
        raise JobFailed("One of the files was deleted.")
    file, by = (files[UUID(job.payload[name])] for name in ("file", "by"))
    if by.is_trashed:
        raise JobFailed(f"{by.name} was moved to the trash.")
    done = _replace(actor, file=file, by=by, report=job.report)
    return {
        "drafts": len(done.drafts),
        "left out": [[document.title, reason] for document, reason in done.left_out[:AT_ONCE]],
    }


def _replace(actor: Actor, *, file: File, by: File, report: Report) -> Replacement:
    documents = list(documents_showing(file).select_related("project"))
    replacement = Replacement()
    for number, document in enumerate(documents):
        report(number, len(documents))
        try:
            replacement.drafts.append(_open_draft(actor, document, file=file, by=by))
        except VersioningError as refusal:
            replacement.left_out.append((document, refusal.message))
    return replacement


def _open_draft(actor: Actor, document: Document, *, file: File, by: File) -> Draft:
    # If the save is refused, the fork is undone too.
    with transaction.atomic():
        draft = fork_document(actor=actor, document=document, mode=ForkMode.STRICT).draft
        text = Version.objects.with_text().get(pk=draft.version_id).text
        body = replace_address(text, file=file.pk, address=by.url)
        if file.pk in files_in(body):
            raise InvalidValue(UNUSUAL, field="body")
        return save_draft(
            actor=actor, draft=draft, changes={"body": body}, expected_revision=draft.revision, origin="replace_file"
        )
