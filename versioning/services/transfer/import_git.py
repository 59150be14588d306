"""Import a git history into a project: every version of every matching file, byte for byte."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

from django.db import connection, transaction

from versioning.exceptions import VersioningError
from versioning.models import Actor, Document, Draft, Project, Version
from versioning.models.search.search_catalogue import merge_segments
from versioning.models.sql.free_pages import give_back_free_pages
from versioning.policies import Action, authorize
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.kernel.importing import importing
from versioning.services.transfer._foreseen import Foreseen
from versioning.services.transfer._git.command import GitFailed
from versioning.services.transfer._git.history import (
    CommitChanges,
    changes_after,
    count_touching,
    object_reader,
)
from versioning.services.transfer._git.source import GitSource, opened_source
from versioning.services.transfer._git.tree import tree_at_tip
from versioning.services.transfer._import.authors import match_authors
from versioning.services.transfer._import.batch import Tally
from versioning.services.transfer._import.history_files import HistoryFiles
from versioning.services.transfer._import.learn_extensions import learn_extensions
from versioning.services.transfer._import.own_commits import Known, last_known, own_paths, tree_of, without_own_end
from versioning.services.transfer._import.patterns import check_patterns
from versioning.services.transfer._import.reading import Refusal, read_batches
from versioning.services.transfer._import.repair_files import repair_files
from versioning.services.transfer._import.skipped import Skipped, skipped_files
from versioning.services.transfer._import.state import ImportState, load_state
from versioning.services.transfer._import.write_batch import ImportRun, ReadBatch, Record, write_batch
from versioning.services.transfer._layouts.arrange import arrange
from versioning.services.transfer._layouts.lookup import Lookup, lookup_of
from versioning.services.transfer._layouts.placing import Placing
from versioning.services.transfer._layouts.plan import Place, Plan, places_of
from versioning.services.transfer._layouts.registry import AUTO, check_layout, plan_layout

DEFAULT_REF = "main"
DEFAULT_PATHS = ("**/*.md", "**/*.mdx")
# (versions done, versions in all), after each batch
Report = Callable[[int, int], None]


def _ignore(_tally: Tally, _refusals: Sequence[Refusal]) -> None:
    """Record nothing."""


@dataclass(frozen=True)
class ImportOptions:
    """Which part of a history to import, and what an import that goes on after a killed one has to know.

    `paths` are git's glob patterns. `files` are patterns of pictures and attachments that are taken along although no
    text refers to them. `authors` maps email addresses to user names of members of the project, who then count as the
    creators of what these addresses wrote. `layout` is one of LAYOUTS, or AUTO to find out. `names` is the encoding of
    file names of a zip. With `repairs_files`, commits that were imported before get the files that they lack. `record`
    is called in the transaction of every write. `waiting` is that of the killed one's tally.
    """

    ref: str = DEFAULT_REF
    paths: Sequence[str] = DEFAULT_PATHS
    files: Sequence[str] = ()
    authors: Mapping[str, str] = field(default_factory=dict)
    layout: str = AUTO
    names: str = ""
    repairs_files: bool = False
    record: Record = _ignore
    waiting: Mapping[UUID, UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportSummary:
    """What one run did.

    `passed_over` counts commits that are older than the last run's. Versions are numbered in the order of the history,
    so these commits can no longer be inserted. `notes` are sentences about the whole, such as how it was read.
    `skipped` are the files of the newest commit that were not taken along and not refused. A rehearsal has `foreseen`.
    """

    tally: Tally
    refusals: tuple[Refusal, ...]
    passed_over: int
    seconds: float
    notes: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    foreseen: Foreseen = field(default_factory=list)

    @property
    def versions_a_second(self) -> float:
        """Return the speed of the run, or 0.0 if it took no measurable time."""
        return self.tally.versions / self.seconds if self.seconds else 0.0


@importing()
def import_git(
    *, actor: Actor, project: Project, source: str, report: Report, options: ImportOptions | None = None
) -> ImportSummary:
    """Add to the project what it does not have yet of the ref's first-parent history.

    `source` is the path of a repository or bundle on this machine. Each batch is written whole, so a run that was
    killed is continued by the next one. The newest imported version becomes the current one. If somebody promoted
    another version here meanwhile, readers keep that one, and the newest imported version waits as an outdated draft.

    A commit that `export_git` wrote for a version of this project is that version, if its text is the same. So an
    export that nobody edited changes nothing, and an edited one continues its documents.

    If the newest commit is a site or a vault, its documents have the order, titles and categories that the site has. A
    document that somebody has placed here stays where it is.

    The files that its texts refer to, such as pictures, become files of the project, as do those of `options.files`.
    The texts stay as they are.

    The actor creates and publishes the versions, now. Whom the history names as their authors is kept beside that as a
    claim.

    Raises InvalidValue (source, ref, paths, files, authors, layout), VersioningError (the history was rewritten,
    another import is running, or git failed in the middle).
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    options, started = options or ImportOptions(), monotonic()
    check_patterns(options.files, field="files")
    check_layout(options.layout)
    state = load_state(project)
    # Imported documents go to the oldest workspace.
    run = ImportRun(
        project=project,
        workspace=project.workspaces.order_by("created_at", "pk")[0],
        authors=match_authors(project=project, importer=actor.user, chosen=options.authors),
        record=options.record,
        texts=options.paths,
        patterns=options.files,
        tally=Tally(waiting=dict(options.waiting)),
    )
    try:
        with opened_source(source=source, ref=options.ref) as opened:
            known = last_known(opened=opened, project=project, imported=state.shas)
            commits = changes_after(source=opened, known=known.sha, paths=options.paths)
            passed_over = _count_passed_over(opened=opened, known=known, imported=len(state.shas), paths=options.paths)
            layout = _read_layout(opened, run=run, wanted=options.layout)
            refusals: tuple[Refusal, ...] = ()
            if options.repairs_files:
                refusals += _repair_files(actor, run=run, source=opened, lookup=layout.lookup)
            refusals += _import_commits(
                actor=actor,
                run=run,
                state=state,
                source=opened,
                commits=commits,
                known=known,
                report=report,
                lookup=layout.lookup,
            )
            _open_drafts(actor=actor, run=run)
            refusals += _arrange(actor=actor, run=run, layout=layout, tip=opened.tip)
        learn_extensions(actor=actor, project=project)
        merge_segments(connection)
        give_back_free_pages(connection)
    except GitFailed as error:
        raise VersioningError(f"git failed: {error}. What was imported is saved. Run the import again.") from error
    return ImportSummary(
        tally=run.tally,
        refusals=refusals,
        passed_over=passed_over,
        seconds=monotonic() - started,
        notes=tuple(layout.notes),
        skipped=_skipped(run, layout=layout, refusals=refusals),
    )


