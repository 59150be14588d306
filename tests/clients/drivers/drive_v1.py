"""The main flow of v1 with a Python client generated from its schema. Prints what it saw, as `stories.V1` has it."""

import json
import sys
from dataclasses import dataclass
from typing import TypeVar

from stemma_client import AuthenticatedClient
from stemma_client.api.documents import (
    documents_compare,
    documents_create,
    documents_read,
    documents_trash,
    draft_create,
    draft_publish,
    versions_activate,
    versions_create,
    versions_list,
    versions_update,
)
from stemma_client.api.projects import projects_list
from stemma_client.models import (
    DocumentCreateRequest,
    Problem,
    StatusEnum,
    Version,
    VersionCreateRequest,
    VersionPatchRequest,
)
from stemma_client.types import Response

Answer = TypeVar("Answer")
Seen = dict[str, object]


def answered(answer: Answer | Problem | None) -> Answer:
    """Return what was asked for. End the program if it was refused."""
    if answer is None or isinstance(answer, Problem):
        raise SystemExit(f"Refused: {answer}")
    return answer


def refused(answer: Response[Answer | Problem]) -> Seen:
    problem = answer.parsed
    if not isinstance(problem, Problem):
        raise SystemExit(f"Not refused: {answer}")
    field = problem.errors[0].field if problem.errors else None
    return {"status": problem.status, "code": problem.code, "field": field}


def told(version: Version) -> Seen:
    return {
        "name": version.name,
        "status": version.status.value,
        "number": version.number,
        "is_active": version.is_active,
        "modified_fields": [field.value for field in version.modified_fields],
    }


@dataclass
class Driver:
    client: AuthenticatedClient

    def create(self) -> tuple[str, Seen]:
        projects = answered(projects_list.sync(client=self.client)).data.projects
        body = DocumentCreateRequest(title="Refunds", body="Money back.\n\n14 days.", project=projects[0].slug)
        data = answered(documents_create.sync(client=self.client, body=body)).data
        version = data.draft.version
        seen = {
            "projects": [project.slug for project in projects],
            "created": [data.document.title, version.number, version.status.value],
        }
        return str(data.document_id), seen

    def fork(self, document: str) -> tuple[str, Seen]:
        first = answered(draft_publish.sync(document, client=self.client)).data.version
        body = VersionCreateRequest(source_version_id="current", name="Spring")
        fork = answered(versions_create.sync(document, client=self.client, body=body)).data.version
        seen = {
            "published_first": told(first),
            "forked": told(fork),
            "from_the_first": fork.source_version_id == first.id,
        }
        return str(fork.id), seen

    def update(self, document: str, version: str, body: VersionPatchRequest) -> Seen:
        return told(answered(versions_update.sync(document, version, client=self.client, body=body)).data.version)

    def promote(self, document: str, version: str) -> Seen:
        saved = self.update(document, version, VersionPatchRequest(body="Money back.\n\n30 days."))
        not_yet = versions_activate.sync_detailed(document, version, client=self.client)
        published = self.update(document, version, VersionPatchRequest(status=StatusEnum.PUBLISHED))
        activated = answered(versions_activate.sync(document, version, client=self.client)).data.version
        return {
            "saved": saved,
            "not_yet": refused(not_yet),
            "published": published,
            "activated": told(activated),
        }

    def look_around(self, document: str) -> Seen:
        rows = answered(versions_list.sync(document, client=self.client)).data.versions
        shown = answered(documents_read.sync(document, client=self.client))
        comparison = answered(documents_compare.sync(document, client=self.client, base="1", head="2")).data.comparison
        if shown.version is None or shown.current_version is None:
            raise SystemExit(f"Nothing is shown: {shown}")
        lines = [line.kind.value for hunk in comparison.hunks for line in hunk.lines if line.text.strip()]
        return {
            "versions": [[row.number, row.is_active] for row in rows],
            "document": [shown.document.title, shown.version.body.splitlines()[-1], shown.current_version.number],
            "compared": [lines, comparison.statistics.lines_added, comparison.statistics.lines_removed],
        }

    def end(self, document: str) -> Seen:
        drafts = [answered(draft_create.sync(document, client=self.client)).identifier for _ in range(2)]
        invalid = documents_create.sync_detailed(client=self.client, body=DocumentCreateRequest(title=""))
        trashed = documents_trash.sync_detailed(document, client=self.client)
        gone = documents_read.sync_detailed(document, client=self.client)
        return {
            "same_draft": drafts[0] == drafts[1],
            "invalid": refused(invalid),
            "trashed": trashed.status_code.value,
            "gone": refused(gone),
        }


def drive(client: AuthenticatedClient) -> Seen:
    driver = Driver(client=client)
    document, created = driver.create()
    fork, forked = driver.fork(document)
    return {
        **created,
        **forked,
        **driver.promote(document, fork),
        **driver.look_around(document),
        **driver.end(document),
    }


if __name__ == "__main__":
    with AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2]) as opened:
        sys.stdout.write(json.dumps(drive(opened)))
