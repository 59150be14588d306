"""What projects and people may store: counted by the database, refused by the verbs, and never a loss of text."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from tests.cast import TEXT, Cast, make_cast, make_member, new_document
from tests.models.raw import execute
from tests.races import run_together
from tests.services.observing import everything_stored
from versioning.exceptions import NotAllowed, QuotaExceeded
from versioning.models import Actor, Blob, Document, Draft, Project, Role, Usage, Version
from versioning.models.quotas.usage import Amounts, Limits
from versioning.models.quotas.usage_recount import find_miscounts
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.create_document import create_document
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.drafts.save_draft import save_draft
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.repack import repack
from versioning.services.projects.limit_project import limit_project
from versioning.services.projects.read_usage import read_usage
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.trash_version import trash_version
from versioning.services.versions.untrash_version import untrash_version

LATER = datetime.now(UTC) + timedelta(days=400)
UNLIMITED = Limits(0, 0, 0)


def _random_text(size: int = 4000) -> str:
    """A text that compression cannot make much smaller."""
    return "".join(f"{hash((size, place)):x} " for place in range(size // 16))


def _used(cast: Cast) -> Amounts:
    return Usage.objects.of_project(cast.project.pk).total()


def _used_by(cast: Cast, actor: Actor) -> Amounts:
    return Usage.objects.of_person(cast.project.pk, actor.user.pk).total()


def _limit(cast: Cast, **limits: int) -> None:
    limit_project(actor=system_actor(), project=cast.project, limits=UNLIMITED._replace(**limits))


@pytest.fixture(autouse=True)
def _usage_is_right(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test, the counters must be what the rows take up."""
    for name in {"cast", "live_cast"} & set(request.fixturenames):
        request.getfixturevalue(name)
    yield
    assert list(find_miscounts(connection)) == []


def test_a_new_document_counts_for_its_project_and_its_author(cast: Cast) -> None:
    draft = cast.draft()

    stored = sum(len(blob.encoded) for blob in Blob.objects.all())
    beside = len(draft.version.description) + len("{}")
    assert _used(cast) == _used_by(cast, cast.editor) == Amounts(bytes=stored + beside, versions=1, drafts=1)
    assert _used_by(cast, cast.publisher) == Amounts()


def test_a_text_counts_for_who_stored_it_and_a_version_for_who_began_it(cast: Cast) -> None:
    draft = cast.draft()
    before = _used_by(cast, cast.editor)

    save_draft(actor=cast.publisher, draft=draft, changes={"body": _random_text()})

    assert _used_by(cast, cast.editor) == before
    assert _used_by(cast, cast.publisher).bytes > 1000
    assert _used_by(cast, cast.publisher)[1:] == (0, 0)


def test_a_fork_takes_no_bytes_of_text(cast: Cast) -> None:
    document = cast.document(body=_random_text())
    before = _used(cast)

    cast.fork(document)

    assert _used(cast) == Amounts(before.bytes + len("{}"), before.versions + 1, before.drafts + 1)


def test_descriptions_and_metadata_count(cast: Cast) -> None:
    draft = cast.draft()
    before = _used(cast)

    cast.save(draft, description="é" * 500, fields={"note": "x" * 1000})

    assert 2000 < _used(cast).bytes - before.bytes < 2100


def test_published_and_discarded_drafts_are_no_open_drafts(cast: Cast) -> None:
    document = cast.document()
    published, discarded = cast.fork(document), cast.fork(document)

    publish_version(actor=cast.publisher, version=published.version)
    discard_draft(actor=cast.editor, draft=discarded)

    assert _used(cast)[1:] == (3, 0)


def test_the_trash_has_no_versions_and_no_drafts_but_still_its_texts(cast: Cast) -> None:
    document = cast.document()
    cast.fork(document)
    before = _used(cast)

    trash_document(actor=cast.manager, document=document)

    assert _used(cast) == Amounts(before.bytes, 0, 0)
    restore_document(actor=cast.manager, document=document)
    assert _used(cast) == before