@dataclass
class _Layout:
    """How the newest commit was read, and where it puts its texts. `plan` is None for plain folders."""

    plan: Plan | None
    places: list[Place]
    lookup: Lookup
    notes: list[str]
    paths: Sequence[str]


def _read_layout(source: GitSource, *, run: ImportRun, wanted: str) -> _Layout:
    with tree_at_tip(source) as tree:
        plan = plan_layout(tree, wanted=wanted)
        places = [] if plan is None else places_of(plan)
        notes = [] if plan is None else [f"Read as {plan.label}.", *plan.notes]
        run.places = {place.path: place for place in places if place.path}
        return _Layout(plan, places, lookup_of(plan, tree=tree), notes, tree.paths)


def _skipped(run: ImportRun, *, layout: _Layout, refusals: Sequence[Refusal]) -> tuple[Skipped, ...]:
    known = {*load_state(run.project).live, *run.own_paths, *(refusal.path for refusal in refusals)}
    return skipped_files(layout.paths, project=run.project, plan=layout.plan, known=known, texts=run.texts)


def _arrange(*, actor: Actor, run: ImportRun, layout: _Layout, tip: str) -> tuple[Refusal, ...]:
    """Put the documents in their places. Return those that could not be put there."""
    if layout.plan is None:
        return ()
    placing = Placing.of(actor=actor, project=run.project, layout=layout.plan.layout)
    done = arrange(placing=placing, places=layout.places, live=load_state(run.project).live)
    refusals = tuple(Refusal(commit=tip, path=path, reason=reason) for path, reason in done.refused)
    run.tally.placed += done.placed
    if done.outside:
        layout.notes.append(f"{done.outside:,} texts outside the documentation are at the end, hidden.")
    with transaction.atomic():
        run.record(run.tally, refusals)
    return refusals


