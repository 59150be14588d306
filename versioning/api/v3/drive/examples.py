"""Examples of the Drive for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_OUTCOME = {"success": True, "request_id": "req_abc123def456", "errors": None, "warnings": None}
_PROJECT, _FOLDER = "9a3b4c5d-6e7f-8a9b-0c1d-2e3f4a5b6c7d", "b4c5d6e7-2345-6789-abcd-ef0123456789"
_USER = "a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d"
_DEFAULT: dict[str, Any] = {
    "id": _PROJECT,
    "title": "Default",
    "parent_folder_id": None,
    "sub_folders": [],
    "items_count": 36,
    "created_at": "2025-09-01T12:00:00Z",
    "updated_by": None,
    "modified_at": "2025-09-01T12:00:00Z",
    "order": 0,
    "is_starred": False,
}
_NOTES = {
    **_DEFAULT,
    "id": _FOLDER,
    "title": "Release Notes",
    "items_count": 0,
    "updated_by": _USER,
    "order": 3,
}
_FILE = {
    "id": "c5d6e7f8-3456-789a-bcde-f01234567890",
    "file_name": "architecture-diagram.png",
    "file_type": "image/png",
    "file_url": "https://docs.example.com/files/c5d6e7f8-3456-789a-bcde-f01234567890/architecture-diagram.png",
    "modified_at": "2025-10-01T09:15:00Z",
    "updated_by": _USER,
    "size": "3.1 MB",
    "height": "1200",
    "width": "1600",
    "parent_folder_id": _FOLDER,
    "title": "architecture-diagram",
    "alternative_text": "High-level architecture diagram of the platform",
    "tags": [{"id": "d6e7f8a9-4567-89ab-cdef-012345678901", "name": "architecture"}],
    "thumbnail_url": "https://docs.example.com/files/c5d6e7f8-3456-789a-bcde-f01234567890/architecture-diagram.png?w=480",
    "is_starred": False,
}
_ATTACHMENT = {
    "id": "e7f8a9b0-5678-9abc-def0-123456789012",
    "file_name": "architecture-diagram.png",
    "file_url": _FILE["file_url"],
    "file_type": "image/png",
    "size": "3.1 MB",
    "drive_file_id": _FILE["id"],
    "media_folder_id": _FOLDER,
    "created_at": "2025-10-01T09:20:00Z",
    "created_by": _USER,
}
_PAGE = {"page": 1, "page_size": 25, "total_count": None, "has_more": False, "next_cursor": None}


def _answer(name: str, data: Any, **more: Any) -> OpenApiExample:
    return OpenApiExample(name, value={"data": data, **more, **_OUTCOME}, response_only=True)


FOLDERS_EXAMPLE = _answer("Folders list", [_DEFAULT, _NOTES], pagination=_PAGE)
DEFAULT_FOLDER_EXAMPLE = _answer("Default folder", _DEFAULT)
FOLDER_EXAMPLE = OpenApiExample(
    "Folder created", value={"data": _NOTES, **_OUTCOME}, response_only=True, status_codes=["201"]
)
FILE_EXAMPLE = OpenApiExample(
    "File", value={"data": _FILE, **_OUTCOME}, response_only=True, status_codes=["200", "201"]
)
ATTACHMENT_EXAMPLE = _answer("Attachments", [_ATTACHMENT])
