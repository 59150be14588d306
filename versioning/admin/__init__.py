"""The back office: history is read-only, and all writing goes through the services."""

from versioning.admin import (
    applications,
    documents,
    drafts,
    events,
    languages,
    projects,
    tokens,
    users,
    versions,
    workflow,
)

__all__ = (
    "applications",
    "documents",
    "drafts",
    "events",
    "languages",
    "projects",
    "tokens",
    "users",
    "versions",
    "workflow",
)
