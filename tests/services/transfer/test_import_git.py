"""The versions, documents and events that one commit becomes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.git_repos import START, Repo
from versioning.exceptions import NotAllowed, QuotaExceeded
from versioning.models import Document, Event, Usage, Verb, Version
from versioning.models.quotas.usage_recount import find_miscounts
from versioning.services.transfer.import_git import ImportOptions, ImportSummary, import_git
from versioning.services.versions.version_at import version_at


def silent(done: int, total: int) -> None:
    assert done <= total


def run(cast: Cast, repo: Repo | Path, *paths: str, files: Sequence[str] = ()) -> ImportSummary:
    source = str(repo.folder if isinstance(repo, Repo) else repo)
    return import_git(
        actor=cast.manager,
        project=cast.project,
        source=source,
        report=silent,
        options=ImportOptions(paths=paths or ("**/*.md",), files=files),
    )


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def delete_for_good(slug: str) -> None:
    """Delete texts, versions and the document, as a purge does. The imported commits stay."""
    Document.objects.filter(slug=slug).update(current=None)
    Version.objects.filter(document__slug=slug).delete()
    Document.objects.filter(slug=slug).delete()


def newest() -> Version:
    return Version.objects.order_by("-number")[0]


def test_each_change_of_a_file_is_a_published_version(cast: Cast, repo: Repo) -> None:
    for text in ("one", "two", "three"):
        repo.write("docs/a.md", text)
        repo.commit(f"Say {text}\n\nAt length.\n")

    summary = run(cast, repo)

    document = Document.objects.get()
    versions = list(document.versions.order_by("number"))
    assert [version.text for version in versions] == ["one", "two", "three"]
    assert [version.name for version in versions] == ["Say one", "Say two", "Say three"]
    assert {version.status for version in versions} == {"published"}
    assert [version.source for version in versions] == [None, *versions[:2]]
    assert (document.current, document.last_number) == (versions[2], 3)
    assert (summary.tally.versions, summary.tally.commits, summary.tally.created) == (3, 3, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no line end",
        b"a\r\nb\r\n",
        b"\xef\xbb\xbf# bom\n",
        b"nul \0 byte",
        "é\u2028😀\n".encode(),
        b"183 KB\n" * 26_200,
    ],
    ids=["empty", "no line end", "CRLF", "BOM", "NUL", "Unicode", "183 KB"],
)
def test_a_text_stays_byte_for_byte(cast: Cast, repo: Repo, data: bytes) -> None:
    repo.write("a.md", data)
    repo.commit()

    run(cast, repo)

    assert newest().body.read() == data


def test_a_version_is_authored_and_linked_by_its_commit(cast: Cast, repo: Repo) -> None:
    repo.write("docs/a.md", "text")
    sha = repo.commit()

    run(cast, repo)

    version = newest()
    assert version.fields == {"git": {"commit": sha, "path": "docs/a.md"}}
    assert (version.author_name, version.authored_at) == ("Anna Author", datetime.fromtimestamp(START + 60, tz=UTC))
    assert version.key == f"draft_{(START + 60) * 1000}"


def test_keys_count_up_if_two_commits_have_the_same_date(cast: Cast, repo: Repo) -> None:
    for text in ("one", "two", "three"):
        repo.write("a.md", text)
        repo.commit()
        repo.clock = START

    run(cast, repo)

    assert [version.key[-4:] for version in Version.objects.order_by("number")] == ["0000", "0001", "0002"]


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Two lines\nof subject\n\nBody", "Two lines of subject"),
        ("\n\n  Late  \n", "  Late"),
        ("", "v1"),
        ("é" * 300, "é" * 255),
        (b"caf\xe9 \0\n", "caf\ufffd "),
    ],
)
def test_a_version_is_named_by_the_subject(cast: Cast, repo: Repo, message: str | bytes, name: str) -> None:
    repo.write("a.md", "text")
    repo.commit(message)

    run(cast, repo)

    assert newest().name == name


def test_a_message_is_read_in_the_encoding_that_it_names(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "text")
    repo.commit("Grüße\n".encode("latin-1"), author="Jürgen <j@x>".encode("latin-1"), headers=b"encoding ISO-8859-1\n")

    run(cast, repo)

    assert (newest().name, newest().author_name) == ("Grüße", "Jürgen")


@pytest.mark.parametrize(
    ("path", "text", "title", "slug"),
    [
        ("docs/Getting started.md", "# [Start *here*](x)\n", "Start here", "docs-getting-started"),
        ("docs/a.b.md", "no heading", "a.b", "docs-ab"),
        ("ü.md", "Under\n=====\n", "Under", "u"),
        (".md", "", ".md", "md"),
        ("日本.md", "# " + "x" * 300, "x" * 255, "日本"),
    ],
)
def test_a_document_is_titled_by_its_text_or_its_file(
    cast: Cast, repo: Repo, path: str, text: str, title: str, slug: str
) -> None:
    repo.write(path, text)
    repo.commit()

    run(cast, repo)

    document = Document.objects.get()
    assert (document.title, document.slug, newest().title) == (title, slug, title)
    assert (document.kind, document.language, document.workspace) == ("document", "en", cast.workspace)


def test_every_change_leaves_its_events(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "one")
    sha = repo.commit()
    repo.remove("a.md")
    repo.commit()

    run(cast, repo)

    events = list(Document.objects.get().events.order_by("pk"))
    assert [event.verb for event in events] == [
        Verb.DOCUMENT_CREATED,
        Verb.VERSION_PUBLISHED,
        Verb.VERSION_PROMOTED,
        Verb.DOCUMENT_TRASHED,
    ]
    assert events[2].data == {"number": 1, "former": None, "commit": sha}


def test_a_version_of_the_past_is_found_even_if_clocks_went_back(cast: Cast, repo: Repo) -> None:
    for minutes, text in ((10, "one"), (-500, "two"), (20, "three")):
        repo.clock = START + 60 * minutes
        repo.write("a.md", text)
        repo.commit()

    run(cast, repo)

    document = Document.objects.get()
    moves = Event.objects.filter(verb=Verb.VERSION_PROMOTED).order_by("pk")
    moments = [moment for moment in moves.values_list("claimed_at", flat=True) if moment is not None]
    assert moments == sorted(moments)
    version = version_at(document=document, moment=moments[1])
    assert version is not None
    assert version.text == "two"


def test_dates_past_what_a_database_holds_are_moved_into_it(cast: Cast, repo: Repo) -> None:
    repo.clock = 10**17
    repo.write("a.md", "text")
    repo.commit()

    run(cast, repo)

    authored_at = newest().authored_at
    assert authored_at is not None
    assert authored_at.year == 9999


def test_one_text_of_a_document_is_stored_once(cast: Cast, repo: Repo) -> None:
    for text in ("one", "two", "one"):
        repo.write("a.md", text)
        repo.commit()

    run(cast, repo)

    assert Document.objects.get().blobs.count() == 2


def test_refuses_who_is_no_manager(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "text")
    repo.commit()

    with pytest.raises(NotAllowed):
        import_git(actor=cast.publisher, project=cast.project, source=str(repo.folder), report=silent)

    assert not Version.objects.exists()


@pytest.mark.parametrize(("kind", "limit"), [("BYTES", 100), ("VERSIONS", 2)])
def test_an_import_beyond_a_quota_is_refused_and_its_batch_is_not_written(
    cast: Cast, repo: Repo, settings: Settings, kind: str, limit: int
) -> None:
    for text in ("one", "two", "three"):
        repo.write("docs/a.md", text * 200)
        repo.commit(f"Say {text}")
    setattr(settings, f"QUOTA_PERSON_{kind}", limit)

    with pytest.raises(QuotaExceeded, match="for one person in this project: 0 "):
        run(cast, repo)

    assert not Version.objects.exists()


def test_an_import_counts_for_who_runs_it(cast: Cast, repo: Repo) -> None:
    for text in ("one", "two", "three"):
        repo.write("docs/a.md", text)
        repo.commit(f"Say {text}")

    run(cast, repo)

    used = Usage.objects.of_person(cast.project.pk, cast.manager.user.pk).total()
    assert (used.versions, used.drafts) == (3, 0)
    assert used.bytes > len("onetwothree")
    assert list(find_miscounts(connection)) == []