def test_a_version_in_the_trash_does_not_count(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second.")
    first = Version.objects.get(document=document, number=1)

    trash_version(actor=cast.manager, version=first)
    trashed = _used(cast).versions
    untrash_version(actor=cast.manager, version=first)

    assert (trashed, _used(cast).versions) == (1, 2)


def test_purge_lowers_the_usage_to_nothing(cast: Cast) -> None:
    document = cast.document(body=_random_text())
    cast.save(cast.fork(document), body="Other.")
    trash_document(actor=cast.manager, document=document)
    Blob.objects.update()

    purge(actor=system_actor(), now=LATER)

    assert not Document.objects.exists()
    assert _used(cast) == _used_by(cast, cast.editor) == Amounts()


def test_repack_lowers_the_usage_by_what_it_saves(cast: Cast) -> None:
    text, document = _random_text(), cast.document(body="First.")
    for number in range(4):
        cast.version(document, f"{text}{number}")

    repack(actor=system_actor(), report=lambda done, total: None)

    assert _used(cast).bytes == sum(len(blob.encoded) for blob in Blob.objects.all()) + sum(
        len("{}") for _ in Version.objects.all()
    )


def _scans_of_usage() -> int:
    """Return how often this transaction has read the whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'versioning_usage'")
        (scans,) = cursor.fetchone()
    return int(scans)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one plan, by the index")
def test_summing_up_usage_reads_nothing_of_others(cast: Cast) -> None:
    other = make_cast("other").project
    # Enough to make PostgreSQL read all of the table, if it has to look for more than a few rows.
    execute("SET LOCAL session_replication_role = replica")
    for project in (other, cast.project):
        Usage.objects.bulk_create(Usage(project=project, bytes=0, versions=0, drafts=0) for _ in range(3000))
    execute("SET LOCAL session_replication_role = origin")
    execute("ANALYZE versioning_usage")
    before = _scans_of_usage()

    Usage.objects.bulk_create(Usage(project=cast.project, bytes=0, versions=0, drafts=0) for _ in range(2000))

    assert _scans_of_usage() == before
    assert Usage.objects.filter(project=cast.project).count() < 3000


def test_many_changes_leave_few_rows_of_usage(cast: Cast) -> None:
    draft = cast.draft()
    for number in range(400):
        execute("UPDATE versioning_version SET description = %s WHERE id = %s", "x" * number, draft.version_id)

    # On average, 64 rows of each sum are there. Six times as many would be a chance of one in 400.
    assert Usage.objects.count() < 800
    assert _used_by(cast, cast.editor).bytes == _used(cast).bytes


Prepare = Callable[[Cast], Callable[[], object]]


def _create(cast: Cast) -> Callable[[], object]:
    return lambda: create_document(actor=cast.editor, workspace=cast.workspace, **new_document(title="One", body=TEXT))


def _fork(mode: ForkMode) -> Prepare:
    def prepare(cast: Cast) -> Callable[[], object]:
        document = cast.document()
        return lambda: fork_document(actor=cast.editor, document=document, mode=mode)

    return prepare


def _reopen(cast: Cast) -> Callable[[], object]:
    draft = cast.fork(cast.document())
    discard_draft(actor=cast.editor, draft=draft)
    return lambda: reopen_draft(actor=cast.publisher, version=draft.version)


def _save(cast: Cast) -> Callable[[], object]:
    draft = cast.draft()
    return lambda: cast.save(draft, body=_random_text())


def _save_fields(cast: Cast) -> Callable[[], object]:
    draft = cast.draft()
    return lambda: cast.save(draft, fields={"note": "x" * 1000})


GROWING: list[tuple[Prepare, str]] = [
    (_create, "bytes"),
    (_create, "versions"),
    (_create, "drafts"),
    *((_fork(mode), kind) for mode in ForkMode for kind in ("versions", "drafts", "bytes")),
    (_reopen, "drafts"),
    (_save, "bytes"),
    (_save_fields, "bytes"),
]


@pytest.mark.parametrize(("prepare", "kind"), GROWING)
def test_what_would_pass_the_limit_of_the_project_is_refused_and_stores_nothing(
    cast: Cast, prepare: Prepare, kind: str
) -> None:
    act = prepare(cast)
    # Something of each kind is used, so that a limit can be at what is used: 0 would be none.
    cast.draft("Other")
    _limit(cast, **{kind: getattr(_used(cast), kind)})
    before = everything_stored()

    with pytest.raises(
        QuotaExceeded, match=r"^This would exceed the limit of .* for this project: .* used\. An administrator"
    ) as refusal:
        act()

    assert everything_stored() == before
    assert refusal.value.data["kind"] == kind


@pytest.mark.parametrize(("prepare", "kind"), GROWING)
def test_what_would_pass_the_limit_of_the_person_is_refused(
    cast: Cast, settings: Settings, prepare: Prepare, kind: str
) -> None:
    act = prepare(cast)
    cast.draft("Other")
    setattr(settings, f"QUOTA_PERSON_{kind.upper()}", getattr(_used_by(cast, cast.editor), kind))

    with pytest.raises(QuotaExceeded, match=r"for one person in this project: "):
        act()


def test_a_limit_of_0_is_none(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_DRAFTS = 0
    settings.QUOTA_PROJECT_DRAFTS = 0

    cast.draft()

    assert _used(cast).drafts == 1


def test_a_project_has_the_limits_of_the_settings_unless_it_has_its_own(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PROJECT_DRAFTS = 1
    cast.draft()
    with pytest.raises(QuotaExceeded):
        cast.draft("Second")

    limit_project(actor=system_actor(), project=cast.project, limits=Limits(None, None, 2))

    cast.draft("Second")
    with pytest.raises(QuotaExceeded):
        cast.draft("Third")


def test_what_adds_nothing_is_never_refused(cast: Cast) -> None:
    draft = cast.save(cast.draft(), description="Long." * 20)
    _limit(cast, bytes=1, versions=1, drafts=1)

    saved = cast.save(draft, title="Another title", description="", body=TEXT)
    publish_version(actor=cast.publisher, version=saved.version)

    assert Version.objects.get(pk=draft.version_id).status == Version.Status.PUBLISHED


def test_limits_of_one_project_concern_no_other(cast: Cast) -> None:
    other = make_cast("other")
    _limit(cast, drafts=1)
    cast.draft()

    other.draft()
    other.draft("Second")

    assert _used(other).drafts == 2


def test_a_limit_can_be_lower_than_what_is_stored(cast: Cast) -> None:
    cast.draft()
    cast.draft("Second")

    _limit(cast, drafts=1)

    assert Draft.objects.count() == 2


def test_only_administrators_limit_a_project(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        limit_project(actor=cast.manager, project=cast.project, limits=UNLIMITED)


def test_managers_see_who_uses_most(cast: Cast) -> None:
    cast.draft(body=_random_text())
    save_draft(actor=cast.publisher, draft=cast.draft("Second"), changes={"body": "Short."})

    usage = read_usage(actor=cast.manager, project=cast.project)

    assert [row.person for row in usage.people] == [cast.editor.user, cast.publisher.user]
    assert usage.used == _used(cast)
    with pytest.raises(NotAllowed):
        read_usage(actor=cast.publisher, project=cast.project)


THREADS = 6


def _outcomes(*acts: Callable[[], Any]) -> tuple[int, int]:
    """How many of them did it, and how many were refused by a quota. Anything else fails the test."""
    results = run_together(*acts)
    refused = [one for one in results if isinstance(one, QuotaExceeded)]
    failed = [one for one in results if isinstance(one, Exception) and not isinstance(one, QuotaExceeded)]
    assert failed == []
    return len(results) - len(refused), len(refused)


def test_threads_take_the_last_place_once_each_at_most_and_then_nobody_does(live_cast: Cast) -> None:
    documents = [live_cast.document(f"Text {number}") for number in range(THREADS)]
    _limit(live_cast, drafts=1)

    done, refused = _outcomes(*(lambda one=one: live_cast.fork(one, ForkMode.STRICT) for one in documents))

    # One call of each writer at that moment is the bound. The next call is refused in any case.
    assert done >= 1
    assert done + refused == THREADS
    assert _used(live_cast).drafts == done
    with pytest.raises(QuotaExceeded):
        live_cast.fork(documents[0])


def test_writers_of_one_person_beside_each_other_are_all_counted(live_cast: Cast) -> None:
    drafts = [live_cast.draft(f"Text {number}") for number in range(THREADS)]

    def save_often(draft: Draft, at: int) -> None:
        for number in range(20):
            draft = live_cast.save(draft, body=f"{at} {number}", description="x" * number)

    done, _ = _outcomes(*(lambda at=at, one=one: save_often(one, at) for at, one in enumerate(drafts)))

    assert done == THREADS
    assert list(find_miscounts(connection)) == []


def test_a_purge_beside_writers_miscounts_nothing_and_stops_nobody(live_cast: Cast) -> None:
    documents = [live_cast.document(f"Text {number}") for number in range(THREADS)]
    for document in documents[::2]:
        trash_document(actor=live_cast.manager, document=document)
    drafts = [live_cast.fork(document) for document in documents[1::2]]

    def save_often(draft: Draft) -> None:
        for number in range(20):
            draft = live_cast.save(draft, body=f"{draft.pk} {number}")

    done, _ = _outcomes(
        lambda: purge(actor=system_actor(), now=LATER), *(lambda one=one: save_often(one) for one in drafts)
    )

    assert done == 1 + len(drafts)
    assert list(find_miscounts(connection)) == []


def test_a_writer_waits_for_no_other_writer_of_the_same_person(live_cast: Cast) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time in any case")
    first, second = live_cast.draft("First"), live_cast.draft("Second")
    with transaction.atomic():
        live_cast.save(first, body="Not committed yet.")
        # Another connection, while this transaction is open. It would wait for ever for a counter in one row.
        results = run_together(lambda: live_cast.save(second, body="Committed."))

    assert isinstance(results[0], Draft)


def test_members_of_a_project_count_apart(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_DRAFTS = 1
    other = make_member(cast.project, Role.EDITOR, "Olga Handbook")
    cast.draft()

    create_document(actor=other, workspace=cast.workspace, **new_document(title="Hers", body=TEXT))

    assert Project.objects.get(pk=cast.project.pk).documents.count() == 2
