import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.web.conftest import Desks, signed_in
from versioning import clock
from versioning.models import Actor, Event, Role, User, Verb
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.documents.trash_document import trash_document
from versioning.services.kernel.recording import record
from versioning.services.versions.publish_and_promote import publish_and_promote

ADDRESS = "/activity/"


def lines(answer: Any) -> list[str]:
    """Return the sentence of each event, newest first."""
    found = []
    for first, *others in acts(answer):
        name = " ".join(first.split()[:2])
        published, both, _ = first.partition(" and promoted it")
        # A promotion after a publication is in the same sentence.
        found += [published.replace("published", "promoted", 1)] * bool(both)
        found += [published, *(f"{name} {other}" for other in others)]
    return found


def acts(answer: Any) -> list[list[str]]:
    """Return the sentences of each act, newest first. The first sentence of an act has the name of the person."""
    items = re.findall(r'<li class="event">(.*?)</li>', answer.content.decode(), re.DOTALL)
    parts = [re.findall(r"<p>(.*?)</p>", item, re.DOTALL) for item in items]
    return [[" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in sentences] for sentences in parts]


def test_it_tells_who_did_what_in_sentences(cast: Cast, desks: Desks) -> None:
    cast.document("Refunds")

    assert lines(desks.viewer.get(ADDRESS))[:3] == [
        "Paul handbook promoted version 1 of Refunds",
        "Paul handbook published version 1 of Refunds",
        "Edda handbook created Refunds",
    ]


def test_a_message_is_shown_with_it(cast: Cast, desks: Desks) -> None:
    publish_and_promote(actor=cast.publisher, draft=cast.draft(), message="Checked by <legal>.")

    assert "<blockquote>Checked by &lt;legal&gt;.</blockquote>" in desks.viewer.get(ADDRESS).content.decode()


def test_other_projects_are_not_told_of(cast: Cast, desks: Desks) -> None:
    make_cast("secrets").document("Launch")

    assert "Launch" not in desks.manager.get(ADDRESS).content.decode()
    assert lines(desks.stranger.get(ADDRESS)) == []
    assert "No activity yet." in desks.stranger.get(ADDRESS).content.decode()


def test_tokens_are_told_of_to_managers_alone(cast: Cast, desks: Desks) -> None:
    create_token(actor=cast.manager, new=NewToken(kind="project", name="Robot", project=cast.project, role=Role.EDITOR))

    assert "Robot" in desks.manager.get(ADDRESS).content.decode()
    assert "Robot" not in desks.publisher.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"person": "edda.handbook"}, 2),
        ({"person": "nobody"}, 0),
        ({"kind": "versions"}, 4),
        ({"kind": "documents", "person": "edda.handbook"}, 2),
        ({"kind": "people"}, 0),
        ({"since": "2999-01-01"}, 0),
        ({"since": "2000-01-01", "project": "handbook", "kind": "versions"}, 4),
    ],
)
def test_it_narrows_to_what_was_asked_for(cast: Cast, desks: Desks, query: dict[str, str], count: int) -> None:
    cast.document("Refunds")
    cast.document("Returns")

    assert len(lines(desks.viewer.get(ADDRESS, query))) == count


def test_one_document_has_its_own(cast: Cast, desks: Desks) -> None:
    document, _ = cast.document("Refunds"), cast.document("Returns")

    answer = desks.viewer.get(ADDRESS, {"document": document.identifier})

    assert "<h1>Activity of Refunds</h1>" in answer.content.decode()
    assert len(lines(answer)) == 3


def test_one_in_the_trash_has_its_own_still(cast: Cast, desks: Desks) -> None:
    document = trash_document(actor=cast.manager, document=cast.document("Refunds"))

    answer = desks.viewer.get(ADDRESS, {"document": document.identifier})

    assert "This document is in the trash." in answer.content.decode()
    assert lines(answer)[0] == "Mona handbook moved Refunds (in trash) to trash"


def test_one_in_the_trash_is_restored_from_there(cast: Cast, desks: Desks) -> None:
    document = trash_document(actor=cast.manager, document=cast.document("Refunds"))

    page = desks.manager.get(ADDRESS, {"document": document.identifier}).content.decode()

    assert f'action="/d/{document.identifier}/restore"' in page


def test_who_may_not_restore_it_is_told_why(cast: Cast, desks: Desks) -> None:
    document = trash_document(actor=cast.manager, document=cast.document("Refunds"))

    page = desks.editor.get(ADDRESS, {"document": document.identifier}).content.decode()

    assert "You need the manager role to trash or restore documents and versions. Your role is editor." in page
    assert f'action="/d/{document.identifier}/restore"' not in page


