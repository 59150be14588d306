import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.api.oauth.flow import SignIn, make_application
from tests.cast import Cast, client_for, client_with, make_token, make_user
from tests.races import run_together
from versioning.api.v1.versions import VersionViewSet
from versioning.models import Document, Draft, IdempotencyKey, Project, Role, Token
from versioning.ops.load import costly
from versioning.ops.load.pool import Pool
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.text.render.render import render


def fork(client: APIClient, document: Document, *, key: str = "k-1", body: dict[str, Any] | None = None) -> Any:
    path = f"/api/v1/documents/{document.pk}/versions"
    return client.post(path, body or {}, format="json", HTTP_IDEMPOTENCY_KEY=key)


def test_the_same_key_and_body_get_the_first_answer(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    first = fork(clients.editor, document)

    second = fork(clients.editor, document)

    assert (second.status_code, second.json()) == (201, first.json())
    assert second["Location"] == first["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert document.versions.count() == 2


def test_the_order_of_members_does_not_matter(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    first = fork(clients.editor, document, body={"name": "x", "source_version_id": "1"})

    second = fork(clients.editor, document, body={"source_version_id": "1", "name": "x"})

    assert second.json() == first.json()


@pytest.mark.parametrize(
    ("body", "status"), [({"source_version_id": "99"}, 400), ({"name": "x" * 256}, 400), ({"extra": 1}, 400)]
)
def test_a_refusal_is_replayed_as_well(cast: Cast, clients: Clients, body: dict[str, Any], status: int) -> None:
    document = cast.document()
    first = fork(clients.editor, document, body=body)

    second = fork(clients.editor, document, body=body)

    assert (second.status_code, second.json()) == (status, first.json())
    assert second["Content-Type"] == first["Content-Type"] == "application/problem+json"
    assert second["Idempotent-Replayed"] == "true"


def test_another_body_is_refused(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    fork(clients.editor, document)

    answer = fork(clients.editor, document, body={"name": "Other"})

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert document.versions.count() == 2


def test_another_path_is_refused(cast: Cast, clients: Clients) -> None:
    document, other = cast.document(), cast.document("Other")
    fork(clients.editor, document)

    answer = fork(clients.editor, other)

    assert answer.status_code == 422


def service_client(project: Project, name: str) -> APIClient:
    """Return a client with a project token, which acts for a service account of its own."""
    service = make_user(name, is_service=True)
    return client_with(make_token(service, kind=Token.Kind.PROJECT, project=project, role=Role.EDITOR)[1])


def create(client: APIClient, cast: Cast, *, key: str, body: str) -> Any:
    values = {"project": cast.project.slug, "title": "Large", "body": body, "content_type": "markdown"}
    return client.post("/api/v1/documents", values, format="json", HTTP_IDEMPOTENCY_KEY=key)


def test_a_large_answer_is_stored_compressed_and_repeated_in_full(cast: Cast, clients: Clients) -> None:
    text = "the same words again " * 5_000
    first = create(clients.editor, cast, key="k-1", body=text)

    second = create(clients.editor, cast, key="k-1", body=text)

    assert (first.status_code, len(first.content) > 100_000) == (201, True)
    assert second.json() == first.json()
    assert len(IdempotencyKey.objects.get().answer) < 10_000


def test_large_answers_beyond_the_limit_are_refused_and_change_nothing(
    cast: Cast, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.api.idempotency.MOST_LARGE_BYTES", 50_000)
    assert create(clients.editor, cast, key="k-1", body=secrets.token_hex(30_000)).status_code == 201

    refused = create(clients.editor, cast, key="k-2", body=secrets.token_hex(30_000))

    assert refused.status_code == 403
    assert "this request without the header" in refused.json()["detail"]
    assert Document.objects.count() == 1


def test_all_tokens_and_applications_of_a_person_share_the_limit(
    cast: Cast, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.api.idempotency.MOST_LARGE_BYTES", 50_000)
    signed_in = SignIn(make_application(cast.project)[0], cast.editor.user).tokens()["access_token"]
    assert create(client_with(signed_in), cast, key="k-1", body=secrets.token_hex(30_000)).status_code == 201

    refused = create(client_for(cast.editor), cast, key="k-1", body=secrets.token_hex(30_000))

    assert (refused.status_code, refused.json()["code"]) == (403, "quota_exceeded")


def test_the_service_tokens_of_a_project_share_the_limit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.api.idempotency.MOST_LARGE_BYTES", 50_000)
    first, second = (service_client(cast.project, name) for name in ("First", "Second"))
    assert create(first, cast, key="k-1", body=secrets.token_hex(30_000)).status_code == 201

    refused = create(second, cast, key="k-1", body=secrets.token_hex(30_000))

    assert (refused.status_code, refused.json()["code"]) == (403, "quota_exceeded")


def test_the_limit_of_one_person_is_not_that_of_another(
    cast: Cast, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.api.idempotency.MOST_LARGE_BYTES", 50_000)
    assert create(clients.editor, cast, key="k-1", body=secrets.token_hex(30_000)).status_code == 201

    answer = create(clients.publisher, cast, key="k-2", body=secrets.token_hex(30_000))

    assert answer.status_code == 201


def test_keys_of_two_tokens_never_meet(cast: Cast, clients: Clients) -> None:
    document, same_person = cast.document(), client_for(cast.editor)
    fork(clients.editor, document)

    answer = fork(same_person, document)

    assert answer.status_code == 201
    assert document.versions.count() == 3


def test_another_key_does_it_again(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    fork(clients.editor, document, key="k-1")

    fork(clients.editor, document, key="k-2")

    assert document.versions.count() == 3


def test_the_secret_of_a_token_is_not_kept(clients: Clients) -> None:
    send = partial(clients.editor.post, "/api/v1/tokens", {"name": "x"}, format="json", HTTP_IDEMPOTENCY_KEY="k")
    first = send().json()["data"]

    second = send().json()["data"]

    assert first["secret"]
    assert second == {"token": first["token"], "secret": None}
    assert first["secret"].encode() not in bytes(IdempotencyKey.objects.get().answer)
    assert Token.objects.filter(name="x").count() == 1


def test_a_server_error_is_not_kept(cast: Cast, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    document = cast.document()
    with monkeypatch.context() as broken:
        broken.setattr(VersionViewSet, "create", lambda *args, **kwargs: 1 / 0)
        failed = fork(clients.editor, document)

    again = fork(clients.editor, document)

    assert (failed.status_code, failed.json()["message"]) == (500, "Unexpected server error.")
    assert failed.json()["code"] == "internal_error"
    assert again.status_code == 201
    assert "Idempotent-Replayed" not in again


def test_a_wrong_token_keeps_nothing(cast: Cast) -> None:
    document = cast.document()

    answer = fork(client_with("93874a87.wrong"), document)

    assert answer.status_code == 401
    assert not IdempotencyKey.objects.exists()


def test_two_at_once_do_the_work_once(live_cast: Cast) -> None:
    document = live_cast.document()
    _, raw = make_token(live_cast.editor.user)

    first, second = run_together(*(partial(fork, client_with(raw), document) for _ in range(2)))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert document.versions.count() == 2


def test_two_that_publish_the_same_articles_the_other_way_round_both_end_well(live_cast: Cast) -> None:
    keys = [str(live_cast.draft(f"Number {number}", kind="article").document.pk) for number in range(12)]
    path = f"/v3/projects/{live_cast.project.pk}/articles/bulk/publish"

    answers = run_together(*[post_with_key(live_cast, path, {"ids": ids}) for ids in (keys, keys[::-1])])

    assert [answer.status_code for answer in answers] == [200, 200]
    assert sum(row["success"] for answer in answers for row in answer.json()["data"]) == len(keys)
    assert not Document.objects.filter(current=None).exists()


def test_two_that_make_articles_in_and_out_of_a_category_both_end_well(live_cast: Cast) -> None:
    category = str(live_cast.draft("Guides", kind="category").document.pk)
    places = [None, category] * 4
    path = f"/v3/projects/{live_cast.project.pk}/articles/bulk"
    bodies = [{"articles": [new_article(live_cast, place) for place in order]} for order in (places, places[::-1])]

    answers = run_together(*[post_with_key(live_cast, path, body) for body in bodies])

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Document.objects.filter(kind="article").count() == 2 * len(places)


def post_with_key(cast: Cast, path: str, body: dict[str, Any]) -> Callable[[], Any]:
    client = client_for(cast.manager)
    return lambda: client.post(path, body, format="json", HTTP_IDEMPOTENCY_KEY="k-1")


def new_article(cast: Cast, category: str | None) -> dict[str, Any]:
    return {"title": "New", "category_id": category, "project_version_id": str(cast.workspace.pk)}


def test_nobody_waits_for_a_request_that_waits_for_the_pool(live_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long merge waits behind another long text, and does not hold a lock meanwhile."""
    other, outdated = live_cast.draft(), _outdated_draft(live_cast)
    pool = Pool(processes=1, callers=3, share=1, seconds=60)
    monkeypatch.setattr(costly, "_pool", pool)
    client = client_for(live_cast.editor)
    with ThreadPoolExecutor(2) as threads:
        occupied = threads.submit(pool.run, render, "&" * 1_000_000, content_type="markdown", owner="somebody")
        time.sleep(0.3)
        merge = threads.submit(_in_thread, partial(_sync, client, outdated))
        time.sleep(0.5)

        save_draft(actor=live_cast.editor, draft=other, changes={"body": "Saved meanwhile."})

        assert not occupied.done()
        assert not merge.done()
    pool.end()
    assert merge.result().status_code == 200
    assert _sync(client, outdated)["Idempotent-Replayed"] == "true"


def _outdated_draft(cast: Cast) -> Draft:
    """A draft whose long text was changed at its end, of a document whose current text was changed at its beginning."""
    lines = [f"line {number} of a long text\n" for number in range(20_000)]
    document = cast.document(body="".join(lines))
    draft = fork_document(actor=cast.editor, document=document, mode=ForkMode.FREE).draft
    save_draft(actor=cast.editor, draft=draft, changes={"body": "".join([*lines, "the end\n"])})
    current = fork_document(actor=cast.editor, document=document, mode=ForkMode.FREE).draft
    save_draft(actor=cast.editor, draft=current, changes={"body": "".join(["the beginning\n", *lines])})
    publish_and_promote(actor=cast.publisher, draft=current)
    return Draft.objects.get(pk=draft.pk)


def _sync(client: APIClient, draft: Draft) -> Any:
    path = f"/api/v1/drafts/{draft.identifier}/sync"
    return client.post(path, {}, format="json", headers={"Idempotency-Key": "merge"})


def _in_thread(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()
