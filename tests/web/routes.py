"""Every route of the desk, with its parameters and the status for each person."""

from string import Template
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.web.world import World
from tests.zips import zip_bytes
from versioning.web.urls import urlpatterns

PEOPLE = ("nobody", "stranger", "viewer", "editor", "publisher", "manager")
PASSWORDS = {"current": "wrong", "password": "correct horse", "again": "correct horse"}
LETTERS = {
    **{"mention": "never", "outdated": "daily", "taken_over": "daily", "watched": "at_once"},
    **{
        "schedule_failed": "at_once",
        "webhook_disabled": "daily",
        "transfer_ended": "never",
        "delivery_failed": "daily",
    },
}
FORK = {"source": "$current"}
DOCUMENT360 = {
    "source_project": "9a3b",
    "token": "secret",
    "url": "https://apihub.document360.io",
    "content_type": "wysiwyg",
}
SAVE = {"body": "New.\n"}
SIDE = {"title": "Refunds", "description": "", "body": "New.\n"}
MERGE = {"base": SIDE, "mine": SIDE}
TYPED = {"revision": "$revision", "title": "Refunds", "base_title": "", "base_description": "", "base_body": ""}
PUBLISH = {"name": "New", "revision": "$revision", "current": "$current_id", "promotion": "later"}
PLACE = {"revision": "1", "slug": "refunds"}
WEBHOOK = {"url": "https://receiver.example/", "events": "version.published"}
APPLICATION = {"name": "New", "client_type": "public", "redirect_uris": "https://editor.example/"}


class Row(NamedTuple):
    """The statuses for PEOPLE in their order. `places` names the objects in the path.

    `$name` in a form, or in the `json` that is sent in place of one, is what the world has of that name.
    """

    method: str
    name: str
    places: str
    statuses: str
    form: dict[str, str] = {}  # noqa: RUF012
    json: dict[str, Any] | None = None
    headers: dict[str, str] = {}  # noqa: RUF012

    @property
    def expected(self) -> dict[str, int]:
        return dict(zip(PEOPLE, map(int, self.statuses.split()), strict=True))


