"""What a history claims of its authors is data. Who imports it acts, and nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import Q
from django.utils import timezone

from tests.cast import Cast, make_member
from tests.git_repos import START, Repo
from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Event, Role, User, Verb, Version
from versioning.services.transfer.import_git import ImportOptions, import_git
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.version_at import version_at

MINUTE = timedelta(minutes=1)


def run(cast: Cast, repo: Repo, **authors: str) -> None:
    """Import as the project's manager. `authors` maps names before the @ of example.org to user names."""
    import_git(
        actor=cast.manager,
        project=cast.project,
        source=str(repo.folder),
        report=lambda done, total: None,
        options=ImportOptions(authors={f"{name}@example.org": username for name, username in authors.items()}),
    )


def moment(minutes: int) -> datetime:
    return datetime.fromtimestamp(START, tz=UTC) + minutes * MINUTE


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


@pytest.fixture
def administrator(cast: Cast) -> User:
    return User.objects.get(is_superuser=True)


def test_a_forged_history_names_the_administrator_nowhere(cast: Cast, repo: Repo, administrator: User) -> None:
    forged = f"{administrator.display_name} <{administrator.email.upper()}>".encode()
    repo.write("a.md", "one")
    repo.commit(author=forged, committer=forged)
    repo.remove("a.md")
    repo.commit(author=forged, committer=forged)

    run(cast, repo)

    named = Q(created_by=administrator) | Q(modified_by=administrator) | Q(published_by=administrator)
    assert not Version.objects.filter(named).exists()
    assert not Document.objects.filter(Q(created_by=administrator) | Q(updated_by=administrator)).exists()
    assert not Event.objects.filter(document__isnull=False, actor=administrator).exists()
    assert {event.actor for event in Document.objects.get().events.all()} == {cast.manager.user}


def test_the_claimed_author_is_kept_beside_the_importer(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "one")
    repo.commit()

    run(cast, repo)

    version = Version.objects.get()
    assert (version.author_name, version.author_email) == ("Anna Author", "anna@example.org")
    assert version.authored_at == moment(1)
    assert {version.created_by, version.modified_by, version.published_by} == {cast.manager.user}
    assert version.byline == "Anna Author (imported)"


def test_an_import_makes_no_accounts(cast: Cast, repo: Repo) -> None:
    before = set(User.objects.values_list("pk", flat=True))
    repo.write("a.md", "one")
    repo.commit()

    run(cast, repo)

    assert set(User.objects.values_list("pk", flat=True)) == before


def test_events_happen_when_the_import_runs(cast: Cast, repo: Repo) -> None:
    for text in ("one", "two"):
        repo.write("a.md", text)
        repo.commit()
    repo.remove("a.md")
    repo.commit()
    before = timezone.now()

    run(cast, repo)

    events = list(Document.objects.get().events.order_by("pk"))
    assert all(before <= event.at <= timezone.now() for event in events)
    assert [event.claimed_at for event in events] == [moment(each) for each in (1, 1, 1, 2, 2, 3)]


def test_no_event_is_earlier_than_the_documents_last_one(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "one")
    repo.commit()
    run(cast, repo)
    document = Document.objects.get()
    ahead = timezone.now() + timedelta(days=1)
    Event.objects.create(at=ahead, verb=Verb.DOCUMENT_UPDATED, actor=cast.manager.user, document=document)
    repo.write("a.md", "two")
    repo.commit()

    run(cast, repo)

    assert {event.at for event in document.events.order_by("-pk")[:2]} == {ahead}


def test_the_past_of_an_imported_document_counts_from_what_its_authors_claim(cast: Cast, repo: Repo) -> None:
    for text in ("one", "two", "three"):
        repo.write("a.md", text)
        repo.commit()
    run(cast, repo)
    document = Document.objects.get()

    seen = [version_at(document=document, moment=moment(each)) for each in (0, 1, 2, 3)]

    assert [each and each.number for each in seen] == [None, 1, 2, 3]


def test_a_later_import_does_not_change_what_readers_saw_before(cast: Cast, repo: Repo) -> None:
    for text in ("one", "two"):
        repo.write("a.md", text)
        repo.commit()
    run(cast, repo)
    document = Document.objects.get()
    promote_version(actor=cast.publisher, version=document.versions.get(number=1))
    promoted = timezone.now()
    repo.write("a.md", "three")
    repo.commit()

    run(cast, repo)

    seen = [version_at(document=document, moment=each) for each in (moment(3), promoted - MINUTE, timezone.now())]
    assert [each and each.number for each in seen] == [2, 2, 1]


