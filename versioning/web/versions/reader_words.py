"""Count the changed words of a comparison as the lists of versions do: those that readers see."""

from dataclasses import replace

from versioning.ops.load.costly import run
from versioning.services.drafts.merge_snapshots import Snapshot
from versioning.services.versions.compare_versions import SnapshotComparison
from versioning.text.compare.change_size import measure_change
from versioning.text.compare.comparison import Statistics
from versioning.text.render.refusals import TooCostly
from versioning.text.search.prose import prose


def reader_words(comparison: SnapshotComparison, *, base: Snapshot, head: Snapshot) -> Statistics:
    """Return the statistics of the comparison, with the words that readers see.

    Sources have more: front matter, and in visual editors names of tags and addresses of pictures.
    """
    statistics = comparison.text.statistics
    try:
        texts = [run(prose, side["body"], content_type=side["content_type"]) for side in (base, head)]
        if texts == [base["body"], head["body"]]:
            return statistics
        size = run(measure_change, base=texts[0], head=texts[1])
    except TooCostly:
        return statistics
    return replace(statistics, words_added=size.added, words_removed=size.removed)
