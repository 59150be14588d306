"""Bringing a git history into a project: every version of every matching file, byte for byte."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from versioning.exceptions import VersioningError
from versioning.models import Actor, Project
from versioning.policies import Action, authorize
from versioning.services.transfer._git.history import (
    CommitChanges,
    changes_after,
    count_touching,
    first_parent_shas,
    object_reader,
)
from versioning.services.transfer._git.source import GitSource, opened_source
from versioning.services.transfer._import.batch import Tally, write_batch
from versioning.services.transfer._import.people import People
from versioning.services.transfer._import.reading import Refusal, read_batches
from versioning.services.transfer._import.state import load_state

DEFAULT_REF = "main"
DEFAULT_PATHS = ("**/*.md",)
# (versions done, versions in all), after each batch
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class ImportSummary:
    """What one run did. `passed_over` counts commits older than the last run's, which cannot be put in between."""

    tally: Tally
    people: int
    refusals: tuple[Refusal, ...]
    passed_over: int
    seconds: float

    @property
    def versions_a_second(self) -> float:
        return self.tally.versions / self.seconds if self.seconds else 0.0


def import_git(
    *,
    actor: Actor,
    project: Project,
    source: str,
    report: Report,
    ref: str = DEFAULT_REF,
    paths: Sequence[str] = DEFAULT_PATHS,
) -> ImportSummary:
    """Add what the project does not have yet of the ref's first-parent history.

    `source` is a repository or bundle on this machine; `paths` are git's own glob patterns. It is written batch by
    batch, each one whole: a run that was killed is continued by the next. Every version that somebody published here
    meanwhile stays; the newest imported one becomes the current one.

    Raises InvalidValue (source, ref, paths), VersioningError (the history was rewritten; another import runs).
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=project.pk)
    started = monotonic()
    state, people, tally = load_state(project), People(), Tally()
    refusals: list[Refusal] = []
    workspace = project.workspaces.order_by("created_at", "pk")[0]
    with opened_source(source=source, ref=ref) as opened:
        known = _last_known(opened=opened, imported=state.shas)
        commits = changes_after(source=opened, known=known, paths=paths)
        passed_over = _count_passed_over(opened=opened, known=known, imported=len(state.shas), paths=paths)
        total = _count_files(commits)
        report(0, total)
        with object_reader(opened) as reader:
            for batch in read_batches(reader=reader, commits=commits):
                state = write_batch(
                    project=project, workspace=workspace, state=state, people=people, tally=tally, commits=batch
                )
                refusals += [refusal for commit in batch for refusal in commit.refusals]
                report(tally.versions + len(refusals), total)
    return ImportSummary(
        tally=tally,
        people=people.created,
        refusals=tuple(refusals),
        passed_over=passed_over,
        seconds=monotonic() - started,
    )


def _last_known(*, opened: GitSource, imported: list[str]) -> str | None:
    """The newest imported commit. Raises VersioningError unless all of them are in the ref's history."""
    if not imported:
        return None
    history = set(first_parent_shas(opened))
    missing = next((sha for sha in imported if sha not in history), None)
    if missing is not None:
        raise VersioningError(
            f"The commit {missing[:12]} was imported, but is not in this history any more: it was rewritten, or "
            "this is another branch or repository. Nothing was changed. Import it into a project of its own."
        )
    return imported[-1]


def _count_passed_over(*, opened: GitSource, known: str | None, imported: int, paths: Sequence[str]) -> int:
    """Older commits that these patterns match and those of the earlier runs did not."""
    if known is None:
        return 0
    return max(0, count_touching(source=opened, until=known, paths=paths) - imported)


def _count_files(commits: Sequence[CommitChanges]) -> int:
    return sum(change.new_path is not None for commit in commits for change in commit.changes)
