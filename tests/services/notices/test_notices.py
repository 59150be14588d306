import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_user
from tests.services.notices.acts import age_notices, publish, told
from versioning.exceptions import NotFound
from versioning.models import Actor, Document, Event, Membership, Notice, Role, User
from versioning.models.delivery.watch import Watch
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices._recipients import mentioned_in
from versioning.services.notices.mark_read import mark_read
from versioning.services.notices.unwatch import unwatch
from versioning.services.notices.watch import watch
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote


def test_a_watcher_hears_of_a_publication(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)

    publish(cast, document)

    assert ("vera.handbook", "watched") in told()


def test_who_watches_a_project_or_a_category_hears_of_what_lies_in_it(cast: Cast) -> None:
    category = cast.draft("Rules", kind="category").document
    inside, outside = cast.document("Inside", parent_id=category.pk), cast.document("Outside")
    watch(actor=cast.viewer, place=category)
    watch(actor=cast.manager, place=cast.project)
    run_due_jobs()
    Notice.objects.all().delete()

    publish(cast, inside)
    publish(cast, outside)

    assert told() >= {("vera.handbook", "watched"), ("mona.handbook", "watched")}
    assert Notice.objects.filter(user=cast.viewer.user).count() == 1
    assert Notice.objects.filter(user=cast.manager.user).count() == 2


def test_nobody_hears_of_their_own_acts(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.publisher, place=document)

    publish(cast, document, message="@paul.handbook did it.")

    assert not {name for name, _ in told()} & {cast.publisher.user.username}


def test_unwatching_ends_it(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    watch(actor=cast.viewer, place=document)
    unwatch(actor=cast.viewer, place=document)

    publish(cast, document)

    assert ("vera.handbook", "watched") not in told()


def test_a_stranger_cannot_watch(cast: Cast) -> None:
    with pytest.raises(NotFound):
        watch(actor=cast.stranger, place=cast.document())


def test_who_left_the_project_gets_no_notice_at_writing(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    Membership.objects.filter(user=cast.viewer.user).delete()

    publish(cast, document, message="Thanks, @vera.handbook and @sven.handbook!")

    assert not {name for name, _ in told()} & {"vera.handbook", "sven.handbook"}


def test_who_left_the_project_reads_no_earlier_notice_and_gets_no_letter(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    publish(cast, document)
    run_due_jobs()
    notice = Notice.objects.get(user=cast.viewer.user)
    Membership.objects.filter(user=cast.viewer.user).delete()
    leaver = Actor(user=User.objects.get(pk=cast.viewer.user.pk))

    age_notices()
    run_due_jobs()

    assert not Notice.objects.visible_to(leaver).exists()
    assert [letter for letter in mail.outbox if letter.to == ["vera@example.org"]] == []
    with pytest.raises(NotFound):
        mark_read(actor=leaver, only=notice.pk)


def test_notices_of_a_document_in_the_trash_are_not_shown(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    publish(cast, document)
    run_due_jobs()

    trash_document(actor=cast.manager, document=Document.objects.get(pk=document.pk))

    assert not Notice.objects.visible_to(cast.viewer).exists()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ana", {"ana"}),
        ("Thanks, @ana.b.", {"ana.b.", "ana.b"}),
        ("(@ana)", {"ana"}),
        ("ana@example.org", set()),
        ("@", set()),
        ("", set()),
    ],
)
def test_names_in_a_text(text: str, names: set[str]) -> None:
    assert mentioned_in(text) == names


def test_owners_of_drafts_hear_that_they_became_outdated_or_were_saved_by_others(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    save_draft(actor=cast.manager, draft=draft, changes={"body": "By Mona."})
    assert ("edda.handbook", "taken_over") in told()

    cast.version(document, "Elsewhere.\n")

    assert {name for name, kind in told() if kind == "outdated"} >= {"edda.handbook"}


def test_an_own_act_does_not_hide_the_same_act_of_somebody_else(cast: Cast) -> None:
    document = cast.document()
    first = document.versions.get(number=1)
    draft = cast.fork(document)
    save_draft(actor=cast.publisher, draft=draft, changes={"body": "By Petra."})
    second = cast.version(document, "Elsewhere.\n")
    run_due_jobs()
    Notice.objects.all().delete()
    for actor, version in ((cast.publisher, first), (cast.publisher, second), (cast.publisher, first)):
        promote_version(actor=actor, version=version)
    promote_version(actor=cast.manager, version=second)

    assert (cast.publisher.user.username, "outdated") in told()


def test_a_draft_that_somebody_saves_many_times_is_told_once(cast: Cast) -> None:
    draft = cast.draft()
    for number in range(3):
        draft = save_draft(actor=cast.manager, draft=draft, changes={"body": f"{number}"})

    run_due_jobs()

    assert Notice.objects.filter(kind="taken_over").count() == 1


def test_five_hundred_watchers_cost_the_publication_nothing(cast: Cast) -> None:
    document = cast.document()

    def statements() -> int:
        draft = cast.save(cast.fork(document), body=f"Text {Event.objects.count()}.\n")
        actor = Actor(user=cast.publisher.user)
        with CaptureQueriesContext(connection) as captured:
            publish_and_promote(actor=actor, draft=draft)
        return len(captured)

    statements()
    before = statements()
    people = [make_user(f"Watcher {number}") for number in range(500)]
    Membership.objects.bulk_create(Membership(project=cast.project, user=user, role=Role.VIEWER) for user in people)
    Watch.objects.bulk_create(Watch(user=user, document=document) for user in people)

    assert statements() == before
    run_due_jobs()
    assert Notice.objects.filter(user__in=people, kind="watched").count() == 500


def test_what_was_handled_is_not_handled_again(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    publish(cast, document)
    run_due_jobs()
    Notice.objects.all().delete()

    run_due_jobs()

    assert not Notice.objects.exists()
