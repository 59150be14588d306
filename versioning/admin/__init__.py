"""The back office: plain, read-only where history is, and every write through the services."""

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
