"""What drf-spectacular writes into the OpenAPI documents, other than the version."""

OPENAPI = {
    "TITLE": "Stemma",
    "DESCRIPTION": (
        "Create documents, fork and edit drafts, compare and merge versions, publish and promote them. "
        "[Using the API](/docs/api/) explains authentication, safe saves and repeated requests with examples. "
        "Every error is a problem document (RFC 9457) with a page under [Errors](/docs/errors/)."
    ),
    # Each server has its own documentation, for its users to turn to.
    "CONTACT": {"name": "The documentation of this server", "url": "/docs/"},
    "LICENSE": {"name": "BSD 3-Clause License", "identifier": "BSD-3-Clause"},
    # Relative to the address of the document (OpenAPI 3.1 section 4.8.5), so that it is right behind every proxy.
    "SERVERS": [{"url": "/", "description": "The server that this document comes from."}],
    # In the order of docs/api.md.
    "TAGS": [
        {"name": "tokens", "description": "Create, list and revoke the tokens that authenticate requests."},
        {"name": "documents", "description": "Documents, their versions, their draft on a branch and their history."},
        {"name": "drafts", "description": "Any open draft by its identifier, whichever document or branch it is on."},
        {"name": "events", "description": "The activity in all projects that a token can read."},
        {"name": "changes", "description": "The change feed: every event, in the order of the commits."},
        {"name": "schedules", "description": "Publish, promote and archive at a moment."},
        {"name": "jobs", "description": "Imports, exports, schedules and maintenance, which run in the background."},
        {"name": "imports", "description": "Import a zip, a git bundle or a project file, also as a dry run."},
        {"name": "exports", "description": "Export a git bundle or a project file."},
        {"name": "transfers", "description": "Follow, cancel and resume imports and exports, and download the files."},
        {"name": "files", "description": "Pictures and attachments. Texts name them by an address that never changes."},
        {"name": "projects", "description": "Projects, each with its members, branches and workspaces."},
        {"name": "workspaces", "description": "Workspaces divide the documents of a project."},
        {"name": "branches", "description": "Branches collect drafts of many documents for one purpose."},
        {"name": "members", "description": "The roles of people in projects."},
        {"name": "invitations", "description": "Invite people to projects by email."},
        {"name": "notices", "description": "What concerns you: the inbox of the desk."},
        {"name": "watches", "description": "The documents and projects of whose publications you get notices."},
        {"name": "webhooks", "description": "Requests to your own server about what happens in a project."},
    ],
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # It would treat both APIs as one. `make lint` validates each document.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Each PATCH has a serializer of its own that says what is optional. None is used as a partial one.
    "COMPONENT_SPLIT_PATCH": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "StatusEnum": "versioning.models.version.Version.Status",
        "WorkStatusEnum": "versioning.models.transfer.transfer.Transfer.Status",
        "WebhookStatusEnum": "versioning.models.delivery.webhook.Webhook.Status",
        "DocumentKindEnum": "versioning.models.document.Document.Kind",
        "ChangeKindEnum": ["equal", "insert", "delete"],
        "EdgeKindEnum": ["fork", "merge"],
        "MarkdownExtensionEnum": "versioning.text.render.dialects.extensions.NAMES",
        "OmniStatusEnum": ["active", "archived"],
        "TokenKindEnum": "versioning.models.access.token.Token.Kind",
        "VerbEnum": "versioning.models.event.Verb",
        "TranslationEnum": ["none", "needTranslation", "translated", "inProgress"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
}
