"""An exported history that nobody edited changes nothing, and one that was edited continues its documents."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, strategies

from tests.cast import Cast, make_cast
from tests.git_repos import Repo, commits_of, files_of, git
from tests.pictures import picture
from tests.pictures import stored as stored_file
from tests.reading import current_of
from tests.services.transfer.round_trips import round_trip
from tests.services.transfer.test_export_git import export
from tests.services.transfer.test_import_git import run
from tests.services.transfer.test_random_projects import STEPS, act
from versioning.exceptions import VersioningError
from versioning.models import Document, DocumentPath, Draft, Event, ImportedCommit, Version
from versioning.services.documents.trash_document import trash_document

ALL = "**/*"
AUTHOR = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "source.git")
    repo.write("docs/a.md", "one")
    repo.write("docs/b.md", "other")
    repo.commit("Begin\n")
    return repo


def stored() -> dict[str, Any]:
    """Return everything that an import could add or change."""
    models: tuple[Any, ...] = (Version, Document, Draft, Event, ImportedCommit, DocumentPath)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def edit(exported: Path, path: str, text: str) -> None:
    """Commit another text of this file, as somebody does who works in the export."""
    (exported / path).write_text(text)
    git(exported, *AUTHOR, "commit", "--all", "--quiet", "--message", "Edit")


def test_an_export_of_texts_that_were_written_here_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("Refunds", "One.\n")
    cast.version(document, "Two.\n")
    cast.document("Rich", "<p>x</p>", content_type="wysiwyg")
    export(cast, tmp_path / "out")
    before = stored()

    summary = run(cast, tmp_path / "out", ALL)

    assert (summary.tally.versions, summary.tally.created, stored()) == (0, 0, before)


def test_the_files_of_an_export_that_nobody_edited_are_not_called_left_out(cast: Cast, tmp_path: Path) -> None:
    plan = stored_file(cast, picture("red"), name="plan.png")
    cast.document("Refunds", f"![Plan]({plan.url})\n")
    export(cast, tmp_path / "out")

    summary = run(cast, tmp_path / "out")

    assert summary.skipped == ()


def test_front_matter_that_a_former_import_kept_beside_the_text_is_exported(cast: Cast, tmp_path: Path) -> None:
    cast.document("Refunds", "Text.\n", fields={"front_matter": "weight: 1\n"})
    export(cast, tmp_path / "out")
    before = stored()

    summary = run(cast, tmp_path / "out", ALL)

    written = [path.read_text() for path in (tmp_path / "out").glob("*.md")]
    assert written == ["---\nweight: 1\n---\n\nText.\n"]
    assert (summary.tally.versions, summary.tally.created, stored()) == (0, 0, before)


@pytest.mark.parametrize(("more", "versions"), [("", 0), ("More.\n", 1)])
def test_an_export_of_a_former_release_without_the_kept_lines_is_recognized(
    cast: Cast, tmp_path: Path, more: str, versions: int
) -> None:
    cast.document("Refunds", "Text.\n", fields={"front_matter": "weight: 1\n"})
    export(cast, tmp_path / "out")
    (path,) = (tmp_path / "out").glob("*.md")
    path.write_text("Text.\n")
    git(tmp_path / "out", *AUTHOR, "commit", "--all", "--amend", "--quiet", "--no-edit")
    if more:
        edit(tmp_path / "out", path.name, f"Text.\n{more}")

    summary = run(cast, tmp_path / "out", ALL)

    assert (summary.tally.versions, summary.tally.created) == (versions, 0)


def test_an_export_of_an_import_that_was_continued_here_changes_nothing(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    cast.version(Document.objects.get(slug="docs-a"), "mine")
    trash_document(actor=cast.manager, document=Document.objects.get(slug="docs-b"))
    export(cast, tmp_path / "out")
    before = stored()

    summary = run(cast, tmp_path / "out", ALL)

    assert (summary.tally.versions, summary.tally.trashed, stored()) == (0, 0, before)


def test_an_export_with_versions_between_imported_ones_changes_nothing(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    cast.version(Document.objects.get(slug="docs-a"), "mine")
    repo.write("docs/a.md", "theirs")
    repo.commit("Write over\n")
    run(cast, repo)
    export(cast, tmp_path / "out")
    before = stored()

    summary = run(cast, tmp_path / "out", ALL)

    assert (summary.tally.versions, summary.passed_over, stored()) == (0, 0, before)


@pytest.mark.parametrize(("before", "after"), [(b"theirs", b"others"), (b"mine", b"mind")])
def test_an_export_whose_earlier_texts_were_rewritten_is_refused(
    cast: Cast, repo: Repo, tmp_path: Path, before: bytes, after: bytes
) -> None:
    run(cast, repo)
    cast.version(Document.objects.get(slug="docs-a"), "mine")
    repo.write("docs/a.md", "theirs")
    repo.commit("Write over\n")
    run(cast, repo)
    export(cast, tmp_path / "out")
    # As a rebase does it: authors, dates and messages stay.
    history = git(tmp_path / "out", "fast-export", "main").replace(before, after)
    git(tmp_path / "out", "fast-import", "--force", "--quiet", given=history)

    with pytest.raises(VersioningError, match="The history was rewritten"):
        run(cast, tmp_path / "out", ALL)


def test_the_history_it_came_from_goes_on_after_an_export_was_read_again(
    cast: Cast, repo: Repo, tmp_path: Path
) -> None:
    run(cast, repo)
    cast.version(Document.objects.get(slug="docs-a"), "mine")
    export(cast, tmp_path / "out")
    run(cast, tmp_path / "out")
    repo.write("docs/b.md", "upstream")
    repo.commit("Upstream\n")

    summary = run(cast, repo)

    assert summary.tally.versions == 1
    assert current_of(Document.objects.get(slug="docs-b")).text == "upstream"


def test_a_file_that_was_edited_in_an_export_continues_its_document(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("Refunds", "One.\n")
    cast.document("Other", "Other.\n")
    export(cast, tmp_path / "out")
    edit(tmp_path / "out", "refunds.md", "Two.\n")

    summary = run(cast, tmp_path / "out")

    versions = document.versions.order_by("number")
    assert (summary.tally.versions, summary.tally.known, Document.objects.count()) == (1, 2, 2)
    assert [version.text for version in versions] == ["One.\n", "Two.\n"]
    assert (versions[1].source, current_of(document)) == (versions[0], versions[1])


def test_a_second_edit_of_an_export_continues_it_too(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("Refunds", "One.\n")
    export(cast, tmp_path / "out")
    edit(tmp_path / "out", "refunds.md", "Two.\n")
    run(cast, tmp_path / "out")
    edit(tmp_path / "out", "refunds.md", "Three.\n")

    run(cast, tmp_path / "out")

    assert [version.text for version in document.versions.order_by("number")] == ["One.\n", "Two.\n", "Three.\n"]


def test_what_was_published_since_the_export_stays_and_the_edit_waits(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("Refunds", "One.\n")
    export(cast, tmp_path / "out")
    own = cast.version(document, "Mine.\n")
    edit(tmp_path / "out", "refunds.md", "Theirs.\n")

    summary = run(cast, tmp_path / "out")

    document.refresh_from_db()
    assert (document.current, summary.tally.drafts, Draft.objects.get().is_outdated) == (own, 1, True)


def test_a_forged_name_of_a_version_counts_only_with_its_text(cast: Cast, tmp_path: Path) -> None:
    version = cast.document("Refunds", "One.\n").current
    assert version is not None
    forged = Repo(tmp_path / "forged.git")
    forged.write("a.md", "Evil.\n")
    forged.commit(f"Evil\n\nStemma-Version: {version.pk}\n")

    summary = run(cast, forged)

    assert (summary.tally.known, summary.tally.created) == (0, 1)
    assert version.document.versions.count() == 1


def test_a_version_of_another_project_is_not_taken_for_its_own(cast: Cast, tmp_path: Path) -> None:
    cast.document("Refunds", "One.\n")
    export(cast, tmp_path / "out")
    other = make_cast("other")

    summary = run(other, tmp_path / "out")

    assert (summary.tally.known, summary.tally.created) == (0, 1)
    assert Document.objects.filter(project=other.project).count() == 1


def test_another_history_that_has_lines_of_an_export_is_refused(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    version = cast.version(Document.objects.get(slug="docs-a"), "mine")
    other = Repo(tmp_path / "other.git")
    other.write("a.md", "x")
    other.commit(f"First\n\nStemma-Version: {version.pk}\n")
    other.commit("Something else\n")

    with pytest.raises(VersioningError, match="The history was rewritten"):
        run(cast, other)


@round_trip
@given(
    steps=STEPS,
    upstream=strategies.lists(strategies.tuples(strategies.integers(0, 2), strategies.text("ab\n ")), max_size=4),
)
@pytest.mark.django_db
def test_random_projects_come_back_unchanged(
    tmp_path: Path, steps: list[tuple[str, int, str]], upstream: list[tuple[int, str]]
) -> None:
    slug = f"p{uuid4().hex[:12]}"
    cast, repo = make_cast(slug), Repo(tmp_path / f"{slug}.git")
    pending = list(upstream)
    for number, (name, chosen, text) in enumerate(steps):
        # Commits from elsewhere come between what is done here.
        if number % 4 == 1 and pending:
            file, body = pending.pop()
            repo.write(f"docs/{file}.md", f"{body}{number}")
            repo.commit()
            run(cast, repo)
        try:
            act(cast, name, chosen, text)
        except VersioningError:
            # It cannot be done in this state.
            continue
    export(cast, tmp_path / slug)
    before = stored()
    # Without a version, the export has no branch.
    if Version.objects.filter(document__project=cast.project).ever_published().filter(trashed_at=None).exists():
        summary = run(cast, tmp_path / slug, ALL)

        assert (summary.tally.versions, summary.tally.drafts, stored()) == (0, 0, before)
        export(cast, tmp_path / f"{slug}-again")
        assert commits_of(tmp_path / f"{slug}-again") == commits_of(tmp_path / slug)
        assert files_of(tmp_path / f"{slug}-again") == files_of(tmp_path / slug)