def test_a_claimed_date_in_the_future_does_not_delay_a_version(cast: Cast, repo: Repo) -> None:
    repo.clock = 10**17
    repo.write("a.md", "one")
    repo.commit()

    run(cast, repo)

    version = version_at(document=Document.objects.get(), moment=timezone.now())
    assert version is not None
    assert version.authored_at is not None
    assert version.authored_at.year == 9999


def test_a_manager_may_match_an_author_with_a_member(cast: Cast, repo: Repo) -> None:
    anna = make_member(cast.project, Role.EDITOR, "Anna Known").user
    repo.write("a.md", "one")
    repo.commit(author=b"A. Author <ANNA@Example.org>")

    run(cast, repo, anna=anna.username)

    version = Version.objects.get()
    assert (version.created_by, version.modified_by, version.published_by) == (anna, anna, cast.manager.user)
    assert (version.author_name, version.author_email) == ("A. Author", "ANNA@Example.org")
    assert not Event.objects.filter(actor=anna).exists()


def test_nobody_is_matched_without_a_choice(cast: Cast, repo: Repo) -> None:
    make_member(cast.project, Role.EDITOR, "Anna Known")
    repo.write("a.md", "one")
    repo.commit()

    run(cast, repo)

    assert Version.objects.get().created_by == cast.manager.user


@pytest.mark.parametrize("username", ["sven.handbook", "root.admin", "nobody.at.all"])
def test_refuses_to_match_an_author_with_somebody_who_is_no_member(cast: Cast, repo: Repo, username: str) -> None:
    repo.write("a.md", "one")
    repo.commit()

    with pytest.raises(InvalidValue, match="not a member") as refused:
        run(cast, repo, anna=username)

    assert refused.value.field == "authors"
    assert not Version.objects.exists()


def test_refuses_an_author_without_an_address(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "one")
    repo.commit()

    with pytest.raises(InvalidValue, match="email"):
        import_git(
            actor=cast.manager,
            project=cast.project,
            source=str(repo.folder),
            report=lambda done, total: None,
            options=ImportOptions(authors={" ": cast.manager.user.username}),
        )


@pytest.mark.parametrize(
    ("author", "name", "email"),
    [
        (b"Plato <>", "Plato", ""),
        (b" <>", "", ""),
        (b"caf\xe9 au lait <c@x>", "caf\ufffd au lait", "c@x"),
        (b"A  B   C <a@x>", "A  B   C", "a@x"),
        (b"x" * 400 + b" <long@x>", "x" * 255, "long@x"),
        (b"x <" + b"y" * 400 + b">", "x", "y" * 254),
        (b"no signs at all", "no signs at all", ""),
        (b"Evil <<a>b> <c@x>", "Evil", "<a"),
        (b'Robert "; DROP <r\xff@x>', 'Robert "; DROP', "r\ufffd@x"),
    ],
)
def test_odd_authors_are_kept_as_far_as_they_can_be(
    cast: Cast, repo: Repo, author: bytes, name: str, email: str
) -> None:
    repo.write("a.md", "one")
    repo.commit(author=author, committer=author)

    run(cast, repo)

    version = Version.objects.get()
    assert (version.author_name, version.author_email) == (name, email)
    assert version.byline == f"{name or email or 'unknown author'} (imported)"


def test_a_fork_of_an_imported_version_has_no_claimed_author(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "one")
    repo.commit()
    run(cast, repo)

    version = cast.version(Document.objects.get(), "two")

    assert (version.author_name, version.author_email, version.authored_at) == ("", "", None)
    assert version.byline == Actor(user=cast.editor.user).user.display_name


@pytest.mark.parametrize(("name", "found"), [("anna", 1), ("anna@example.org", 1), ("mona.handbook", 0), ("mona", 0)])
def test_a_version_is_found_by_its_claimed_author_and_not_by_who_imported_it(
    cast: Cast, repo: Repo, name: str, found: int
) -> None:
    repo.write("a.md", "one")
    repo.commit()
    run(cast, repo)

    versions = Version.objects.by_author(name)

    assert versions.count() == found
