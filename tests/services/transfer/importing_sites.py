"""Import the zip of a site, and read what became of it."""

from collections.abc import Mapping
from pathlib import Path

from tests.cast import Cast
from tests.reading import current_of
from tests.zips import make_zip
from versioning.models import Document
from versioning.services.transfer.import_zip import ZipOptions, ZipSummary, import_zip
from versioning.services.versions.render_version import render_version

Files = Mapping[str, str | bytes]


def run(cast: Cast, tmp_path: Path, files: Files, *, layout: str = "") -> ZipSummary:
    return run_source(cast, make_zip(tmp_path, files), ZipOptions(layout=layout))


def run_source(cast: Cast, source: Path, options: ZipOptions) -> ZipSummary:
    return import_zip(
        actor=cast.manager, project=cast.project, source=source, report=lambda done, total: None, options=options
    )


def reasons(summary: ZipSummary) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in summary.skipped}


def html_of(title: str) -> str:
    return render_version(current_of(Document.objects.get(title=title)))
