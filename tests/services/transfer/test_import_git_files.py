"""Files that are moved, deleted, restored or refused."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import Repo
from tests.services.transfer.test_import_git import newest, run
from versioning.models import Document, ImportedCommit, Verb, Version
from versioning.services.transfer._git import history as git_history

LONG = "# Title\n" + "A line that stays.\n" * 20


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def paths(document: Document) -> list[str]:
    return [version.fields["git"]["path"] for version in document.versions.order_by("number")]


@pytest.mark.parametrize("added", ["", "One line more.\n"], ids=["alone", "with an edit"])
def test_a_rename_keeps_the_document_and_its_history(cast: Cast, repo: Repo, added: str) -> None:
    repo.write("old.md", LONG)
    repo.commit()
    repo.write("old.md", LONG + added)
    repo.rename("old.md", "docs/new.md")
    repo.commit()

    summary = run(cast, repo)

    document = Document.objects.get()
    assert paths(document) == ["old.md", "docs/new.md"]
    assert newest().text == LONG + added
    assert (document.trashed_at, summary.tally.trashed) == (None, 0)


def test_two_files_may_pass_their_names_on(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", LONG + "a")
    repo.write("b.md", "Nothing of the kind.\n" * 20)
    repo.commit()
    repo.rename("b.md", "c.md")
    repo.rename("a.md", "b.md")
    repo.commit()

    run(cast, repo)

    current = {document.current.text: paths(document) for document in Document.objects.all() if document.current}
    assert current[LONG + "a"][0] == "a.md"
    assert Document.objects.filter(trashed_at=None).count() == 2


def test_a_deletion_trashes_the_document(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "text")
    repo.commit()
    repo.remove("a.md")
    sha = repo.commit()

    summary = run(cast, repo)

    document = Document.objects.get()
    assert document.trashed_at == document.events.get(verb=Verb.DOCUMENT_TRASHED).at
    assert document.current is not None
    assert (summary.tally.trashed, summary.tally.versions) == (1, 1)
    assert ImportedCommit.objects.get(sha=sha).deleted_paths == ["a.md"]


def test_a_file_that_comes_back_restores_its_document(cast: Cast, repo: Repo) -> None:
    for text in ("one", None, "one", None, "two"):
        if text is None:
            repo.remove("a.md")
        else:
            repo.write("a.md", text)
        repo.commit()

    summary = run(cast, repo)

    document = Document.objects.get()
    assert document.trashed_at is None
    assert [version.text for version in document.versions.order_by("number")] == ["one", "one", "two"]
    assert (summary.tally.restored, document.blobs.count()) == (2, 2)


def test_a_rename_takes_the_path_of_a_document_in_the_trash(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "gone")
    repo.write("b.md", LONG)
    repo.commit()
    repo.remove("a.md")
    repo.commit()
    repo.rename("b.md", "a.md")
    repo.commit()
    repo.write("a.md", LONG + "more")
    repo.commit()

    run(cast, repo)

    kept = Document.objects.get(trashed_at=None)
    assert paths(kept) == ["b.md", "a.md", "a.md"]
    assert paths(Document.objects.get(trashed_at__isnull=False)) == ["a.md"]


def test_a_path_that_was_renamed_away_is_free_for_another_document(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", LONG)
    repo.commit()
    repo.rename("a.md", "b.md")
    repo.commit()
    repo.write("a.md", "another")
    repo.commit()

    run(cast, repo)

    assert sorted(map(paths, Document.objects.all())) == [["a.md"], ["a.md", "b.md"]]


def test_renames_across_the_patterns_are_additions_and_deletions(cast: Cast, repo: Repo) -> None:
    repo.write("in.md", LONG)
    repo.write("out.txt", "Other words here.\n" * 20)
    repo.commit()
    repo.rename("in.md", "in.txt")
    repo.rename("out.txt", "out.md")
    repo.commit()

    run(cast, repo)

    assert paths(Document.objects.get(trashed_at=None)) == ["out.md"]
    assert paths(Document.objects.get(trashed_at__isnull=False)) == ["in.md"]


def test_patterns_are_gits_own_globs(cast: Cast, repo: Repo) -> None:
    for path in ("docs/a.md", "docs/deep/b.md", "docs/c.txt", "other/d.md", "e.md"):
        repo.write(path, path)
    repo.commit()

    run(cast, repo, "docs/**/*.md", "e.*")

    assert {version.text for version in Version.objects.all()} == {"docs/a.md", "docs/deep/b.md", "e.md"}


@pytest.mark.parametrize(
    "path",
    ["with space.md", 'quo"te.md', "line\nend.md", "tab\t.md", "-n.md", "ü/日本.md", ":(top)x.md", "back\\slash.md"],
)
def test_weird_names_are_taken_as_they_are(cast: Cast, repo: Repo, path: str) -> None:
    repo.write(path, "text")
    repo.commit()

    run(cast, repo)

    assert newest().fields["git"]["path"] == path


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        (b"a.md", b"caf\xe9", "the text is not UTF-8"),
        (b"a.md", b"\xed\xa0\x80", "the text is not UTF-8"),
        (b"caf\xe9.md", b"text", "the path is not UTF-8"),
        (b".git/hooks/a.md", b"text", "the path is not allowed"),
        (b"../a.md", b"text", "the path is not allowed"),
    ],
)
def test_a_file_that_cannot_be_stored_is_refused_by_name_and_the_rest_is_imported(
    cast: Cast, repo: Repo, path: bytes, data: bytes, reason: str
) -> None:
    repo.write(path, data)
    repo.write("good.md", "text")
    sha = repo.commit()

    summary = run(cast, repo)

    (refusal,) = summary.refusals
    assert (refusal.commit, refusal.path, refusal.reason) == (sha, path.decode("utf-8", "backslashreplace"), reason)
    assert newest().text == "text"


def test_a_file_that_becomes_text_again_continues_its_document(cast: Cast, repo: Repo) -> None:
    for data in (b"one", b"\xff", b"two"):
        repo.write("a.md", data)
        repo.commit()

    run(cast, repo)

    assert [version.text for version in Document.objects.get().versions.order_by("number")] == ["one", "two"]


def test_a_rename_to_what_is_no_text_takes_the_old_file_away(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", LONG)
    repo.commit()
    repo.remove("a.md")
    repo.write("b.md", LONG.encode() + b"\xff")
    repo.commit()

    summary = run(cast, repo)

    assert (summary.tally.trashed, len(summary.refusals)) == (1, 1)


def test_links_and_submodules_are_no_files(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "text")
    repo.write("link.md", "a.md", mode="120000")
    repo.commit()
    repo.write("a.md", "elsewhere", mode="120000")
    repo.commit()

    summary = run(cast, repo)

    assert (summary.tally.versions, summary.tally.trashed) == (1, 1)


def test_an_executable_file_keeps_its_mode(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "text", mode="100755")
    repo.commit()

    run(cast, repo)

    assert newest().fields["git"]["mode"] == "100755"


def test_a_merge_counts_as_what_it_brought_to_the_first_parent(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "one")
    base = repo.commit()
    repo.write("a.md", "two")
    side = repo.commit("On the side\n")
    repo.tip = base
    repo.write("b.md", "straight")
    repo.remove("a.md")
    repo.write("a.md", "one")
    repo.commit("Straight on\n")
    repo.write("a.md", "two")
    repo.commit("Merge the side\n", merged=side)

    run(cast, repo)

    versions = Version.objects.filter(document__slug="a").order_by("number")
    assert [version.name for version in versions] == ["Change it", "Merge the side"]


def test_a_damaged_repository_is_refused_with_a_sentence(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "text")
    repo.commit()
    blob = repo.store("blob", b"text")
    (repo.folder / "objects" / blob[:2] / blob[2:]).unlink()

    with pytest.raises(Exception, match="is missing. The source is damaged"):
        run(cast, repo)


def test_a_file_that_is_too_large_is_refused_and_the_others_are_imported(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_history, "LARGEST_FILE", 300)
    repo.write("a.md", "x" * 1000)
    repo.write("b.md", "text")
    repo.commit()

    summary = run(cast, repo)

    assert [(refusal.path, refusal.reason) for refusal in summary.refusals] == [
        ("a.md", "the file or its commit is too large")
    ]
    assert newest().text == "text"


def test_the_deletion_of_a_file_that_was_refused_takes_nothing_away(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", b"\xff")
    repo.write("b.md", "text")
    repo.commit()
    repo.remove("a.md")
    repo.commit()

    summary = run(cast, repo)

    assert (summary.tally.trashed, summary.tally.commits) == (0, 2)
    assert list(ImportedCommit.objects.values_list("deleted_paths", flat=True)) == [[], []]


def test_each_document_has_an_identifier_of_its_own(cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    Document.objects.filter(pk=cast.document().pk).update(identifier="00000000")
    given = iter(["11111111", "11111111", "00000000", "22222222"])
    monkeypatch.setattr("secrets.token_bytes", lambda size: bytes.fromhex(next(given)))
    repo.write("a.md", "one")
    repo.write("b.md", "two")
    repo.commit()

    run(cast, repo)

    assert set(Document.objects.values_list("identifier", flat=True)) == {"00000000", "11111111", "22222222"}
