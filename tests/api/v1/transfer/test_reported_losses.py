"""Losses and surprises that users reported, each from the file that somebody has to what readers see."""

from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.cast import Cast, client_for
from tests.git_repos import Repo
from tests.reading import current_of
from tests.services.transfer.project_files import breaches
from tests.services.transfer.test_export_git import export
from tests.services.transfer.test_import_git import run as import_git
from tests.services.transfer.test_import_zip import run as import_zip
from tests.services.transfer.test_zip_round_trip import exported, read_in
from tests.zips import make_zip
from versioning.models import Document, Scope
from versioning.services.transfer._zip.documents import Outcome
from versioning.services.versions.render_version import render_version

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:01\nsize 12345\n"
OWN_KEYS = "version: 3.2.1\ndocument: INV-7\nlanguage: english\nweight: 1\n"
# Name of the file: its front matter, the title and the description.
HEADS = {
    "escaped": ('title: "Returns \\x26 refunds"\n', "Returns & refunds", ""),
    "folded-description": (
        "title: Returns\ndescription: >-\n  How a customer sends\n  a parcel back.\ntags: [shop]\n",
        *("Returns", "How a customer sends a parcel back."),
    ),
    "folded-title": ("title: >-\n  Sending a parcel\n  back\nweight: 1\n", "Sending a parcel back", ""),
    "null": ("title: Returns\ndescription: ~\n", "Returns", ""),
    "own-keys": (f"title: Returns\n{OWN_KEYS}", "Returns", ""),
    "comment": ("title: Returns\n# of the shop team\nweight: 1\n", "Returns", ""),
    "two-lines": ("title: Sending a parcel\n  back\nweight: 1\n", "Sending a parcel back", ""),
    "spaced-key": ("title: Returns\ndate created: 2023-01-01\n", "Returns", ""),
    "foreign-key": ("title: Returns\nétiquette: x\n", "Returns", ""),
    "quoted-key": ('"title": "Returns"\n', "Returns", ""),
}


def shown(document: Document) -> str:
    version = current_of(document)
    version.document = document
    return render_version(version)


def repo_of(folder: Path, files: dict[str, str | bytes]) -> Repo:
    repo = Repo(folder / "source.git")
    for path, data in files.items():
        repo.write(path, data)
    repo.commit()
    return repo


@pytest.mark.parametrize("name", HEADS)
def test_a_zip_takes_over_what_it_understands_and_keeps_all_of_it(cast: Cast, tmp_path: Path, name: str) -> None:
    head, title, description = HEADS[name]
    text = f"---\n{head}---\n\nText.\n"

    import_zip(cast, make_zip(tmp_path, {f"{name}.md": text}))

    document = Document.objects.get()
    version = current_of(document)
    (file,) = exported(cast).values()
    assert (version.title, version.description, shown(document)) == (title, description, "<p>Text.</p>\n")
    assert all(line in file.decode() for line in head.splitlines())
    assert version.text == text
    assert read_in(cast, tmp_path, exported(cast)).outcomes == {Outcome.UNCHANGED: 1}


@pytest.mark.parametrize("content_type", ["block", "wysiwyg"])
def test_a_category_of_another_content_type_comes_back_as_it_is(cast: Cast, tmp_path: Path, content_type: str) -> None:
    body = '{"blocks": [{"type": "paragraph", "data": {"text": "hello"}}]}'
    document = cast.document("Shelf", body, kind="category", content_type=content_type)

    summary = read_in(cast, tmp_path, exported(cast))

    version = current_of(document)
    assert (summary.outcomes, version.content_type, version.number) == ({Outcome.UNCHANGED: 1}, content_type, 1)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Returns & refunds\nweight: 4\ntags: [shop]\n---\n\nA parcel comes back.\n",
        '+++\ntitle = "Returns & refunds"\n+++\n\nA parcel comes back.\n',
        "---\ntitle: Returns & refunds\n...\n\nA parcel comes back.\n",
        "\ufeff---\r\ntitle: Returns & refunds\r\n---\r\n\r\nA parcel comes back.\r\n",
    ],
)
def test_front_matter_of_a_git_file_is_read_and_not_shown(cast: Cast, tmp_path: Path, text: str) -> None:
    import_git(cast, repo_of(tmp_path, {"returns.md": text}))

    document = Document.objects.get()
    version = current_of(document)
    assert (version.title, shown(document)) == ("Returns & refunds", "<p>A parcel comes back.</p>\n")
    assert version.text == text


