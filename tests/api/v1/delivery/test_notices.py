from typing import Any

from tests.cast import Cast, client_for, client_with, make_token
from tests.notices import make_notice
from versioning.models import Actor, Membership, Notice, Role, Token, Watch
from versioning.services.documents.trash_document import trash_document


def _list(actor: Actor, query: str = "") -> list[dict[str, Any]]:
    answer = client_for(actor).get(f"/api/v1/notices{query}")
    assert answer.status_code == 200
    return answer.json()["data"]["notices"]  # type: ignore[no-any-return]


def test_people_read_their_own_notices_newest_first(cast: Cast) -> None:
    document = cast.document("Refunds & returns")
    first, second = make_notice(cast.viewer.user, document), make_notice(cast.viewer.user, document)
    make_notice(cast.editor.user, document)

    found = _list(cast.viewer)

    assert [row["id"] for row in found] == [second.pk, first.pk]
    assert found[0]["text"].endswith("created Refunds & returns.")
    assert found[0]["document_id"] == str(document.pk)
    assert found[0]["event_id"] == first.event_id


def test_notices_are_filtered(cast: Cast) -> None:
    document = cast.document()
    notice, other = make_notice(cast.viewer.user, document), make_notice(cast.viewer.user, document)
    client_for(cast.viewer).post(f"/api/v1/notices/{other.pk}/read")

    assert [row["id"] for row in _list(cast.viewer, "?unread=true")] == [notice.pk]
    assert [row["id"] for row in _list(cast.viewer, "?unread=false")] == [other.pk]
    assert _list(cast.viewer, "?kind=mention") == []
    assert _list(cast.viewer, "?project=other") == []


def test_notices_of_what_one_cannot_read_any_more_are_gone(cast: Cast) -> None:
    trashed, document = cast.document(), cast.document()
    kept = make_notice(cast.manager.user, document)
    make_notice(cast.manager.user, trashed)
    notice = make_notice(cast.viewer.user, document)
    trash_document(actor=cast.manager, document=trashed)
    Membership.objects.filter(user=cast.viewer.user).delete()

    assert _list(cast.viewer) == []
    assert client_for(cast.viewer).post(f"/api/v1/notices/{notice.pk}/read").status_code == 404
    assert [row["id"] for row in _list(cast.manager)] == [kept.pk]


def test_a_notice_is_marked_as_read_once(cast: Cast) -> None:
    notice = make_notice(cast.viewer.user, cast.document())
    client = client_for(cast.viewer)

    first, second = (client.post(f"/api/v1/notices/{notice.pk}/read").json()["data"]["notice"] for _ in range(2))

    assert first["read_at"] == second["read_at"] is not None


def test_all_notices_are_marked_as_read(cast: Cast) -> None:
    document = cast.document()
    for _ in range(3):
        make_notice(cast.viewer.user, document)
    make_notice(cast.editor.user, document)

    answer = client_for(cast.viewer).post("/api/v1/notices/read")

    assert answer.json()["data"] == {"count": 3}
    assert Notice.objects.unread().count() == 1


def test_tokens_of_projects_have_no_notices_of_the_person_who_made_them(cast: Cast) -> None:
    make_notice(cast.manager.user, cast.document())
    _, raw = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.MANAGER)
    client = client_with(raw)

    answers = [client.get("/api/v1/notices"), client.get("/api/v1/watches"), client.post("/api/v1/notices/read")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert "personal token" in answers[0].json()["detail"]


def test_a_document_and_a_project_are_watched_and_no_longer(cast: Cast) -> None:
    document, client = cast.document(), client_for(cast.viewer)
    addresses = [f"/api/v1/documents/{document.identifier}/watch", "/api/v1/projects/handbook/watch"]

    made = [client.put(address).status_code for address in addresses * 2]
    listed = client.get("/api/v1/watches").json()["data"]["watches"]
    ended = [client.delete(address).status_code for address in addresses * 2]

    assert {*made, *ended} == {204}
    assert [(row["document_id"], row["project_id"]) for row in listed] == [
        (str(document.pk), None),
        (None, str(cast.project.pk)),
    ]
    assert not Watch.objects.exists()


def test_watches_of_what_one_cannot_read_any_more_are_not_listed(cast: Cast) -> None:
    client = client_for(cast.viewer)
    client.put(f"/api/v1/documents/{cast.document().pk}/watch")
    Membership.objects.filter(user=cast.viewer.user).delete()

    assert client.get("/api/v1/watches").json()["data"]["watches"] == []


def test_a_list_of_notices_takes_the_same_statements_however_long_it_is(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    document = cast.document()
    for _ in range(30):
        make_notice(cast.viewer.user, document)
    client = client_for(cast.viewer)

    with django_assert_max_num_queries(4):
        assert len(client.get("/api/v1/notices").json()["data"]["notices"]) > 10
