"""Import an export of another product, and read what came of it."""

from collections.abc import Mapping
from pathlib import Path

from tests.cast import Cast
from tests.reading import current_of
from tests.zips import make_zip
from versioning.models import Document, File, Version
from versioning.services.transfer._sources.conversion import Conversion
from versioning.services.transfer.import_zip import ZipOptions, ZipSummary, import_zip
from versioning.services.versions.render_version import render_version

RICH = Conversion(content_type="wysiwyg")


def run(cast: Cast, source: Path, *, conversion: Conversion | None = None) -> ZipSummary:
    options = ZipOptions(conversion=conversion or Conversion(name=source.name))
    return import_zip(
        actor=cast.manager, project=cast.project, source=source, report=lambda done, total: None, options=options
    )


def run_files(
    cast: Cast, folder: Path, files: Mapping[str, str | bytes], *, conversion: Conversion | None = None
) -> ZipSummary:
    return run(cast, make_zip(folder, files), conversion=conversion)


def refused(summary: ZipSummary) -> list[tuple[str, str]]:
    return [(each.path, each.reason) for each in summary.refusals]


def text_of(title: str, **values: str) -> str:
    return current_of(Document.objects.get(title=title, **values)).text


def html_of(title: str, **values: str) -> str:
    """Return the HTML that readers see of the document."""
    version = current_of(Document.objects.get(title=title, **values))
    return render_version(Version.objects.with_text().select_related("document").get(pk=version.pk))


def link_to(title: str, **values: str) -> str:
    return f'href="/d/{Document.objects.get(title=title, **values).identifier}/'


def tree(**values: str) -> list[str]:
    """Return the paths of titles of all documents, in the order in which readers see them."""
    documents = list(Document.objects.filter(trashed_at=None, **values).order_by("order", "created_at"))

    def below(parent: object, start: str) -> list[str]:
        found = []
        for document in documents:
            if document.parent_id == parent:
                found.append(f"{start}{document.title}")
                found += below(document.pk, f"{start}{document.title}/")
        return found

    return below(None, "")


def files() -> list[str]:
    return sorted(File.objects.values_list("name", flat=True))
