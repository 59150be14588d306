"""Import a zip of Markdown files into a project: files become documents, folders the categories around them.

What the texts refer to, such as pictures, becomes files of the project. The texts stay as they are.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from versioning.exceptions import VersioningError
from versioning.models import Actor, Project
from versioning.policies import Action, authorize
from versioning.services.transfer._import.learn_extensions import learn_extensions
from versioning.services.transfer._import.patterns import check_patterns
from versioning.services.transfer._sources.conversion import CONTENT_TYPES, Conversion, check_conversion
from versioning.services.transfer._sources.pages import ConvertedSource
from versioning.services.transfer._sources.recognize import read_product
from versioning.services.transfer._zip.beginnings import Exported, exported_texts, named_twice, without_wrapper
from versioning.services.transfer._zip.documents import Outcome, ZipDocuments
from versioning.services.transfer._zip.files import ZipFiles
from versioning.services.transfer._zip.source import Refused, ZipRefusal, ZipSource, opened_zip
from versioning.services.transfer._zip.texts import ZipText, bare_folder, folder_of_index, read_text

HIDDEN = "The file is hidden."
__all__ = ["CONTENT_TYPES", "RECOGNIZED", "Conversion", "ZipSummary", "import_zip"]

RECOGNIZED = Conversion()
UNUSED = "It isn't a text that can be imported, and no text refers to it."
# (files done, files in all), after each file
Report = Callable[[int, int], None]


@dataclass
class ZipSummary:
    """What one run did.

    `written` has each file that became something, and what. `skipped` has the files that are no texts and were not
    taken along, with the reason.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refusals: list[ZipRefusal] = field(default_factory=list)
    written: list[tuple[str, Outcome]] = field(default_factory=list)
    skipped: list[ZipRefusal] = field(default_factory=list)
    files: int = 0

    @property
    def passed_over(self) -> int:
        return len(self.skipped)


def import_zip(
    *,
    actor: Actor,
    project: Project,
    source: Path,
    report: Report,
    patterns: Sequence[str] = (),
    conversion: Conversion = RECOGNIZED,
) -> ZipSummary:
    """Make a published document of every Markdown file, and a category of each folder that holds any.

    If a path was imported before, or an export named the document in the file, a changed text becomes a new version of
    that document. If somebody promoted another version meanwhile, the text waits as an outdated draft. Each file is
    written whole, so a run that was stopped is continued by the next one.

    Other files are taken along if a text refers to them, or if they match one of the glob `patterns`.

    An export of Document360, Confluence or Notion, and a Word document, are recognized and converted, unless
    `conversion` says what the file is.

    Files that name the same document are refused, because one of them is a copy. A file that cannot be imported is
    refused by name in the summary. Raises InvalidValue if the zip as a whole is refused (file), or the patterns (files)
    or the conversion (product, content_type).
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    check_patterns(patterns, field="files")
    check_conversion(conversion)
    # Imported documents go to the oldest workspace.
    documents = ZipDocuments(actor=actor, project=project, workspace=project.workspaces.order_by("created_at", "pk")[0])
    with opened_zip(source) as zipped:
        opened, exported = _opened(zipped, conversion=conversion)
        files = ZipFiles(actor=actor, project=project, source=opened, refusals=opened.refusals)
        summary = ZipSummary(refusals=opened.refusals)
        steps = list(_steps(opened))
        documents.copied = named_twice(exported)
        documents.paths = frozenset(path for step in steps for path in (step.path, step.folder) if path)
        report(0, len(steps))
        for done, step in enumerate(steps, start=1):
            _take(step, files=files, documents=documents, summary=summary)
            report(done, len(steps))
        files.take_matching(patterns)
    learn_extensions(actor=actor, project=project)
    summary.files = sum(file is not None for file in files.uploaded.values())
    unused = sorted(opened.others.keys() - files.uploaded.keys())
    summary.skipped = [ZipRefusal(path, HIDDEN) for path in opened.hidden]
    summary.skipped += [ZipRefusal(path, UNUSED) for path in unused]
    return summary


def _opened(zipped: ZipSource, *, conversion: Conversion) -> tuple[ZipSource, dict[str, Exported]]:
    """Return the texts of the zip, and what an export of Stemma states in them."""
    pages = read_product(zipped, conversion=conversion)
    return without_wrapper(zipped, exported_texts(zipped)) if pages is None else (pages, {})


@dataclass(frozen=True)
class _Step:
    """A file, a folder, or a folder with the file that is its own text.

    One of the two paths may be empty.
    """

    path: str
    folder: str = ""


def _take(step: _Step, *, files: ZipFiles, documents: ZipDocuments, summary: ZipSummary) -> None:
    """Import one step. A folder whose own text is refused is still created, for the files in it."""
    try:
        text = _read(step, source=files.source)
    except Refused as refusal:
        summary.refusals.append(ZipRefusal(path=step.path, reason=f"{refusal}."))
        if not step.folder:
            return
        text = bare_folder(step.folder)
    # One refused file must not stop the others.
    try:
        outcome = documents.write(text, files=files.collect(text.body, path=text.path))
    except VersioningError as refusal:
        summary.refusals.append(ZipRefusal(path=step.path or step.folder, reason=refusal.message))
        return
    if outcome is not Outcome.UNCHANGED or not text.is_bare:
        summary.outcomes[outcome] += 1
    if outcome is not Outcome.UNCHANGED:
        summary.written.append((step.path or step.folder, outcome))


def _read(step: _Step, *, source: ZipSource) -> ZipText:
    if not step.path:
        return bare_folder(step.folder)
    if isinstance(source, ConvertedSource):
        return source.text(step.path)
    return read_text(path=step.path, data=source.read(step.path))


def _steps(source: ZipSource) -> Iterator[_Step]:
    """Yield a folder before everything that lies in it."""
    indexes = {folder: path for path in source.files if (folder := folder_of_index(path))}
    known: set[str] = set()
    for path in source.files:
        for folder in _folders_around(path):
            if folder not in known:
                known.add(folder)
                yield _Step(indexes.get(folder, ""), folder=folder)
        if folder_of_index(path) == "":
            yield _Step(path)


def _folders_around(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    return ("/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1))
