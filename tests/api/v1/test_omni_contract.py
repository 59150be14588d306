import re
from uuid import uuid4

import pytest

from tests.api.conftest import WireFor
from tests.cast import Cast, make_cast
from tests.races import run_together
from versioning.models import Branch, Document, Draft, Version
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.projects.close_branch import close_branch
from versioning.services.projects.create_branch import create_branch

SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def draft_of(document: Document) -> str:
    return f"/api/v1/documents/{document.identifier}/draft"


def branch_of(cast: Cast, name: str = "Spring") -> Branch:
    return create_branch(actor=cast.manager, project=cast.project, name=name)


def test_creates_a_draft(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(draft_of(document), "{}")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert set(answer.json) == {"identifier"}
    assert re.fullmatch(r"[0-9a-f]{8}", answer.json["identifier"])
    assert Draft.objects.get(identifier=answer.json["identifier"]).branch == live_cast.project.branches.main().get()


def test_returns_the_draft_that_exists(live_cast: Cast, wire_for: WireFor) -> None:
    document, wire = live_cast.document(), wire_for(live_cast.editor)
    first = wire.post(draft_of(document), "{}")

    second = wire.post(draft_of(document), "{}")

    assert (second.status, second.body) == (200, first.body)
    assert document.versions.count() == 2


def test_sees_the_draft_that_another_contract_opened_on_main(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()
    existing = live_cast.fork(document, ForkMode.STRICT)

    answer = wire_for(live_cast.editor).post(draft_of(document), "{}")

    assert answer.json == {"identifier": existing.identifier}


def test_returns_the_first_draft_of_a_new_document(live_cast: Cast, wire_for: WireFor) -> None:
    existing = live_cast.draft()

    answer = wire_for(live_cast.editor).post(draft_of(existing.document))

    assert answer.json == {"identifier": existing.identifier}


def test_needs_neither_a_body_nor_a_content_type(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(draft_of(document))

    assert answer.status == 200


@pytest.mark.parametrize("content_type", [None, "application/json; charset=utf-8"])
def test_an_empty_body_may_say_its_type(live_cast: Cast, wire_for: WireFor, content_type: str | None) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).send("POST", draft_of(document), b"", content_type)

    assert answer.status == 200


def test_takes_the_uuid_of_a_document_as_well(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(f"/api/v1/documents/{document.pk}/draft")

    assert answer.status == 200


def test_each_branch_has_its_own_draft(live_cast: Cast, wire_for: WireFor) -> None:
    document, branch, wire = live_cast.document(), branch_of(live_cast), wire_for(live_cast.editor)
    body = f'{{"branchId": "{branch.pk}"}}'

    answers = [wire.post(draft_of(document), sent) for sent in (None, body, body)]

    main, first, second = (answer.json["identifier"] for answer in answers)
    assert first == second != main
    assert Draft.objects.get(identifier=first).branch == branch


def test_a_null_branch_is_main(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(draft_of(document), '{"branchId": null}')

    assert answer.status == 200


def test_there_is_no_such_branch(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(draft_of(document), f'{{"branchId": "{uuid4()}"}}')

    assert answer.status == 404
    assert answer.json["status"] == 404
    assert isinstance(answer.json["detail"], str)


def test_branches_of_other_projects_do_not_exist(live_cast: Cast, wire_for: WireFor) -> None:
    document, foreign = live_cast.document(), branch_of(make_cast("foreign"))

    answer = wire_for(live_cast.editor).post(draft_of(document), f'{{"branchId": "{foreign.pk}"}}')

    assert answer.status == 404


def test_a_closed_branch_takes_no_draft(live_cast: Cast, wire_for: WireFor) -> None:
    document, branch = live_cast.document(), branch_of(live_cast)
    close_branch(actor=live_cast.manager, branch=branch)

    answer = wire_for(live_cast.editor).post(draft_of(document), f'{{"branchId": "{branch.pk}"}}')

    assert answer.status == 400
    assert answer.json["code"] == "branch_closed"


@pytest.mark.parametrize("body", ['{"branchId": "x"}', '{"branchId": 1}', '{"branch": null}', "[]"])
def test_refuses_other_bodies(live_cast: Cast, wire_for: WireFor, body: str) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(draft_of(document), body)

    assert answer.status == 400
    assert not Draft.objects.exists()


def test_a_viewer_may_not(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.viewer).post(draft_of(document))

    assert (answer.status, answer.json["status"]) == (403, 403)
    assert "editor" in answer.json["detail"]


def test_asks_who_it_is(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(None).post(draft_of(document))

    assert (answer.status, answer.json["status"]) == (401, 401)
    assert answer.json["detail"] == "Authentication required."
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_there_is_no_such_document(live_cast: Cast, wire_for: WireFor) -> None:
    answer = wire_for(live_cast.editor).post("/api/v1/documents/00000000/draft")

    assert (answer.status, answer.json["status"]) == (404, 404)


def test_lists_the_drafts_as_a_bare_array(live_cast: Cast, wire_for: WireFor) -> None:
    document, branch = live_cast.document(), branch_of(live_cast)
    on_main = live_cast.fork(document, ForkMode.GET_OR_CREATE)
    on_branch = live_cast.fork(document, ForkMode.GET_OR_CREATE, branch_id=branch.pk)
    live_cast.save(on_main, body="Saved last.\n")

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.identifier}/drafts")

    rows = answer.json
    assert answer.status == 200
    assert [row["identifier"] for row in rows] == [on_main.identifier, on_branch.identifier]
    assert all(
        set(row)
        == {
            "identifier", "publishedIdentifier", "workbookModelId", "branch", "status", "draftOutOfDate", "createdAt",
            "updatedAt", "createdBy", "lastEditedBy",
        }
        for row in rows
    )  # fmt: skip
    assert rows[0]["branch"] is None
    assert rows[1]["branch"] == {"id": str(branch.pk), "name": "Spring"}
    assert rows[0]["publishedIdentifier"] == document.identifier
    assert {row["status"] for row in rows} == {"active"}
    assert {row["draftOutOfDate"] for row in rows} == {False}
    assert rows[0]["createdBy"] == rows[0]["lastEditedBy"] == {"name": "Edda handbook"}
    assert SECONDS.fullmatch(rows[0]["createdAt"])
    assert SECONDS.fullmatch(rows[0]["updatedAt"])


def test_says_which_drafts_are_out_of_date(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()
    live_cast.fork(document, ForkMode.GET_OR_CREATE)
    live_cast.version(document, "Meanwhile.\n")

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.identifier}/drafts")

    assert [row["draftOutOfDate"] for row in answer.json] == [True]


def test_deletes_a_draft_and_keeps_it_archived(live_cast: Cast, wire_for: WireFor) -> None:
    document, wire = live_cast.document(), wire_for(live_cast.editor)
    identifier = wire.post(draft_of(document)).json["identifier"]

    answer = wire.delete(draft_of(document))

    drafts = f"/api/v1/documents/{document.identifier}/drafts"
    assert (answer.status, answer.json) == (200, {"message": "Draft deleted successfully"})
    assert wire.get(drafts).json == []
    archived = wire.get(f"{drafts}?include=archived").json
    assert [(row["identifier"], row["status"]) for row in archived] == [(identifier, "archived")]


@pytest.mark.parametrize("place", ["body", "query"])
def test_deletes_the_draft_of_a_branch(live_cast: Cast, wire_for: WireFor, place: str) -> None:
    document, branch, wire = live_cast.document(), branch_of(live_cast), wire_for(live_cast.editor)
    main = wire.post(draft_of(document)).json
    body = f'{{"branchId": "{branch.pk}"}}'
    wire.post(draft_of(document), body)

    if place == "body":
        answer = wire.delete(draft_of(document), body)
    else:
        answer = wire.delete(f"{draft_of(document)}?branchId={branch.pk}")

    assert answer.status == 200
    assert [draft.identifier for draft in document.drafts.all()] == [main["identifier"]]


def test_there_is_no_draft_to_delete(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).delete(draft_of(document))

    assert (answer.status, answer.json["status"]) == (404, 404)


@pytest.mark.parametrize("by", ["document", "identifier"])
def test_of_many_who_delete_a_draft_at_once_one_does_and_the_others_find_none(
    live_cast: Cast, wire_for: WireFor, by: str
) -> None:
    document, wire = live_cast.document(), wire_for(live_cast.editor)
    identifier = wire.post(draft_of(document)).json["identifier"]
    path = draft_of(document) if by == "document" else f"/api/v1/drafts/{identifier}"

    answers = run_together(*[lambda: wire.delete(path)] * 16)

    refused = [answer for answer in answers if answer.status not in (200, 204)]
    assert len(refused) == 15
    assert {(answer.status, answer.json["code"]) for answer in refused} == {(404, "not_found")}
    assert Version.objects.filter(document=document).discarded().count() == 1


def test_deleting_a_draft_that_is_published_at_once_finds_it_or_none(live_cast: Cast, wire_for: WireFor) -> None:
    document, wire = live_cast.document(), wire_for(live_cast.publisher)
    wire.post(draft_of(document))

    published, deleted = run_together(
        lambda: wire.post(f"{draft_of(document)}/publish", "{}"), lambda: wire.delete(draft_of(document))
    )

    assert (published.status, deleted.status) in {(200, 404), (404, 200), (409, 200)}


def test_a_viewer_may_not_delete(live_cast: Cast, wire_for: WireFor) -> None:
    draft = live_cast.draft()

    answer = wire_for(live_cast.viewer).delete(draft_of(draft.document))

    assert answer.status == 403
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("include", ["all", "", "Archived"])
def test_refuses_other_things_to_include(live_cast: Cast, wire_for: WireFor, include: str) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.identifier}/drafts?include={include}")

    assert answer.status == 400
