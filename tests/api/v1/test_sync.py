from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.api.problems import assert_refused
from tests.cast import Cast
from tests.services.drafts.syncing import BOTH, CLASHING, MINE, THEIRS
from versioning.models import Draft, Version
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.projects.create_branch import create_branch

PLACES = pytest.mark.parametrize("place", ["drafts/{0.identifier}", "documents/{0.document_id}/draft"])


def outdated(cast: Cast, theirs: str = THEIRS, **values: Any) -> Draft:
    document = cast.document()
    draft = cast.save(cast.fork(document, ForkMode.GET_OR_CREATE, **values), body=MINE)
    cast.version(document, theirs)
    return draft


def sync(clients: Clients, draft: Draft, body: Any = None, place: str = "drafts/{0.identifier}", **headers: str) -> Any:
    path = f"/api/v1/{place.format(draft)}/sync"
    return clients.editor.post(path, body or {}, format="json", **headers)  # type: ignore[arg-type]


def text_of(draft: Draft) -> str:
    return Version.objects.with_text().get(pk=draft.version_id).text


@PLACES
def test_merges_and_shows_the_draft(cast: Cast, clients: Clients, place: str) -> None:
    draft = outdated(cast)

    answer = sync(clients, draft, place=place)

    data = answer.json()["data"]
    assert (answer.status_code, answer["ETag"]) == (200, f'"{draft.identifier}-3"')
    assert data["merged"] is True
    assert data["draft"]["version"]["body"] == text_of(draft) == BOTH
    assert (data["draft"]["base"]["number"], data["draft"]["outdated"], data["draft"]["revision"]) == (3, False, 3)


def test_merges_the_draft_of_a_branch(cast: Cast, clients: Clients) -> None:
    branch = create_branch(actor=cast.manager, project=cast.project, name="Spring")
    draft = outdated(cast, branch_id=branch.pk)
    path = f"/api/v1/documents/{draft.document_id}/draft/sync"

    on_main = clients.editor.post(path)
    on_branch = clients.editor.post(f"{path}?branchId={branch.pk}")

    assert (on_main.status_code, on_branch.status_code) == (404, 200)
    assert text_of(draft) == BOTH


def test_says_that_there_was_nothing_to_merge(cast: Cast, clients: Clients) -> None:
    draft = cast.fork(cast.document())

    answer = sync(clients, draft)

    assert answer.status_code == 200
    assert answer.json()["data"]["merged"] is False
    assert answer.json()["data"]["draft"]["revision"] == 1


def test_the_stemma_shows_the_second_parent(cast: Cast, clients: Clients) -> None:
    draft = outdated(cast)
    sync(clients, draft)

    edges = clients.viewer.get(f"/api/v1/documents/{draft.document_id}/stemma").json()["data"]["edges"]

    current = str(Draft.objects.get(pk=draft.pk).base_id)
    assert {"parent": current, "child": str(draft.version_id), "kind": "merge"} in edges


@PLACES
def test_tells_the_conflicts_and_takes_their_resolution(cast: Cast, clients: Clients, place: str) -> None:
    draft = outdated(cast, theirs=CLASHING)

    refused = sync(clients, draft, place=place)
    conflict = refused.json()["conflict"]
    parts = [piece.get("text", "Our line.\n") for piece in conflict["pieces"]]
    resolution = {
        "base": conflict["current"]["number"],
        "revision": conflict["draft"]["revision"],
        "body": "".join(parts),
    }
    done = sync(clients, draft, {"resolution": resolution}, place=place)

    assert (refused.status_code, refused.json()["code"]) == (409, "merge_conflict")
    assert refused.json()["type"].endswith("/docs/errors/merge-conflict")
    assert [entry["mine"]["text"] for entry in conflict["conflicts"]] == ["My line.\n"]
    assert (done.status_code, done.json()["data"]["merged"]) == (200, True)
    assert text_of(draft) == "# Title\n\nFirst line.\nOur line.\n"


def test_a_resolution_may_name_the_version_by_its_id_and_the_revision_by_if_match(cast: Cast, clients: Clients) -> None:
    draft = outdated(cast, theirs=CLASHING)
    current = sync(clients, draft).json()["conflict"]["current"]["id"]
    tag = f'"{draft.identifier}-2"'

    answer = sync(clients, draft, {"resolution": {"base": current, "body": "Ours."}}, HTTP_IF_MATCH=tag)

    assert (answer.status_code, text_of(draft)) == (200, "Ours.")


@PLACES
@pytest.mark.parametrize("tag", ['"1"', '"3"', '"00000000-2"'])
def test_refuses_another_revision_than_if_match_names(cast: Cast, clients: Clients, place: str, tag: str) -> None:
    draft = outdated(cast)

    answer = sync(clients, draft, place=place, HTTP_IF_MATCH=tag)

    assert (answer.status_code, answer.json()["code"]) == (412, "draft_changed")
    assert text_of(draft) == MINE


def test_refuses_a_resolution_of_another_revision(cast: Cast, clients: Clients) -> None:
    draft = outdated(cast, theirs=CLASHING)

    answer = sync(clients, draft, {"resolution": {"base": 3, "revision": 1, "body": "Ours."}})

    assert (answer.status_code, answer.json()["conflict"]["mine"]) == (412, {"body": "Ours."})


def test_refuses_a_resolution_for_another_current_version(cast: Cast, clients: Clients) -> None:
    draft = outdated(cast, theirs=CLASHING)

    answer = sync(clients, draft, {"resolution": {"base": 1, "revision": 2, "body": "Ours."}})

    assert (answer.status_code, answer.json()["conflict"]["current"]["number"]) == (409, 3)
    assert text_of(draft) == MINE


@pytest.mark.parametrize(
    ("resolution", "field"),
    [
        ({"revision": 2}, "resolution.base"),
        ({"base": True, "revision": 2}, "resolution.base"),
        ({"base": "three", "revision": 2}, "resolution.base"),
        ({"base": [3], "revision": 2}, "resolution.base"),
        ({"base": 3}, "resolution.revision"),
        ({"base": 3, "revision": "2"}, "resolution.revision"),
        ({"base": 3, "revision": 2, "name": "Q2"}, "resolution.name"),
        ({"base": 3, "revision": 2, "fields": []}, "resolution.fields"),
        ({"base": 3, "revision": 2, "content_type": "block"}, "body"),
    ],
)
def test_names_what_is_wrong_with_a_resolution(
    cast: Cast, clients: Clients, resolution: dict[str, Any], field: str
) -> None:
    draft = outdated(cast)

    answer = sync(clients, draft, {"resolution": resolution})

    assert_refused(answer, field=field)
    assert text_of(draft) == MINE


@pytest.mark.parametrize("body", [{"resolution": None}, {"resolution": []}, {"other": 1}])
def test_refuses_a_body_that_is_no_request(cast: Cast, clients: Clients, body: Any) -> None:
    draft = outdated(cast)

    answer = sync(clients, draft, body)

    assert answer.status_code == 400
    assert text_of(draft) == MINE


def test_the_same_key_gets_the_first_answer_again(cast: Cast, clients: Clients) -> None:
    draft = outdated(cast)

    first, second = (sync(clients, draft, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2))

    assert first.json() == second.json()
    assert second["ETag"] == first["ETag"]
    assert Draft.objects.get(pk=draft.pk).revision == 3