MATRIX = [
    Row("GET", "library", "", "302 200 200 200 200 200"),
    Row("GET", "suggestions", "", "401 200 200 200 200 200"),
    Row("GET", "new-document", "", "302 404 200 200 200 200"),
    Row(
        "POST",
        "new-document",
        "",
        "302 404 403 303 303 303",
        {"title": "New", "kind": "article", "content_type": "markdown", "language": "en"},
    ),
    Row("GET", "document", "document", "302 404 200 200 200 200"),
    Row("POST", "fork", "document", "302 404 403 303 303 303"),
    Row("POST", "fork", "document", "302 404 403 303 303 303", FORK),
    Row("GET", "details", "document", "302 404 200 200 200 200"),
    Row("POST", "details", "document", "302 404 403 422 422 422", PLACE),
    Row("POST", "translate", "document", "302 404 403 303 303 303", {"language": "de"}),
    Row("GET", "trash", "document", "302 404 403 403 403 200"),
    Row("POST", "trash", "document", "302 404 403 403 403 303"),
    Row("GET", "trash-list", "project", "302 404 403 403 403 200"),
    Row("POST", "restore-document", "gone", "302 404 403 403 403 303"),
    Row("GET", "version", "document published", "302 404 200 200 200 200"),
    Row("POST", "archive", "document published", "302 404 403 403 303 303"),
    Row("POST", "archive", "document current", "302 404 403 403 200 200"),
    Row("POST", "restore-version", "document archived", "302 404 403 403 303 303"),
    Row("POST", "reopen", "document discarded", "302 404 403 303 303 303"),
    Row("GET", "versions", "document", "302 404 200 200 200 200"),
    Row("GET", "stemma", "document", "302 404 200 200 200 200"),
    Row("GET", "links-here", "document", "302 404 200 200 200 200"),
    Row("GET", "broken-links", "project", "302 404 200 200 200 200"),
    Row("GET", "compare", "document", "302 404 200 200 200 200"),
    Row("GET", "drafts", "", "302 200 200 200 200 200"),
    Row("GET", "discard", "draft", "302 404 403 200 200 200"),
    Row("POST", "discard", "draft", "302 404 403 303 303 303"),
    Row("GET", "draft", "draft", "302 404 200 200 200 200"),
    Row("POST", "draft", "draft", "401 404 403 303 303 303", TYPED),
    Row("GET", "draft-save", "draft", "401 404 200 200 200 200"),
    Row("POST", "draft-save", "draft", "401 404 403 200 200 200", json=SAVE, headers={"If-Match": '"1"'}),
    Row("GET", "draft-preview", "draft", "401 404 200 200 200 200"),
    Row("POST", "draft-preview", "draft", "401 404 403 200 200 200", json=SAVE),
    Row("POST", "draft-properties", "draft", "401 404 403 200 200 200", json=SAVE),
    Row("GET", "mentionable", "draft", "401 404 200 200 200 200"),
    Row("POST", "draft-presence", "draft", "401 404 200 200 200 200", json={"session": "0" * 24}),
    Row("POST", "draft-merge", "draft", "401 404 403 200 200 200", json=MERGE),
    Row("GET", "revisions", "saved", "302 404 200 200 200 200"),
    Row("GET", "revision", "saved save", "302 404 200 200 200 200"),
    Row("POST", "revision", "saved save", "302 404 403 303 303 303", {"revision": "2"}),
    Row("GET", "publish", "draft", "302 404 200 200 200 200"),
    Row("POST", "publish", "draft", "302 404 403 403 303 303", PUBLISH),
    Row("GET", "sync", "draft", "302 404 200 200 200 200"),
    Row("POST", "sync", "draft", "302 404 403 303 303 303", {"revision": "$revision", "current": "$current_id"}),
    Row("GET", "conflict", "draft", "302 404 303 303 303 303"),
    Row("POST", "conflict", "draft", "401 404 403 409 409 409", TYPED),
    Row("GET", "promote", "document published", "302 404 200 200 200 200"),
    Row("POST", "promote", "document published", "302 404 403 403 303 303", {"current": "$current_id"}),
    Row("GET", "undo-publication", "document published", "302 404 200 200 200 200"),
    Row("POST", "undo-publication", "document published", "302 404 403 403 303 303", {"current": "$current_id"}),
    Row("GET", "activity", "", "302 200 200 200 200 200"),
    Row("GET", "notices", "", "302 200 200 200 200 200"),
    Row("GET", "unread", "", "401 200 200 200 200 200"),
    Row("POST", "read-notices", "", "302 303 303 303 303 303"),
    Row("POST", "read-notice", "notice", "302 404 404 404 303 404"),
    Row("POST", "watch", "document", "302 404 303 303 303 303"),
    Row("POST", "watch-project", "project", "302 404 303 303 303 303"),
    Row("GET", "watching", "", "302 200 200 200 200 200"),
    Row("GET", "mail-choices", "", "302 200 200 200 200 200"),
    Row("POST", "mail-choices", "", "302 303 303 303 303 303", LETTERS),
    Row("GET", "setup", "", "404 404 404 404 404 404"),
    Row("POST", "setup", "", "303 303 303 303 303 303"),
    Row("GET", "settings", "", "302 200 200 200 200 200"),
    Row("POST", "settings", "", "302 303 303 303 303 303", {"name": "New"}),
    Row("GET", "password", "", "302 200 200 200 200 200"),
    Row("POST", "password", "", "302 422 422 422 422 422", PASSWORDS),
    Row("GET", "email", "", "302 200 200 200 200 200"),
    Row("POST", "email", "", "302 303 303 303 303 303", {"email": "new@example.org"}),
    Row("GET", "confirm-email", "confirmation", "302 200 200 200 200 200"),
    Row("POST", "confirm-email", "confirmation", "302 404 404 404 303 404"),
    Row("GET", "tokens", "", "302 200 200 200 200 200"),
    Row("POST", "tokens", "", "302 200 200 200 200 200", {"name": "New", "scopes": "read", "lasts": "90"}),
    Row("GET", "revoke-token", "token", "302 404 404 404 404 200"),
    Row("POST", "revoke-token", "token", "302 404 404 404 404 303"),
    Row("GET", "sign-ins", "", "302 200 200 200 200 200"),
    Row("GET", "end-sign-in", "sign_in", "302 404 404 404 404 404"),
    Row("POST", "end-sign-in", "sign_in", "302 404 404 404 404 404"),
    Row("GET", "sessions", "", "302 200 200 200 200 200"),
    Row("POST", "sessions", "", "302 303 303 303 303 303"),
    Row("GET", "end-session", "session", "302 404 404 404 404 200"),
    Row("POST", "end-session", "session", "302 404 404 404 404 303"),
    Row("GET", "new-project", "", "302 403 403 403 403 403"),
    Row("POST", "new-project", "", "302 403 403 403 403 403", {"name": "New", "slug": "new", "language": "en"}),
    Row("GET", "project", "project", "302 404 200 200 200 200"),
    Row("POST", "project", "project", "302 404 403 403 403 303", {"name": "New"}),
    Row("GET", "workspaces", "project", "302 404 200 200 200 200"),
    Row("POST", "workspaces", "project", "302 404 403 403 403 303", {"workspace-name": "New", "workspace-slug": "new"}),
    Row("POST", "rename-workspace", "project workspace", "302 404 403 403 403 303", {"name": "New"}),
    Row("GET", "languages", "project", "302 404 200 200 200 200"),
    Row("POST", "languages", "project", "302 404 403 403 403 303", {"language-code": "fr"}),
    Row("POST", "remove-language", "project language", "302 404 403 403 403 303"),
    Row("GET", "members", "project", "302 404 200 200 200 200"),
    Row("POST", "members", "project", "302 404 403 403 403 303", {"username": "nina.new", "role": "20"}),
    Row(
        "POST",
        "invitations",
        "project",
        "302 404 403 403 403 303",
        {"invitation-email": "new@example.org", "invitation-role": "20"},
    ),
    Row("GET", "withdraw-invitation", "project invitation", "302 404 404 404 404 200"),
    Row("POST", "withdraw-invitation", "project invitation", "302 404 404 404 404 303"),
    Row("POST", "role", "project member", "302 404 403 403 403 303", {"role": "20"}),
    Row("GET", "remove-member", "project member", "302 404 200 200 200 200"),
    Row("POST", "remove-member", "project member", "302 404 403 403 403 303"),
    Row("GET", "project-tokens", "project", "302 404 200 200 200 200"),
    Row(
        "POST", "project-tokens", "project", "302 404 403 403 403 200", {"name": "New", "role": "10", "scopes": "read"}
    ),
    Row("GET", "applications", "project", "302 404 200 200 200 200"),
    Row("POST", "applications", "project", "302 404 403 403 403 200", APPLICATION),
    Row("GET", "retire-application", "project application", "302 404 200 200 200 200"),
    Row("POST", "retire-application", "project application", "302 404 403 403 403 303"),
    Row("GET", "files", "project", "302 404 200 200 200 200"),
    Row("POST", "files", "project", "302 404 403 303 303 303", {"name": "Pictures"}),
    Row("POST", "upload-files", "project", "302 404 403 303 303 303"),
    # Refused: no request is sent to this address.
    Row("POST", "fetch-picture", "project", "401 404 403 422 422 422", json={"url": "https://127.0.0.1/a.png"}),
    Row("POST", "delete-folder", "project folder", "302 404 403 303 303 303"),
    Row("POST", "move-file", "project file", "302 404 403 303 303 303", {"folder": ""}),
    Row("GET", "file", "project file", "302 404 200 200 200 200"),
    Row("POST", "file", "project file", "302 404 403 303 303 303", {"alt_text": "A plan"}),
    Row("GET", "replace-file", "project file", "302 404 200 200 200 200"),
    Row("POST", "replace-file", "project file", "302 404 403 200 200 200", {"by": "$other_file"}),
    Row("POST", "trash-file", "project file", "302 404 403 303 303 303"),
    Row("POST", "restore-file", "project trashed_file", "302 404 403 303 303 303"),
    Row("GET", "schedules", "", "302 200 200 200 200 200"),
    Row("GET", "schedule", "document published", "302 404 200 200 200 200"),
    Row(
        "POST",
        "schedule",
        "document published",
        "302 404 403 403 303 303",
        {"action": "promote", "at": "2030-01-01T09:00", "zone": "Europe/Berlin", "if_missed": "run"},
    ),
    Row("POST", "unschedule", "schedule", "302 404 403 403 303 303"),
    Row("POST", "run-schedule", "schedule", "302 404 403 403 303 303"),
    Row("GET", "jobs", "", "302 200 200 200 200 200"),
    Row("POST", "cancel-job", "job", "302 404 404 404 404 303"),
    Row("GET", "webhooks", "project", "302 404 200 200 200 200"),
    Row("POST", "webhooks", "project", "302 404 403 403 403 200", WEBHOOK),
    Row("GET", "webhook", "project webhook", "302 404 403 403 403 200"),
    Row("POST", "webhook", "project webhook", "302 404 403 403 403 303", WEBHOOK),
    Row("POST", "rotate-secret", "project webhook", "302 404 403 403 403 200"),
    Row("POST", "webhook-status", "project webhook", "302 404 403 403 403 303", {"status": "disabled"}),
    Row("POST", "webhook-test", "project webhook", "302 404 403 403 403 303"),
    Row("POST", "webhook-replay", "project webhook", "302 404 403 403 403 303"),
    Row("GET", "delete-webhook", "project webhook", "302 404 403 403 403 200"),
    Row("POST", "delete-webhook", "project webhook", "302 404 403 403 403 303"),
    Row("GET", "import", "project", "302 404 200 200 200 200"),
    Row("POST", "import", "project", "302 404 403 403 403 303", {"file": ""}),
    Row("GET", "import-document360", "project", "302 404 200 200 200 200"),
    Row("POST", "import-document360", "project", "302 404 403 403 403 303", DOCUMENT360),
    Row("GET", "export", "project", "302 404 200 200 200 200"),
    Row("GET", "export-zip", "project", "302 404 200 200 200 200"),
    Row("POST", "export-bundle", "project", "302 404 403 403 403 303"),
    Row("POST", "export-project", "project", "302 404 403 403 403 303"),
    Row("GET", "transfer", "project transfer", "302 404 404 404 404 200"),
    Row("POST", "transfer", "project transfer", "302 404 404 404 404 303"),
    Row("POST", "cancel-transfer", "project transfer", "302 404 404 404 404 303"),
    Row("GET", "transfer-file", "project transfer", "302 404 404 404 404 200"),
]


def name_of(row: Row) -> str:
    return f"{row.method} {row.name} {row.places}"


def routes() -> set[tuple[str, str]]:
    """Return each method of each route, by the route's name."""
    return {
        (method.upper(), str(pattern.name))
        for pattern in urlpatterns
        for method in methods_of(pattern.callback.view_class)  # type: ignore[attr-defined]
    }


def methods_of(view: Any) -> set[str]:
    return {method for method in view.http_method_names if hasattr(view, method)} - {"head", "options"}


def address(name: str, places: str, world: World) -> str:
    return reverse(f"desk:{name}", args=[world[place] for place in places.split()])


def sent(row: Row, world: World) -> dict[str, Any]:
    """Return the row's form, with a small zip file if it takes a file."""
    form = {name: Template(value).substitute(world) for name, value in row.form.items()}
    return {**form, "file": SimpleUploadedFile("a.zip", zip_bytes({"a.md": "A"}))} if "file" in form else form
