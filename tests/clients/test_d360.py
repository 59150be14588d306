"""What Document360's own client does with a Document360 project, it does with one of ours."""

from pathlib import Path
from typing import Any

import pytest
from django.template.defaultfilters import filesizeformat
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast, make_token
from tests.clients.d360 import CommandLine
from tests.pictures import picture

# Exit codes of the client.
UNAUTHORIZED, NOT_FOUND = 3, 4
TEXT = "{content: content, number: version_number, public: public_version, status: status}"
NUMBERS = "[].[version_number, base_version, status]"


@pytest.fixture
def command_line(live_server: LiveServer, live_cast: Cast, secret: str, tmp_path: Path) -> CommandLine:
    """Set up for the project, as the client's own guide says."""
    made = CommandLine(tmp_path)
    made.show("config", "set-url", live_server.url)
    made.show("config", "set-key", f"d360_sk_{secret}")
    made.show("config", "set-project-id", str(live_cast.project.pk))
    return made


@pytest.fixture
def workspace(command_line: CommandLine) -> str:
    found: str = command_line.show("workspaces", "list", "--filter", "[0].id")
    return found


def _text(content: str, *, number: int, public: int | None, status: str = "draft") -> dict[str, Any]:
    return {"content": content, "number": number, "public": public, "status": status}


def test_it_calls_the_server_that_it_was_set_up_for(command_line: CommandLine, live_server: LiveServer) -> None:
    shown = command_line.show("config", "show")

    assert (shown["base_url"], shown["api_key_source"]) == (live_server.url, "config")
    assert [row["name"] for row in command_line.show("projects", "list")] == ["Handbook"]


def test_an_article_goes_its_whole_way(command_line: CommandLine, workspace: str) -> None:
    run, here = command_line.show, ("--workspace-id", workspace)
    category = run("categories", "create", "--name", "Guides", *here, "--filter", "id")

    created = run(
        *("articles", "create", "--title", "Refunds", "--content", "14 days."),
        *("--category-id", category, *here),
    )
    article = ("--article-id", created["id"])
    patched = run("articles", "update", *article, "--content", "21 days.", "--filter", TEXT)
    published = run("articles", "publishing-workflow", "publish", *article, *here, "--version-number", "1")
    forked = run("articles", "versions", "fork", *article, "--filter", TEXT)
    conflict = command_line.refusal("articles", "versions", "fork", *article)
    versions = run("articles", "versions", "list", *article, "--filter", NUMBERS)
    for_readers = run("articles", "get", *article, "--published", "true", "--filter", TEXT)
    run("articles", "versions", "delete", *article, "--version-number", "2")
    unpublished = run("articles", "publishing-workflow", "unpublish", *article, *here, "--version-number", "1")
    again = run("articles", "versions", "list", *article, "--filter", NUMBERS)
    listed = run("workspaces", "articles", *here, "--filter", "[].title")
    run("articles", "delete", *article)

    assert created["category_id"] == category
    assert created["project_version_id"] == workspace
    assert patched == _text("21 days.", number=1, public=None)
    assert (published["success"], unpublished["success"]) == (True, True)
    assert forked == _text("21 days.", number=2, public=1)
    assert conflict == (1, 409, "A draft version already exists for this resource. (CONFLICT)")
    assert versions == [[1, 0, "published"], [2, 1, "draft"]]
    assert for_readers == _text("21 days.", number=1, public=1, status="published")
    assert again == [[1, 0, "unpublished"]]
    assert listed == ["Refunds"]
    assert command_line.refusal("articles", "get", *article)[:2] == (NOT_FOUND, 404)


