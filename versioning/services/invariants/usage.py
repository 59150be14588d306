"""Invariants of the counters that quotas rest on."""

from collections.abc import Iterator

from django.db import connection

from versioning.models.files.file_count import find_file_miscounts
from versioning.models.quotas.usage_recount import find_miscounts
from versioning.services.invariants.breach import Breach, Invariant


def _find_miscounts() -> Iterator[Breach]:
    for miscount in find_miscounts(connection):
        whose = "the project" if miscount.user_id is None else "the person in this project"
        lacking = ", ".join(f"{name} {amount:+,}" for name, amount in miscount.lacking._asdict().items())
        yield Breach(
            code="usage_miscounted",
            table="versioning_usage",
            id="/".join(str(key) for key in miscount[:2] if key is not None),
            sentence=f"the usage of {whose} is not what its rows take up, and lacks: {lacking} (run `recount_usage`)",
        )


def _find_file_miscounts() -> Iterator[Breach]:
    for miscount in find_file_miscounts(connection):
        yield Breach(
            code="files_miscounted",
            table="versioning_filecount",
            id="/".join(str(key) for key in miscount[:2] if key is not None),
            sentence=f"the count of files lacks {miscount.files:+,} files and {miscount.bytes:+,} bytes "
            "(run `recount_usage`)",
        )


USAGE_INVARIANTS = (
    Invariant(title="the usage of projects and people is counted right", find=_find_miscounts),
    Invariant(title="the files of projects and folders are counted right", find=_find_file_miscounts),
)
