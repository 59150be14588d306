"""`/api/v1/webhooks`: the secret is shown once, deliveries with each attempt, replay."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from tests.api.problems import assert_refused
from tests.cast import Cast, client_for
from tests.receivers import Receiver, status
from versioning.models import Event, Webhook
from versioning.services.jobs.run_due_jobs import run_due_jobs

URL = "/api/v1/webhooks"


@pytest.fixture
def client(live_cast: Cast) -> APIClient:
    return client_for(live_cast.manager)


def _create(client: APIClient, url: str = "https://receiver.example/", **values: Any) -> Any:
    return client.post(URL, {"project": "handbook", "url": url, **values}, format="json")


def test_a_webhook_is_created_with_a_secret_that_no_later_answer_has(client: APIClient) -> None:
    answer = _create(client, events=["version.published"], description="Search index")

    data = answer.json()["data"]
    one = client.get(f"{URL}/{data['webhook']['id']}").json()["data"]
    assert answer.status_code == 201
    assert data["secret"].startswith("whsec_")
    assert one == {"webhook": data["webhook"]}
    assert {name: data["webhook"][name] for name in ("url", "events", "category", "description", "status")} == {
        "url": "https://receiver.example/",
        "events": ["version.published"],
        "category": None,
        "description": "Search index",
        "status": "enabled",
    }


def test_a_repeated_request_creates_one_webhook_and_hides_its_secret(client: APIClient) -> None:
    key: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": "once"}
    body = {"project": "handbook", "url": "https://receiver.example/"}
    first = client.post(URL, body, format="json", **key).json()["data"]
    again = client.post(URL, body, format="json", **key).json()["data"]

    assert again == {"webhook": first["webhook"], "secret": None}
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://receiver.example/"}, "url"),
        ({"url": "https://169.254.169.254/"}, "url"),
        ({"url": 7}, "url"),
        ({"events": []}, "events"),
        ({"events": ["version.unheard"]}, "events.0"),
        ({"category": str(uuid4())}, "category"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_a_wrong_value_is_refused_by_name(client: APIClient, values: dict[str, Any], field: str) -> None:
    answer = _create(client, **values)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_delivery_shows_each_attempt_and_is_replayed_with_its_id(
    live_cast: Cast, client: APIClient, receiver: Receiver
) -> None:
    made = _create(client, receiver.url, events=["version.published"]).json()["data"]
    path = f"{URL}/{made['webhook']['id']}"
    document = live_cast.document()
    receiver.answer = status(400, b"What is this?")
    run_due_jobs()
    pending = client.get(f"{path}/deliveries?state=pending").json()["data"]["deliveries"]
    receiver.answer = status(200)
    assert client.patch(path, {"status": "disabled"}, format="json").json()["data"]["webhook"]["status"] == "disabled"
    client.patch(path, {"status": "enabled"}, format="json")

    replayed = client.post(f"{path}/replay", {"deliveries": [pending[0]["id"]]}, format="json")
    run_due_jobs()

    assert (replayed.status_code, replayed.json()["data"]) == (202, {"count": 1})
    (delivery,) = client.get(f"{path}/deliveries").json()["data"]["deliveries"]
    assert (delivery["id"], delivery["state"]) == (pending[0]["id"], "delivered")
    assert (delivery["type"], delivery["document_id"]) == ("version.published", str(document.pk))
    assert [(each["status"], each["answer"]) for each in delivery["attempts"]] == [(400, "What is this?"), (200, "")]
    assert {each.id for each in receiver.received} == {f"msg_{delivery['id'].replace('-', '')}"}


def test_a_test_arrives_signed_with_both_secrets_after_a_rotation(client: APIClient, receiver: Receiver) -> None:
    made = _create(client, receiver.url, events=["version.published"]).json()["data"]
    path = f"{URL}/{made['webhook']['id']}"
    rotated = client.post(f"{path}/rotate", {}, format="json").json()["data"]["secret"]

    answer = client.post(f"{path}/test")
    run_due_jobs()

    (request,) = receiver.received
    assert (answer.status_code, answer.json()["data"]["delivery"]["type"]) == (202, "webhook.test")
    assert [request.is_signed_with(secret) for secret in (made["secret"], rotated)] == [True, True]


def test_a_paused_webhook_keeps_its_queue_and_is_resumed(
    live_cast: Cast, client: APIClient, receiver: Receiver
) -> None:
    made = _create(client, receiver.url, events=["version.published"]).json()["data"]
    path = f"{URL}/{made['webhook']['id']}"
    paused = client.patch(path, {"status": "paused"}, format="json").json()["data"]["webhook"]
    live_cast.document()
    run_due_jobs()
    tested, during = client.post(f"{path}/test"), len(receiver.received)

    resumed = client.patch(path, {"status": "enabled"}, format="json").json()["data"]["webhook"]
    run_due_jobs()

    assert (paused["status"], during, receiver.types) == ("paused", 0, ["version.published"])
    assert paused["paused_at"] is not None
    assert (resumed["status"], resumed["paused_at"]) == ("enabled", None)
    assert_refused(tested, field=None, status=409)
    assert tested.json()["code"] == "webhook_paused"


def test_a_change_whose_status_is_refused_changes_nothing(client: APIClient) -> None:
    made = _create(client).json()["data"]["webhook"]
    path = f"{URL}/{made['id']}"
    client.patch(path, {"status": "disabled"}, format="json")

    answer = client.patch(path, {"url": "https://other.example/", "status": "paused"}, format="json")

    assert_refused(answer, field=None, status=409)
    assert client.get(path).json()["data"]["webhook"]["url"] == made["url"]
    assert not Event.objects.filter(verb="webhook.updated").exists()


@pytest.mark.parametrize("verb", ["test", "replay"])
def test_a_disabled_webhook_is_not_tested_or_replayed(client: APIClient, verb: str) -> None:
    made = _create(client).json()["data"]
    path = f"{URL}/{made['webhook']['id']}"
    client.patch(path, {"status": "disabled"}, format="json")

    answer = client.post(f"{path}/{verb}", {"failed": True} if verb == "replay" else None, format="json")

    assert_refused(answer, field=None, status=409)
    assert answer.json()["code"] == "webhook_disabled"


def test_lists_have_pages(client: APIClient) -> None:
    for _ in range(3):
        _create(client)

    first = client.get(f"{URL}?page_size=2&project=handbook").json()
    rest = client.get(f"{URL}?page_size=2&project=handbook&cursor={first['pagination']['next_cursor']}").json()

    assert [len(page["data"]["webhooks"]) for page in (first, rest)] == [2, 1]


def test_a_browser_session_has_to_prove_the_password(live_cast: Cast, settings: Settings) -> None:
    browser = Client()
    browser.force_login(live_cast.manager.user)
    settings.PASSWORD_AGAIN_MINUTES = 0

    answer = browser.post(URL, {"project": "handbook", "url": "https://a.example/"}, content_type="application/json")

    assert answer.status_code == 403
    assert not Webhook.objects.exists()
