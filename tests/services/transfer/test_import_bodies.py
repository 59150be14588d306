from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.damage import damage
from tests.git_repos import Repo
from tests.kept_texts import texts_of
from tests.services.maintenance.repacking import expect_soundness
from tests.services.maintenance.repacking import run as repack_all
from tests.services.transfer.test_import_git import delete_for_good, run
from versioning.models import Blob, Document, Version
from versioning.models.history.blob import text_digest
from versioning.services.kernel.reencoding import reencode
from versioning.services.transfer._import import write_batch as batch_writing
from versioning.services.transfer._import.bodies import BatchBodies, pack_bodies
from versioning.text.compare.words import count_words
from versioning.text.delta.delta import encode
from versioning.text.delta.packing import PlacedText


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def commit_all(repo: Repo, texts: list[str]) -> None:
    for text in texts:
        repo.write("a.md", text)
        repo.commit()


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Do it once, after the texts of the next batch are compressed and before its documents are locked."""
    left = iter([act])

    def pack(**arguments: Any) -> BatchBodies:
        bodies = pack_bodies(**arguments)
        for each in left:
            each()
        return bodies

    monkeypatch.setattr(batch_writing, "pack_bodies", pack)


def expect_texts(texts: list[str]) -> None:
    versions = Version.objects.published().order_by("number").with_text()
    assert [version.text for version in versions] == texts
    expect_soundness()


def test_texts_rest_on_those_of_an_earlier_run(cast: Cast, repo: Repo) -> None:
    first, *others = texts_of(6)
    commit_all(repo, [first])
    run(cast, repo.folder)
    commit_all(repo, others)

    run(cast, repo.folder)

    assert Blob.objects.filter(base=None).count() == 1
    expect_texts([first, *others])


def test_a_text_that_somebody_wrote_meanwhile_is_stored_once(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = texts_of(3)
    commit_all(repo, [first])
    run(cast, repo.folder)
    commit_all(repo, [second, third])
    meanwhile(monkeypatch, lambda: cast.version(Document.objects.get(), second))

    run(cast, repo.folder)

    assert Blob.objects.count() == 3
    expect_texts([first, second, second, third])


def test_a_text_that_was_purged_meanwhile_is_stored_again(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = texts_of(3)
    commit_all(repo, [first])
    run(cast, repo.folder)
    draft = cast.save(cast.fork(Document.objects.get()), body=second)
    cast.save(draft, body=third)
    commit_all(repo, [second])
    meanwhile(monkeypatch, lambda: Blob.objects.filter(sha256=text_digest(second.encode())).delete())

    run(cast, repo.folder)

    expect_texts([first, second])


def test_a_text_whose_base_moved_deeper_meanwhile_is_stored_whole(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = texts_of(3)
    commit_all(repo, [first, second])
    run(cast, repo.folder)
    commit_all(repo, [third])
    whole, tip = Blob.objects.order_by("depth")
    other = cast.save(cast.fork(Document.objects.get()), body="Another text.").version.body

    def move_away() -> None:
        beside = encode(b"Another text.", base=first.encode())
        beyond = encode(second.encode(), base=b"Another text.")
        placed = [PlacedText(other.pk, whole.pk, 1, beside), PlacedText(tip.pk, other.pk, 2, beyond)]
        reencode(document_id=whole.document_id, placed=placed, depths={})

    meanwhile(monkeypatch, move_away)

    run(cast, repo.folder)

    expect_texts([first, second, third])


def test_a_repack_at_the_same_moment_does_no_harm(cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_of(12)
    commit_all(repo, texts[:8])
    run(cast, repo.folder)
    commit_all(repo, texts[8:])
    meanwhile(monkeypatch, repack_all)

    run(cast, repo.folder)

    expect_texts(texts)


def test_a_document_that_was_purged_at_the_same_moment_is_created_again(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = texts_of(2)
    commit_all(repo, [first])
    run(cast, repo.folder)
    former = Document.objects.get()
    commit_all(repo, [second])
    meanwhile(monkeypatch, lambda: delete_for_good(former.slug))

    run(cast, repo.folder)

    assert Document.objects.get().pk != former.pk
    expect_texts([second])


def counts() -> list[tuple[int | None, ...]]:
    return list(Version.objects.order_by("number").values_list("words", "words_added", "words_removed"))


def test_versions_keep_how_much_of_them_changed(cast: Cast, repo: Repo) -> None:
    commit_all(repo, ["One two three.\n", "One 2 three four.\n"])
    run(cast, repo.folder)
    commit_all(repo, ["One 2 three.\n", "One 2 three.\nFour.\n", "One 2 three.\n"])

    run(cast, repo.folder)

    assert counts() == [(3, 3, 0), (4, 2, 1), (3, 0, 1), (4, 1, 0), (3, 0, 1)]


def test_what_follows_a_damaged_text_is_counted_later(cast: Cast, repo: Repo) -> None:
    first, second, third = texts_of(3)
    commit_all(repo, [first])
    run(cast, repo.folder)
    damage(Blob.objects.get().pk)
    commit_all(repo, [second, third])

    run(cast, repo.folder)

    (_, unknown, known) = counts()
    assert unknown == (None, None, None)
    assert known[0] == count_words(third)
