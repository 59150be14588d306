import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.cast import Cast
from tests.damage import damage
from tests.histories import uncount
from versioning.exceptions import NotAllowed
from versioning.models import Version
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.counting import count_change
from versioning.services.maintenance.count_changes import count_changes
from versioning.services.versions.publish_version import publish_version


def counts(version: Version) -> tuple[int | None, int | None, int | None]:
    stored = Version.objects.get(pk=version.pk)
    return stored.words, stored.words_added, stored.words_removed


def silent(done: int, total: int) -> None:
    pass


def test_a_version_is_counted_when_it_is_published(cast: Cast) -> None:
    document = cast.document(body="One two three.\n")
    draft = cast.save(cast.fork(document), body="One 2 three four.\n")

    version = publish_version(actor=cast.publisher, version=draft.version)

    assert counts(version) == (4, 2, 1)


def test_a_first_version_is_all_new(cast: Cast) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft(body="One two three.").version)

    assert counts(version) == (3, 3, 0)


def test_a_text_that_nobody_changed_is_counted_without_being_read(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document(body="One two three.")), title="Another title")

    with CaptureQueriesContext(connection) as captured:
        version = publish_version(actor=cast.publisher, version=draft.version)

    assert counts(version) == (3, 0, 0)
    assert not [query for query in captured if "versioning_blob" in query["sql"]]


def test_a_text_that_became_of_another_type_is_counted_as_what_it_says_now(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document(body="<p>One</p>")), content_type="wysiwyg")

    version = publish_version(actor=cast.publisher, version=draft.version)

    assert counts(version) == (1, 0, 2)


def test_what_the_caller_did_not_read_is_counted_when_the_lock_is_not_held(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = cast.fork(cast.document(body="One two."))
    cast.save(draft, body="One two three four.")

    with django_capture_on_commit_callbacks() as afterwards:
        version = publish_version(actor=cast.publisher, version=draft.version)
    before = counts(version)
    for callback in afterwards:
        callback()

    assert before == (None, None, None)
    assert counts(version) == (4, 2, 0)


def test_a_draft_is_not_counted(cast: Cast) -> None:
    draft = cast.save(cast.draft(body="One."), body="One two.")

    assert counts(draft.version) == (None, None, None)


def test_a_text_that_cannot_be_read_does_not_hinder_publishing(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = cast.draft()
    damage(draft.version.body_id)

    with django_capture_on_commit_callbacks(execute=True):
        version = publish_version(actor=cast.publisher, version=draft.version)

    assert version.status == Version.Status.PUBLISHED
    assert counts(version) == (None, None, None)


def test_counts_what_was_left_and_nothing_twice(cast: Cast) -> None:
    document = cast.document(body="One two.\n")
    second = cast.version(document, "One two three.\n")
    cast.fork(document)
    uncount()

    summary = count_changes(actor=system_actor(), report=silent)

    assert counts(second) == (3, 1, 0)
    assert summary.versions == 2
    assert count_changes(actor=system_actor(), report=silent).versions == 0


def test_passes_over_what_is_damaged_and_names_it(cast: Cast) -> None:
    first, second = cast.document(body="One."), cast.document(body="Two.")
    broken, sound = first.versions.get(), second.versions.get()
    uncount()
    damage(broken.body_id)

    summary = count_changes(actor=system_actor(), report=silent)

    assert summary.damaged == (str(broken.pk),)
    assert counts(sound) == (1, 1, 0)


def test_counting_again_finds_the_same(cast: Cast) -> None:
    version = cast.version(cast.document(body="One."), "Two.")
    count_change(version)
    before = counts(version)

    count_change(version)

    assert counts(version) == before == (1, 1, 1)


def test_refuses_an_actor_that_does_not_manage_every_project(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        count_changes(actor=cast.manager, report=silent)