def test_a_text_with_a_byte_order_mark_keeps_its_first_heading(cast: Cast, tmp_path: Path) -> None:
    import_git(cast, repo_of(tmp_path, {"bom.md": "\ufeff# Title\n\ntext\n"}))

    assert shown(Document.objects.get()).startswith('<h1 id="user-content-title"')


def test_names_in_any_script_give_slugs_at_each_door(cast: Cast, clients: Clients, tmp_path: Path) -> None:
    import_zip(cast, make_zip(tmp_path, {"安装/说明.md": "# A\n", "安装/配置.md": "# B\n"}))
    import_git(cast, repo_of(tmp_path, {"ガイド/はじめに.md": "# C\n"}))

    clients.editor.post("/api/v1/documents", {"project": "handbook", "title": "세계"}, format="json")

    slugs = set(Document.objects.values_list("slug", flat=True))
    assert slugs == {"安装", "说明", "配置", "ガイド-はじめに", "세계"}
    assert {"安装/说明.md", "安装/配置.md", "ガイド-はじめに.md"} <= exported(cast).keys()
    export(cast, tmp_path / "out")
    assert (tmp_path / "out" / "ガイド" / "はじめに.md").read_text() == "# C\n"


def test_a_pointer_of_git_lfs_is_no_text_at_any_door(cast: Cast, tmp_path: Path) -> None:
    git = import_git(cast, repo_of(tmp_path, {"big.md": LFS, "latin.md": b"caf\xe9\n"}))
    zipped = import_zip(cast, make_zip(tmp_path, {"big.md": LFS, "latin.md": b"caf\xe9\n", "tool.exe": b"MZ"}))

    named = {"big.md": "the text is in Git LFS", "latin.md": "the text is not UTF-8"}
    assert {each.path: each.reason for each in git.refusals} == named
    assert {each.path: each.reason.rstrip(".") for each in zipped.refusals} == named
    assert [each.path for each in zipped.skipped] == ["tool.exe"]
    assert not Document.objects.exists()


def test_a_move_into_another_workspace_tears_no_tree(cast: Cast, clients: Clients) -> None:
    category = cast.document("Cat", kind="category")
    leaf = cast.document("Leaf", parent_id=category.pk)
    body = {"project": "handbook", "slug": "next"}
    second = clients.manager.post("/api/v1/workspaces", body, format="json").json()["data"]["workspace"]["id"]

    answers = [
        clients.editor.patch(f"/api/v1/documents/{document.identifier}", {"workspace_id": second}, format="json")
        for document in (category, leaf)
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert breaches() == []


def test_translations_move_together_at_each_door(cast: Cast, clients: Clients) -> None:
    first, second = (cast.document(name, kind="category") for name in ("One", "Two"))
    hello = cast.document("Hello", parent_id=first.pk)
    bonjour = cast.document("Bonjour", parent_id=first.pk, language="fr", translation_key=hello.translation_key)

    clients.editor.patch(f"/api/v1/documents/{hello.identifier}", {"parent_id": str(second.pk)}, format="json")

    assert Document.objects.get(pk=bonjour.pk).parent == second


def test_a_slug_that_v3_changed_is_found_and_is_no_breach(cast: Cast, clients: Clients) -> None:
    document = cast.document("Refunds")
    client: Any = client_for(cast.manager, scopes=(Scope.CUSTOMER_API,))

    answer = client.patch(
        f"/v3/projects/{cast.project.pk}/articles/{document.pk}/settings", {"slug": "moneyback"}, format="json"
    )

    found = clients.viewer.get("/api/v1/documents?search=moneyback").json()["data"]["documents"]
    assert (answer.status_code, [row["id"] for row in found]) == (200, [str(document.pk)]), answer.content
    assert breaches() == []