def test_a_category_goes_its_whole_way(command_line: CommandLine, workspace: str) -> None:
    run, here = command_line.show, ("--workspace-id", workspace)
    category = ("--category-id", run("categories", "create", "--name", "Guides", *here, "--filter", "id"))

    run("categories", "page-category", "update-content", *category, "--content", "Read these.")
    published = run("categories", "publishing-workflow", "publish", *category, *here, "--version-number", "1")
    forked = run("categories", "versions", "fork", *category, "--filter", TEXT)
    versions = run("categories", "versions", "list", *category, "--filter", NUMBERS)
    read = run("categories", "page-category", "get-content", *category, "--published", "true", "--filter", TEXT)
    unpublished = run("categories", "publishing-workflow", "unpublish", *category, *here, "--version-number", "1")
    tree = run("workspaces", "categories", *here, "--filter", "[].[name, child_categories]")
    run("categories", "delete", *category)

    assert (published["success"], unpublished["success"]) == (True, True)
    assert forked == _text("Read these.", number=2, public=1)
    assert versions == [[1, 0, "published"], [2, 1, "draft"]]
    assert read == _text("Read these.", number=1, public=1, status="published")
    assert tree == [["Guides", []]]
    assert command_line.refusal("categories", "get", *category)[:2] == (NOT_FOUND, 404)


def test_a_folder_goes_its_whole_way(command_line: CommandLine, live_cast: Cast) -> None:
    run = command_line.show

    default = run("drive", "folders", "default")
    folder = run("drive", "folders", "create", "--name", "Pictures", "--folder-color", "#4A90D9")
    here = ("--folder-id", folder["id"])
    below = run("drive", "folders", "create", "--name", "Logos", "--parent-folder-id", folder["id"])
    taken = command_line.refusal("drive", "folders", "create", "--name", "Pictures")
    changed = run("drive", "folders", "update", *here, "--name", "Images", "--order", "7", "--is-starred", "true")
    listed = run("drive", "folders", "list", "--filter", "[].[title, order, is_starred, sub_folders[].title]")
    counted = run("--full", "drive", "folders", "list", "--include-total-count", "--filter", "pagination.total_count")
    read = run("drive", "folders", "get", *here)
    run("drive", "folders", "delete", *here)

    assert (default["id"], default["title"]) == (str(live_cast.project.pk), "Default")
    assert (folder["title"], folder["parent_folder_id"], below["parent_folder_id"]) == ("Pictures", None, folder["id"])
    assert taken[1] == 422
    assert changed["success"] is True
    assert listed == [["Default", 0, False, []], ["Images", 7, True, ["Logos"]]]
    assert counted == 2
    assert (read["files"], read["sub_folders"][0]["title"]) == ([], "Logos")
    assert command_line.refusal("drive", "folders", "get", *here)[:2] == (NOT_FOUND, 404)


def test_a_file_goes_its_whole_way(command_line: CommandLine, live_server: LiveServer) -> None:
    run = command_line.show
    picture_file, text_file = command_line.home / "plan.png", command_line.home / "plan.txt"
    picture_file.write_bytes(picture(size=(40, 30)))
    text_file.write_bytes(b"words")
    folder, other = (run("drive", "folders", "create", "--name", name, "--filter", "id") for name in ("A", "B"))
    here = ("--folder-id", folder)

    uploaded = run("drive", "files", "upload", *here, "--file", str(picture_file))
    words = run("drive", "files", "upload", *here, "--file", str(text_file), "--filter", "id")
    file = (*here, "--file-id", uploaded["id"])
    two = command_line.refusal("drive", "files", "upload", *here, "--file", str(picture_file), "--file", str(text_file))
    tagged = run("drive", "files", "add-tags", *file, "--tags", "product", "--tags", "v3")
    tags = run("drive", "files", "get", *file, "--filter", "tags")
    found = run(
        *("drive", "search", "--search-keyword", "plan", "--allow-images-only", "--filter-tags", tags[0]["id"]),
        *("--filter", "[].file_name"),
    )
    run("drive", "files", "delete-tags", *file, "--tag-ids", tags[0]["id"])
    copied = run("drive", "files", "copy", *file, "--destination-folder-id", other)
    moved = run("drive", "files", "move", "--folder-id", other, "--file-id", words)
    there = run("drive", "folders", "get", "--folder-id", other, "--filter", "files[].[file_name, tags[].name]")
    run("drive", "files", "delete", *file)

    assert uploaded == {
        "id": uploaded["id"],
        "file_name": "plan.png",
        "file_type": "image/png",
        "file_url": f"{live_server.url}/files/{uploaded['id']}/plan.png",
        "modified_at": uploaded["modified_at"],
        "updated_by": uploaded["updated_by"],
        "size": filesizeformat(picture_file.stat().st_size).replace("\xa0", " "),
        "height": "30",
        "width": "40",
        "parent_folder_id": folder,
        "title": "plan",
        "alternative_text": None,
        "tags": [],
        # A picture so small has no copies.
        "thumbnail_url": uploaded["file_url"],
        "is_starred": False,
    }
    assert two[1] == 422
    assert (tagged["success"], [tag["name"] for tag in tags], found) == (True, ["product", "v3"], ["plan.png"])
    assert (copied["success"], moved["success"]) == (True, True)
    assert there == [["plan (2).png", ["v3"]], ["plan.txt", []]]
    assert command_line.refusal("drive", "files", "get", *file)[:2] == (NOT_FOUND, 404)
    assert command_line.refusal("drive", "task-status", "--task-id", uploaded["id"])[:2] == (NOT_FOUND, 404)


