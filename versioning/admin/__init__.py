"""The back office: plain, read-only where history is, and every write through the services."""

from django.contrib import admin

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

admin.site.site_header = admin.site.site_title = "Stemma back office"
admin.site.index_title = "What is kept here"