@pytest.mark.parametrize("document", ["ffffffff", "x", "0193a7d2-0000-7000-8000-000000000000"])
def test_of_what_is_not_there_nothing_is_told(desks: Desks, document: str) -> None:
    answer = desks.viewer.get(ADDRESS, {"document": document})

    assert (answer.status_code, lines(answer)) == (200, [])


@pytest.mark.parametrize(
    "query", [{"kind": "x"}, {"since": "yesterday"}, {"project": "secrets"}, {"before": "x"}, {"person": "\0"}]
)
def test_what_cannot_be_asked_for_is_422(desks: Desks, query: dict[str, str]) -> None:
    answer = desks.viewer.get(ADDRESS, query)

    assert answer.status_code == 422
    assert 'class="fault"' in answer.content.decode()


def test_of_many_autosaves_the_last_is_told(cast: Cast, desks: Desks) -> None:
    draft = cast.draft("Refunds")
    for count in range(5):
        cast.save(draft, body=f"{count}")

    assert lines(desks.viewer.get(ADDRESS))[:2] == [
        "Edda handbook saved draft 1 of Refunds , revision 6",
        "Edda handbook created Refunds",
    ]


def test_more_saves_than_are_read_at_once_lead_on(cast: Cast, desks: Desks) -> None:
    draft = cast.draft("Refunds")
    saves = [
        Event(verb=Verb.DRAFT_SAVED, actor=cast.editor.user, project=cast.project, document=draft.document, data={})
        for _ in range(310)
    ]
    Event.objects.bulk_create(saves)

    first = desks.viewer.get(ADDRESS)
    more = re.search(r'href="(\?before=\d+)" rel="next"', first.content.decode())

    assert len(lines(first)) == 1
    assert more is not None
    assert "Edda handbook created Refunds" in lines(desks.viewer.get(f"{ADDRESS}{more.group(1)}"))


def test_page_after_page_shows_each_event_once(cast: Cast, desks: Desks) -> None:
    for count in range(40):
        cast.document(f"Document {count}")
    seen: list[str] = []
    address = ADDRESS
    while address:
        answer = desks.viewer.get(address, follow=True)
        seen += lines(answer)
        more = re.search(r'href="(\?[^"]*before=\d+)" rel="next"', answer.content.decode())
        address = f"{ADDRESS}{more.group(1)}" if more else ""

    assert len(seen) == len(set(seen)) == Event.objects.visible_to(cast.viewer).count()


@pytest.mark.parametrize("count", [5, 120])
def test_any_page_takes_at_most_eight_queries(
    cast: Cast, desks: Desks, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        cast.draft(f"Document {number}")
    root = signed_in(Actor(user=User.objects.get(is_superuser=True, is_service=False)))

    for browser, query in (
        (desks.viewer, {}),
        (root, {}),
        (desks.manager, {"kind": "documents", "person": "edda.handbook"}),
    ):
        with django_assert_max_num_queries(8):
            browser.get(ADDRESS, query)


def test_what_happened_earlier_stands_under_its_day(cast: Cast, desks: Desks) -> None:
    earlier = timezone.now() - timedelta(days=400)
    record(actor=cast.editor, verb=Verb.BRANCH_CREATED, project_id=cast.project.pk, at=earlier, name="spring")

    page = desks.viewer.get(ADDRESS).content.decode()

    assert page.count('<li class="day">') == 2
    assert "1 year ago" in page


def test_what_one_act_did_is_one_entry(cast: Cast, desks: Desks) -> None:
    with clock.at(timezone.now() - timedelta(hours=1)):
        first, second = cast.draft("Refunds"), cast.draft("Returns")
        for draft in (first, second):
            cast.save(draft, body="New.\n")

    assert acts(desks.viewer.get(ADDRESS))[0] == [
        "Edda handbook saved draft 1 of Returns , revision 2",
        "saved draft 1 of Refunds , revision 2",
        "created Returns",
        "created Refunds",
    ]
    assert "and 3 more at once" in desks.viewer.get(ADDRESS).content.decode()


def test_what_happened_later_is_another_entry(cast: Cast, desks: Desks) -> None:
    with clock.at(timezone.now() - timedelta(hours=1)):
        draft = cast.draft("Refunds")
    cast.save(draft, body="New.\n")

    assert acts(desks.viewer.get(ADDRESS))[:2] == [
        ["Edda handbook saved draft 1 of Refunds , revision 2"],
        ["Edda handbook created Refunds"],
    ]


def test_a_publication_and_its_promotion_are_one_sentence(cast: Cast, desks: Desks) -> None:
    cast.document("Refunds")

    assert acts(desks.viewer.get(ADDRESS))[0] == ["Paul handbook published version 1 of Refunds and promoted it"]
