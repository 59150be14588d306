"""The views that the editor calls: save, preview, presence and merge."""

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.web.conftest import Desks, signed_in
from versioning.models import Draft, Event, Verb, WorkflowStatus
from versioning.ops.load import costly
from versioning.ops.load.pool import Pool
from versioning.services.drafts.discard_draft import discard_draft
from versioning.web.drafts import presence

FRONT_MATTER = "---\ntitle: Refunds\n---\n\nText.\n"
SESSIONS = ("0a0a0a0a", "0b0b0b0b")


def call(client: Client, draft: Draft, name: str, data: Any, **headers: str) -> HttpResponse:
    answer: Any = client.post(
        f"/drafts/{draft.identifier}/{name}", data=data, content_type="application/json", headers=headers
    )
    return answer  # type: ignore[no-any-return]


def save(client: Client, draft: Draft, revision: int = 1, **fields: Any) -> Any:
    return call(client, draft, "save", fields, **{"If-Match": f'"{revision}"'})


def stored(draft: Draft) -> Draft:
    return Draft.objects.with_everything().get(pk=draft.pk)


def test_a_save_stores_the_fields_that_it_names(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\n")

    answer = save(desks.editor, draft, body="\r\nTwo.\n")

    saved = stored(draft)
    assert answer.status_code == 200
    assert answer.json() == {"revision": 2, "followed": {}, "say": "Saved, revision 2."}
    assert (saved.version.title, saved.version.text) == ("Refunds", "\r\nTwo.\n")


def test_a_save_says_which_fields_followed_the_front_matter(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=FRONT_MATTER)

    answer = save(desks.editor, draft, body=FRONT_MATTER.replace("Refunds", "Returns"))

    say = "Saved, revision 2. The title changed with the front matter."
    assert answer.json() == {"revision": 2, "followed": {"title": "Returns"}, "say": say}
    assert stored(draft).version.title == "Returns"


def test_a_save_says_where_it_came_from(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    save(desks.editor, draft, title="Returns")

    assert Event.objects.get(verb=Verb.DRAFT_SAVED).data["origin"] == "desk"


def test_a_save_that_is_behind_is_refused_with_who_was_first(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    save(desks.publisher, draft, body="Theirs.\n")

    answer = save(desks.editor, draft, body="Mine.\n")

    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["revision"]) == ("draft_changed", 2)
    assert answer.json()["saved_by"] == "Paul handbook"
    assert stored(draft).version.text == "Theirs.\n"


def test_the_draft_as_it_is_now_can_be_asked_for(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\n")
    save(desks.publisher, draft, body="Two.\n")

    told = desks.editor.get(f"/drafts/{draft.identifier}/save").json()

    assert (told["revision"], told["saved_by"]) == (2, "Paul handbook")
    assert (told["title"], told["body"]) == ("Refunds", "Two.\n")


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"title": ""}, 422, "title"),
        ({"title": 7}, 422, "title"),
        ({"title": "x" * 256}, 422, "title"),
        ({"description": None}, 422, "description"),
        ({"description": "a\0b"}, 422, "description"),
        ({"body": "a\0b"}, 422, "body"),
        ({"body": "\ud800"}, 422, "body"),
        ({"body": ["a"]}, 422, "body"),
    ],
)
def test_a_bad_field_is_named(cast: Cast, desks: Desks, fields: dict[str, Any], status: int, field: str) -> None:
    draft = cast.draft()

    answer = save(desks.editor, draft, **fields)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert stored(draft).revision == 1


@pytest.mark.parametrize("body", ["", "no", "[]", "{", "7", "[" * 100_000])
def test_what_is_no_object_is_refused(cast: Cast, desks: Desks, body: str) -> None:
    draft = cast.draft()

    answer = call(desks.editor, draft, "save", body, **{"If-Match": '"1"'})

    assert (answer.status_code, stored(draft).revision) == (400, 1)


@pytest.mark.parametrize(("tag", "status"), [(None, 428), ("1", 400), ("*", 400), ('"x"', 400), ('W/"1"', 400)])
def test_a_save_must_name_the_revision_that_it_is_based_on(
    cast: Cast, desks: Desks, tag: str | None, status: int
) -> None:
    draft = cast.draft()
    headers = {} if tag is None else {"If-Match": tag}

    answer = call(desks.editor, draft, "save", {"title": "Returns"}, **headers)

    assert (answer.status_code, stored(draft).revision) == (status, 1)