def test_attachments_go_their_whole_way(command_line: CommandLine, live_server: LiveServer, workspace: str) -> None:
    run, words = command_line.show, command_line.home / "terms.txt"
    words.write_bytes(b"14 days.")
    here = ("--workspace-id", workspace)
    category = run("categories", "create", "--name", "Guides", *here, "--filter", "id")
    created = run("articles", "create", "--title", "Terms", "--category-id", category, *here, "--filter", "id")
    article = ("--article-id", created)
    folder = run("drive", "folders", "default", "--filter", "id")
    file = run("drive", "files", "upload", "--folder-id", folder, "--file", str(words), "--filter", "id")
    address = "https://example.com/terms.pdf"

    added = run("articles", "attachments", "create", *article, "--drive-file-id", file, "--media-folder-id", folder)
    linked = run(
        *("articles", "attachments", "create", *article, "--file-url", address),
        *("--file-name", "Terms", "--size", "1.2 MB", "--file-type", "pdf"),
    )
    listed = run("articles", "attachments", "list", *article)
    files = run("drive", "article-files", *here, *article)
    kept = command_line.refusal("drive", "files", "delete", "--folder-id", folder, "--file-id", file)
    run("articles", "attachments", "delete", *article, "--attachment-id", added["id"])
    run("drive", "files", "delete", "--folder-id", folder, "--file-id", file)

    assert listed == [added, linked]
    assert (added["file_name"], added["drive_file_id"], added["media_folder_id"]) == ("terms.txt", file, folder)
    assert (linked["file_name"], linked["file_url"], linked["size"]) == ("Terms", address, "1.2 MB")
    assert files == [f"{live_server.url}/files/{file}/terms.txt"]
    assert kept[1] == 409
    assert run("articles", "attachments", "list", *article, "--filter", "[].file_name") == ["Terms"]


def test_what_belongs_to_a_project_is_listed(command_line: CommandLine, live_cast: Cast, workspace: str) -> None:
    run = command_line.show

    assert run("projects", "get", "--filter", "sub_domain_name") == "handbook"
    assert run("workspaces", "get", "--workspace-id", workspace, "--filter", "name") == "Handbook"
    assert run("languages", "list", "--filter", "[].code") == ["en"]
    assert run("projects", "workflow-statuses") == []
    assert live_cast.editor.user.email in run("users", "list", "--filter", "[].email")


def test_a_key_is_refused_as_a_token_is(command_line: CommandLine, live_cast: Cast, workspace: str) -> None:
    article = str(live_cast.document(kind="article").translation_key)
    narrow = make_token(live_cast.manager.user, scopes=("read",))[1]
    fork = ("articles", "versions", "fork", "--article-id", article)

    assert command_line.refusal("--api-key", "d360_sk_93874a87.wrong", "projects", "list")[:2] == (UNAUTHORIZED, 401)
    assert command_line.refusal("--api-key", f"d360_sk_{narrow}", *fork)[:2] == (UNAUTHORIZED, 403)
    assert command_line.show("--api-key", f"d360_sk_{narrow}", "articles", "get", "--article-id", article)
