"""Import a zip of Markdown files into a project: files become documents, folders the categories around them.

What the texts refer to, such as pictures, becomes files of the project. The texts stay as they are.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from versioning.exceptions import VersioningError
from versioning.models import Actor, Project
from versioning.policies import Action, authorize
from versioning.services.kernel.importing import importing
from versioning.services.transfer._foreseen import Foreseen
from versioning.services.transfer._import.learn_extensions import learn_extensions
from versioning.services.transfer._import.patterns import check_patterns
from versioning.services.transfer._import.skipped import UNUSED
from versioning.services.transfer._layouts.placing import Placing
from versioning.services.transfer._layouts.registry import AUTO
from versioning.services.transfer._sources.conversion import CONTENT_TYPES, RECOGNIZED, Conversion, check_conversion
from versioning.services.transfer._sources.pages import ConvertedSource
from versioning.services.transfer._sources.recognize import read_product
from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.attachments import ReadyAttachment, ready_attachments
from versioning.services.transfer._zip.documents import Outcome, ZipDocuments
from versioning.services.transfer._zip.files import ZipFiles
from versioning.services.transfer._zip.manifest import NAME, ZipManifest, read_manifest
from versioning.services.transfer._zip.source import ZipRefusal, ZipSource, opened_zip
from versioning.services.transfer._zip.steps import Step, ZipPlan, plan_pages, plan_zip
from versioning.services.transfer._zip.texts import ZipText

__all__ = ["CONTENT_TYPES", "RECOGNIZED", "Conversion", "ZipOptions", "ZipSummary", "import_zip"]

HIDDEN = "The file is hidden."
NO_ROOM = "The export had no room for {:,} alternative texts and lists of attachments."
# (files done, files in all), after each file
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class ZipOptions:
    """How to read a zip.

    `files` are glob patterns of files that are taken along although no text refers to them. `layout` is one of LAYOUTS,
    or AUTO to find out. `names` is the encoding of file names that do not say theirs, or empty to guess it.
    `conversion` says what wrote the zip.
    """

    files: Sequence[str] = ()
    layout: str = AUTO
    names: str = ""
    conversion: Conversion = RECOGNIZED


@dataclass
class ZipSummary:
    """What one run did.

    `written` has each file that became something, and what. `skipped` has the files that were not taken along, with the
    reason. `notes` are sentences about the zip as a whole, such as how it was read. A rehearsal has `foreseen`.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refusals: list[ZipRefusal] = field(default_factory=list)
    written: list[tuple[str, Outcome]] = field(default_factory=list)
    skipped: list[ZipRefusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: int = 0
    foreseen: Foreseen = field(default_factory=list)

    @property
    def passed_over(self) -> int:
        return len(self.skipped)


@importing()
def import_zip(
    *, actor: Actor, project: Project, source: Path, report: Report, options: ZipOptions | None = None
) -> ZipSummary:
    """Make a published document of every Markdown file, and a category of each folder that holds any.

    If the files are those of a site or a vault, their documents have the order, titles and categories that the site
    has. A document that somebody has placed here stays where it is.

    If a path was imported before, or an export named the document in the file, a changed text becomes a new version of
    that document. If somebody promoted another version meanwhile, the text waits as an outdated draft. Each file is
    written whole, so a run that was stopped is continued by the next one.

    Other files are taken along if a text refers to them, if a document of an export attaches them, or if
    `options.files` matches them. An export of Document360, Confluence or Notion, and a Word document, are recognized
    and converted, unless `options.conversion` says what the file is.

    Files that name the same document are refused, because one of them is a copy. A file that cannot be imported is
    refused by name in the summary. Raises InvalidValue if the zip as a whole is refused (file), or the patterns
    (files), the layout (layout), the encoding (names) or the conversion (product, content_type).
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    options = options or ZipOptions()
    check_patterns(options.files, field="files")
    check_conversion(options.conversion)
    with opened_zip(source, names=options.names) as zipped:
        plan = _planned(zipped, project=project, options=options)
        opened = plan.source
        files = ZipFiles(actor=actor, project=project, source=opened, refusals=opened.refusals, lookup=plan.lookup)
        files.manifest = _manifest_of(opened)
        placing = Placing.of(actor=actor, project=project, layout=plan.layout.layout if plan.layout else "")
        documents = ZipDocuments(actor=actor, project=project, placing=placing)
        documents.copied = plan.copied
        documents.paths = frozenset(path for step in plan.steps for path in (step.path, step.folder) if path)
        summary = ZipSummary(refusals=opened.refusals, notes=_notes(plan))
        report(0, len(plan.steps))
        for done, step in enumerate(plan.steps, start=1):
            _take(step, files=files, documents=documents, summary=summary)
            report(done, len(plan.steps))
        files.take_matching(options.files)
    learn_extensions(actor=actor, project=project)
    summary.files = sum(file is not None for file in files.uploaded.values())
    summary.skipped = _skipped(plan, files=files)
    return summary


def _planned(zipped: ZipSource, *, project: Project, options: ZipOptions) -> ZipPlan:
    """Return the plan of the pages of another product, or of texts. A layout that was chosen means texts."""
    pages = read_product(zipped, conversion=options.conversion) if options.layout == AUTO else None
    return plan_zip(zipped, project=project, layout=options.layout) if pages is None else plan_pages(pages)


def _take(step: Step, *, files: ZipFiles, documents: ZipDocuments, summary: ZipSummary) -> None:
    """Import one step. A folder whose own text is refused is still created, for the files in it."""
    try:
        text = _read(step, source=files.source)
    except Refused as refusal:
        summary.refusals.append(ZipRefusal(path=step.path, reason=f"{refusal}."))
        if not step.folder:
            return
        text = step.bare()
    # One refused file must not stop the others.
    try:
        attachments = _attachments(text, files=files, documents=documents)
        beside = files.collect(text.body, path=text.own_path)
        outcome, _, refusals = documents.write(text, files=beside, attachments=attachments)
    except VersioningError as refusal:
        summary.refusals.append(ZipRefusal(path=step.name, reason=refusal.message))
        return
    summary.refusals.extend(refusals)
    if outcome is not Outcome.UNCHANGED or not text.is_bare:
        summary.outcomes[outcome] += 1
    if outcome is not Outcome.UNCHANGED:
        summary.written.append((step.name, outcome))


def _attachments(text: ZipText, *, files: ZipFiles, documents: ZipDocuments) -> list[ReadyAttachment]:
    """Return what the document of the file may lack. If the zip is of this project, documents keep those they have.

    Raises VersioningError and StoreUnavailable.
    """
    manifest = files.manifest
    if text.document not in manifest.attachments:
        return []
    is_kept = manifest.project == str(files.project.pk) and documents.has(text)
    return [] if is_kept else list(ready_attachments(text.document, files=files))


def _manifest_of(source: ZipSource) -> ZipManifest:
    try:
        manifest = read_manifest(source)
    except Refused as refusal:
        source.refusals.append(ZipRefusal(path=NAME, reason=f"{refusal}."))
        return ZipManifest()
    if manifest.left_out:
        source.refusals.append(ZipRefusal(path=NAME, reason=NO_ROOM.format(manifest.left_out)))
    return manifest


def _read(step: Step, *, source: ZipSource) -> ZipText:
    if isinstance(source, ConvertedSource) and step.path:
        return source.text(step.path)
    return step.read(source)


def _skipped(plan: ZipPlan, *, files: ZipFiles) -> list[ZipRefusal]:
    """Return the files that were not taken along, each with the reason."""
    source, layout = plan.source, plan.layout
    placed = {step.path for step in plan.steps}
    texts = [path for path in source.files if layout is not None and path not in placed]
    others = sorted({*texts, *source.others} - files.uploaded.keys())
    usual = dict.fromkeys(source.hidden.keys() - {NAME}, HIDDEN) | dict.fromkeys(others, UNUSED)
    return [ZipRefusal(path, (layout.reason(path) if layout else "") or why) for path, why in usual.items()]


def _notes(plan: ZipPlan) -> list[str]:
    """Return what the import found out about the zip, in sentences."""
    found = [plan.source.note] if plan.source.note else []
    return found if plan.layout is None else [f"Read as {plan.layout.label}.", *found, *plan.layout.notes]