def test_a_text_that_is_too_long_is_refused_as_such(cast: Cast, desks: Desks, settings: Settings) -> None:
    settings.MAX_REQUEST_BYTES = 1024
    draft = cast.draft()

    answer = save(desks.editor, draft, body="x" * 1100)

    assert (answer.status_code, stored(draft).revision) == (413, 1)


@pytest.mark.parametrize(("sender", "status"), [("nobody", 401), ("stranger", 404), ("viewer", 403)])
def test_who_may_not_save_is_told_so(cast: Cast, desks: Desks, sender: str, status: int) -> None:
    draft = cast.draft()

    answer = save(getattr(desks, sender), draft, title="Returns")

    assert (answer.status_code, stored(draft).revision) == (status, 1)
    assert answer.json()["message"]


def test_a_page_does_not_save_as_another_person_who_signed_in_meanwhile(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    answer = save(desks.editor, draft, title="Returns", person=str(cast.publisher.user.pk))

    assert (answer.status_code, stored(draft).revision) == (403, 1)
    assert "are now signed in as Edda handbook" in answer.json()["message"]


def test_a_save_into_a_draft_that_was_discarded_is_refused(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    discard_draft(actor=cast.editor, draft=draft)

    answer = save(desks.editor, draft, title="Returns")

    assert answer.status_code == 404


def test_a_save_into_a_read_only_document_is_refused(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    draft.document.workflow_status = WorkflowStatus.objects.create(project=cast.project, name="Sealed", read_only=True)
    draft.document.save()

    answer = save(desks.editor, draft, title="Returns")

    assert (answer.status_code, answer.json()["code"]) == (409, "status_read_only")


def test_a_save_beyond_a_quota_says_which_and_stores_nothing(cast: Cast, desks: Desks, settings: Settings) -> None:
    draft = cast.draft()
    settings.QUOTA_PERSON_BYTES = 10

    answer = save(desks.editor, draft, body="Longer. " * 20)

    assert (answer.status_code, answer.json()["code"], stored(draft).revision) == (403, "quota_exceeded", 1)
    assert "can raise it with the setting QUOTA_PERSON_BYTES." in answer.json()["message"]


def test_a_call_without_the_token_of_its_page_is_refused(cast: Cast) -> None:
    draft = cast.draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.editor.user)

    answer = save(client, draft, title="Returns")

    assert (answer.status_code, stored(draft).revision) == (403, 1)


def test_the_preview_shows_what_readers_would_see_and_stores_nothing(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    told = call(desks.editor, draft, "preview", {"body": "# One\n\nTwo *three*.\n"}).json()  # type: ignore[attr-defined]

    assert "<em>three</em>" in told["html"]
    assert told["word_count"] == "3 words"
    assert stored(draft).revision == 1


def test_a_preview_that_takes_too_long_shows_the_text_as_it_is(
    cast: Cast, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = cast.draft()
    pool = Pool(processes=1, callers=1, share=1, seconds=0.0)
    monkeypatch.setattr(costly, "_pool", pool)

    answer = call(desks.editor, draft, "preview", {"body": "&" * costly.HUGE})
    pool.end()

    assert answer.status_code == 200
    assert answer.json()["word_count"] == "too long to count words"  # type: ignore[attr-defined]


def test_nothing_runs_in_a_preview(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(content_type="wysiwyg", body="")
    evil = '<p onclick="x()">a</p><script>x()</script><img src=x onerror=x()><a href="javascript:x()">b</a>'

    told = call(desks.editor, draft, "preview", {"body": evil}).json()  # type: ignore[attr-defined]

    assert not any(sign in told["html"] for sign in ("onclick", "<script", "onerror", "javascript:"))


def test_a_text_that_cannot_be_rendered_is_shown_as_it_is(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(content_type="block", body="")

    told = call(desks.editor, draft, "preview", {"body": "<b>{"}).json()  # type: ignore[attr-defined]

    assert told["html"] == '<pre class="plain-text">\n&lt;b&gt;{</pre>'


@pytest.mark.parametrize("data", [{}, {"body": None}, {"body": "a\0b"}])
def test_a_preview_needs_a_text(cast: Cast, desks: Desks, data: dict[str, Any]) -> None:
    draft = cast.draft()

    answer = call(desks.editor, draft, "preview", data)

    assert answer.status_code == 422


def beat(client: Client, draft: Draft, session: str = SESSIONS[0], **values: Any) -> Any:
    return call(client, draft, "presence", {"session": session, **values})


def test_two_people_see_each_other(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    beat(desks.publisher, draft, SESSIONS[1])

    told = beat(desks.editor, draft).json()

    assert told == {"others": ["Paul handbook"], "elsewhere": False, "revision": 1, "current": None}


def test_one_person_sees_the_own_other_page(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    beat(desks.editor, draft, SESSIONS[1])

    told = beat(signed_in(cast.editor), draft).json()

    assert (told["others"], told["elsewhere"]) == ([], True)


def test_who_leaves_is_seen_no_longer(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    beat(desks.publisher, draft, SESSIONS[1])

    answer = beat(desks.publisher, draft, SESSIONS[1], leaving=True)

    assert answer.status_code == 204
    assert beat(desks.editor, draft).json()["others"] == []


def test_nobody_makes_another_leave(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    beat(desks.publisher, draft, SESSIONS[1])

    beat(desks.editor, draft, SESSIONS[1], leaving=True)

    assert beat(desks.editor, draft).json()["others"] == ["Paul handbook"]


def test_who_was_not_heard_of_for_a_minute_is_forgotten(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    long_ago = {SESSIONS[1]: (str(cast.publisher.user.pk), "Paul handbook", 0.0)}
    cache.set(f"presence:{draft.pk}", long_ago, presence.FORGOTTEN_AFTER)

    told = beat(desks.editor, draft).json()

    assert told["others"] == []


@pytest.mark.parametrize("session", [None, 7, "", "x" * 8, "a" * 65])
def test_a_page_must_name_itself(cast: Cast, desks: Desks, session: Any) -> None:
    draft = cast.draft()

    answer = beat(desks.editor, draft, session)

    assert (answer.status_code, answer.json()["field"]) == (422, "session")


@pytest.mark.parametrize("identifier", ["0badcafe", "nope", "%00", "a" * 300])
def test_a_draft_that_is_none_is_not_found(cast: Cast, desks: Desks, identifier: str) -> None:
    answers = [
        desks.editor.post(f"/drafts/{identifier}/{name}", data=data, content_type="application/json")
        for name, data in (("presence", {"session": SESSIONS[0]}), ("preview", {"body": "a"}))
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


BASE = {"title": "Refunds", "description": "", "body": "One.\n\nTwo.\n\nThree.\n"}


def merge(client: Client, draft: Draft, mine: str) -> Any:
    answer: Any = call(client, draft, "merge", {"base": BASE, "mine": {**BASE, "body": mine}})
    return answer.json()


def test_changes_of_both_sides_are_merged_and_nothing_is_stored(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE["body"])
    save(desks.publisher, draft, body="Theirs.\n\nTwo.\n\nThree.\n")

    answer = merge(desks.editor, draft, "One.\n\nTwo.\n\nMine.\n")

    assert answer["merged"] == {**BASE, "body": "Theirs.\n\nTwo.\n\nMine.\n"}
    assert (answer["revision"], answer["body"]) == (2, "Theirs.\n\nTwo.\n\nThree.\n")
    assert stored(draft).version.text == "Theirs.\n\nTwo.\n\nThree.\n"


def test_changes_that_conflict_are_not_merged(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE["body"])
    save(desks.publisher, draft, body="Theirs.\n\nTwo.\n\nThree.\n")

    answer = merge(desks.editor, draft, "Mine.\n\nTwo.\n\nThree.\n")

    assert answer["merged"] is None


@pytest.mark.parametrize("data", [{}, {"base": 7, "mine": {}}, {"base": BASE, "mine": {"title": "a"}}])
def test_a_merge_needs_both_sides(cast: Cast, desks: Desks, data: dict[str, Any]) -> None:
    draft = cast.draft()

    answer = call(desks.editor, draft, "merge", data)

    assert answer.status_code == 422


def test_the_stored_draft_says_if_you_saved_it(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    save(desks.publisher, draft, body="Theirs.\n")

    answers = [client.get(f"/drafts/{draft.identifier}/save").json() for client in (desks.publisher, desks.editor)]

    assert [answer["saved_by_you"] for answer in answers] == [True, False]