def _import_commits(
    *,
    actor: Actor,
    run: ImportRun,
    state: ImportState,
    source: GitSource,
    commits: Sequence[CommitChanges],
    known: Known,
    report: Report,
    lookup: Lookup,
) -> tuple[Refusal, ...]:
    """Read and write the commits batch by batch. Return the files that were refused."""
    refusals, left_out, repaired = list[Refusal](), 0, run.tally.files
    with object_reader(source) as reader:
        imported = without_own_end(commits, project=run.project, reader=reader)
        if len(imported) < len(commits):
            run.own_paths |= own_paths(commits, imported=imported, source=source, known=known)
        commits = imported
        total = sum(change.new_path is not None for commit in commits for change in commit.changes)
        report(0, total)
        files = HistoryFiles(
            actor=actor,
            project=run.project,
            reader=reader,
            patterns=run.patterns,
            texts=run.texts,
            lookup=lookup,
            since=None if known.sha is None else tree_of(known.sha, reader=reader),
        )
        for batch in read_batches(reader=reader, commits=commits):
            placed = files.collect(batch, texts=state.live.keys())
            run.tally.files = repaired + files.stored
            texts = [refusal for commit in batch for refusal in commit.refusals]
            state = write_batch(run=run, state=state, read=ReadBatch(batch, placed, [*texts, *files.refusals]))
            refusals += [*texts, *files.refusals]
            left_out += sum(refusal.is_of_one_file for refusal in texts)
            report(run.tally.versions + run.tally.known + left_out, total)
    return tuple(refusals)


def _repair_files(actor: Actor, *, run: ImportRun, source: GitSource, lookup: Lookup) -> tuple[Refusal, ...]:
    """Add to the commits that were imported before what lies beside them. Return the files that were left out."""
    commits = changes_after(source=source, known=None, paths=run.texts)
    with object_reader(source) as reader:
        files = HistoryFiles(
            actor, run.project, reader, patterns=run.patterns, texts=run.texts, lookup=lookup, is_new=True
        )
        return tuple(repair_files(files, run=run, commits=commits))


def _open_drafts(*, actor: Actor, run: ImportRun) -> None:
    """Open an outdated draft of each document's newest version, so that a sync merges it with what readers get."""
    waiting = run.tally.waiting
    for document in Document.objects.filter(pk__in=list(waiting), trashed_at=None).order_by("pk"):
        newest = Version.objects.of(document.pk).published().newest_first()[0]
        with transaction.atomic():
            draft = fork_document(actor=actor, document=document, mode=ForkMode.FREE, source=str(newest.pk)).draft
            Draft.objects.filter(pk=draft.pk).update(base=waiting.pop(document.pk))
            run.tally.drafts += 1
            run.record(run.tally, ())


def _count_passed_over(*, opened: GitSource, known: Known, imported: int, paths: Sequence[str]) -> int:
    """Count older commits that match these patterns but did not match those of the earlier runs."""
    if known.sha is None:
        return 0
    return max(0, count_touching(source=opened, until=known.sha, paths=paths) - imported - known.woven)
