from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.reading import current_of
from tests.services.observing import everything_stored
from tests.zips import make_zip
from versioning.exceptions import NotAllowed
from versioning.models import Document, Draft, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer._zip.documents import Outcome
from versioning.services.transfer.import_zip import ZipOptions, ZipSummary, import_zip
from versioning.services.versions.archive_version import archive_version


def run(cast: Cast, source: Path, *, patterns: Sequence[str] = ()) -> ZipSummary:
    return import_zip(
        actor=cast.manager,
        project=cast.project,
        source=source,
        report=lambda done, total: None,
        options=ZipOptions(patterns),
    )


def counts(summary: ZipSummary) -> dict[str, int]:
    return {outcome.name.lower(): count for outcome, count in summary.outcomes.items()}


def text_of(title: str) -> str:
    return current_of(Document.objects.get(title=title)).text


def test_files_become_documents_and_folders_categories(cast: Cast, tmp_path: Path) -> None:
    files = {
        "welcome.md": "# Welcome\n\nHello.\n",
        "guides/getting-started/first.markdown": "No heading.\n",
        "guides/index.md": "# All guides\n\nIn one place.\n",
    }

    summary = run(cast, make_zip(tmp_path, files))

    assert counts(summary) == {"created": 4}
    first = Document.objects.get(slug="first")
    assert [each.title for each in Document.objects.above(first)] == ["All guides", "Getting started"]
    assert text_of("Welcome") == "# Welcome\n\nHello.\n"
    assert text_of("All guides") == "# All guides\n\nIn one place.\n"
    assert set(Document.objects.values_list("kind", flat=True)) == {"category", "document"}
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_takes_title_and_description_from_the_front_matter_which_stays_in_the_text(cast: Cast, tmp_path: Path) -> None:
    text = "---\ntitle: Refunds\ndescription: When and how\ntags:\n  - money\n---\n\nWithin 14 days.\n"

    run(cast, make_zip(tmp_path, {"a.md": text}))

    version = current_of(Document.objects.get())
    assert (version.title, version.description, version.text) == ("Refunds", "When and how", text)


def test_the_same_zip_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"a.md": "One.\n", "guides/b.md": "Two.\n"})
    run(cast, source)
    before = everything_stored()

    summary = run(cast, source)

    assert counts(summary) == {"unchanged": 2}
    assert everything_stored() == before


def test_a_changed_file_becomes_the_next_version(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, {"a.md": "# A\n\nOne.\n", "b.md": "Two.\n"}))

    summary = run(cast, make_zip(tmp_path, {"a.md": "# A\n\nOther.\n", "b.md": "Two.\n"}))

    assert counts(summary) == {"changed": 1, "unchanged": 1}
    document = Document.objects.get(title="A")
    assert (current_of(document).number, current_of(document).text) == (2, "# A\n\nOther.\n")


def test_a_file_keeps_its_document_when_that_is_renamed_and_moved_here(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, {"guides/a.md": "One.\n"}))
    Document.objects.filter(slug="a").update(slug="other", parent=None)

    summary = run(cast, make_zip(tmp_path, {"guides/a.md": "Two.\n"}))

    assert counts(summary) == {"changed": 1}
    assert current_of(Document.objects.get(slug="other")).text == "Two.\n"


def test_a_file_waits_as_an_outdated_draft_if_somebody_published_meanwhile(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, {"a.md": "# A\n\nFirst.\n\nMiddle.\n\nLast.\n"}))
    document = Document.objects.get()
    cast.version(document, "# A\n\nFirst here.\n\nMiddle.\n\nLast.\n")

    summary = run(cast, make_zip(tmp_path, {"a.md": "# A\n\nFirst.\n\nMiddle.\n\nLast there.\n"}))

    assert counts(summary) == {"waiting": 1}
    assert current_of(document).text == "# A\n\nFirst here.\n\nMiddle.\n\nLast.\n"
    draft = Draft.objects.get()
    assert draft.is_outdated
    synced = sync_draft(actor=cast.editor, draft=draft)
    assert synced.draft.version.text == "# A\n\nFirst here.\n\nMiddle.\n\nLast there.\n"


def test_a_file_waits_if_its_version_is_no_longer_current(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, {"a.md": "One.\n"}))
    archive_version(actor=cast.publisher, version=current_of(Document.objects.get()))

    summary = run(cast, make_zip(tmp_path, {"a.md": "Two.\n"}))

    assert counts(summary) == {"waiting": 1}
    assert Document.objects.get().current is None


def test_refuses_a_document_in_the_trash_and_continues(cast: Cast, tmp_path: Path) -> None:
    files = {"a.md": "One.\n", "guides/b.md": "Two.\n"}
    run(cast, make_zip(tmp_path, files))
    for slug in ("a", "guides"):
        trash_document(actor=cast.manager, document=Document.objects.get(slug=slug))

    summary = run(cast, make_zip(tmp_path, {"a.md": "Other.\n", "guides/c.md": "New.\n", "d.md": "Four.\n"}))

    assert counts(summary) == {"created": 1}
    assert {refusal.path: refusal.reason for refusal in summary.refusals} == {
        "a.md": "The document is in the trash. Restore it first.",
        "guides/": "The document is in the trash. Restore it first.",
        "guides/c.md": "The folder was refused.",
    }


def test_a_document_that_was_deleted_for_good_is_created_again(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"a.md": "One.\n"})
    run(cast, source)
    Document.objects.update(current=None)
    Version.objects.all().delete()
    Document.objects.all().delete()

    summary = run(cast, source)

    assert counts(summary) == {"created": 1}


def test_a_folder_is_there_although_its_own_text_is_refused(cast: Cast, tmp_path: Path) -> None:
    summary = run(cast, make_zip(tmp_path, {"guides/index.md": b"\xff", "guides/a.md": "One.\n"}))

    assert [refusal.path for refusal in summary.refusals] == ["guides/index.md"]
    assert [each.title for each in Document.objects.above(Document.objects.get(slug="a"))] == ["Guides"]


def test_a_run_that_was_stopped_is_gone_on_with(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"a.md": "One.\n", "b.md": "Two.\n"})

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_zip(actor=cast.manager, project=cast.project, source=source, report=stop)

    assert counts(run(cast, source)) == {"unchanged": 1, "created": 1}


def test_is_for_managers(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"a.md": "One.\n"})

    with pytest.raises(NotAllowed, match="You need the manager role"):
        import_zip(actor=cast.publisher, project=cast.project, source=source, report=lambda done, total: None)


def test_counts_by_words_that_can_be_shown() -> None:
    assert len({outcome.value for outcome in Outcome}) == len(Outcome)
