"""Name the files of the newest commit that an import of a history left out."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from versioning.models import HistoryFile, Project
from versioning.services.transfer._import.patterns import matches
from versioning.services.transfer._layouts.plan import Plan
from versioning.services.transfer._layouts.tree import is_text

UNUSED = "It isn't a text that can be imported, and no text refers to it."
_UNMATCHED = "None of the patterns of texts matches it."
_REFUSED = "An earlier import refused it, or its document was deleted for good."


class Skipped(NamedTuple):
    """A file that was left out, and why, in a sentence."""

    path: str
    reason: str


def skipped_files(
    paths: Sequence[str], *, project: Project, plan: Plan | None, known: Collection[str], texts: Sequence[str]
) -> tuple[Skipped, ...]:
    """Return the files among `paths` that are neither `known`, nor files beside texts. `texts` are patterns."""
    beside = HistoryFile.objects.of_git().of_paths().filter(project=project).values_list("path", flat=True)
    left = sorted(set(paths).difference(known, beside.distinct()))
    return tuple(Skipped(path, next(_reasons(path, plan=plan, texts=texts))) for path in left)


def _reasons(path: str, *, plan: Plan | None, texts: Sequence[str]) -> Iterator[str]:
    """Yield what may explain it, the best first."""
    if matches(path, texts):
        yield _REFUSED
    if plan is not None and (reason := plan.reason(path)):
        yield reason
    yield _UNMATCHED if is_text(path) else UNUSED
