"""What a client sees in the main flow of each contract, whatever language it is written in."""

from typing import Any

Story = dict[str, Any]


def _article(content: str, *, status: str, number: int, public: int | None) -> Story:
    return {
        "title": "Refunds",
        "content": content,
        "status": status,
        "version_number": number,
        "public_version": public,
    }


V3: Story = {
    "projects": ["Handbook"],
    "project_versions": ["Handbook"],
    "category": "Guides",
    "created": _article("14 days.", status="draft", number=1, public=None),
    "in_category": True,
    "location": True,
    "patched": _article("21 days.", status="draft", number=1, public=None),
    "published": True,
    "unforked": {"status": 422, "title": "Unprocessable Entity.", "code": "VALIDATION_ERROR"},
    "forked": _article("21 days.", status="draft", number=2, public=1),
    "conflict": {"status": 409, "title": "Conflict.", "code": "CONFLICT"},
    "patched_fork": _article("30 days.", status="draft", number=2, public=1),
    "readers_get": _article("21 days.", status="published", number=1, public=1),
    "versions": [[1, 0, "published"], [2, 1, "draft"]],
    "total": 2,
    "published_fork": True,
    "readers_get_now": _article("30 days.", status="published", number=2, public=2),
    "settings": {"tags": ["money"], "indicator": "updated", "expires": None},
    "on_shelf": ["Refunds"],
    "in_tree": [["Refunds", 2]],
    "deleted": 204,
    "gone": {"status": 404, "title": "Not Found.", "code": "RESOURCE_NOT_FOUND"},
}


def _version(name: str, *, status: str, number: int, active: bool, modified: list[str]) -> Story:
    return {"name": name, "status": status, "number": number, "is_active": active, "modified_fields": modified}


V1: Story = {
    "projects": ["handbook"],
    "created": ["Refunds", 1, "draft"],
    "published_first": _version("v1", status="published", number=1, active=True, modified=[]),
    "forked": _version("Spring", status="draft", number=2, active=False, modified=[]),
    "from_the_first": True,
    "saved": _version("Spring", status="draft", number=2, active=False, modified=["body"]),
    "not_yet": {"status": 409, "code": "not_published", "field": None},
    "published": _version("Spring", status="published", number=2, active=False, modified=["body"]),
    "activated": _version("Spring", status="published", number=2, active=True, modified=["body"]),
    "versions": [[2, True], [1, False]],
    "document": ["Refunds", "30 days.", 2],
    "compared": [["equal", "delete", "insert"], 1, 1],
    "same_draft": True,
    "invalid": {"status": 400, "code": "validation_failed", "field": "title"},
    "trashed": 204,
    "gone": {"status": 404, "code": "not_found", "field": None},
}
STORIES = {"v3": V3, "v1": V1}
