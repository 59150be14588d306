"""Relative links and wiki links of imported texts lead to documents of the project."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_project
from tests.git_repos import Repo
from tests.services.transfer.test_import_git import run
from tests.zips import make_zip
from versioning.models import Document, DocumentPath
from versioning.services.documents.rename_document import rename_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.lookups import find_version
from versioning.services.projects.update_project import update_project
from versioning.services.transfer.import_zip import import_zip
from versioning.services.versions.render_version import render_version

HREF = re.compile(r'href="([^"]*)"')


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def document_at(path: str) -> Document:
    return DocumentPath.objects.filter(path=path).latest("position").document


def links(path: str) -> list[str]:
    return HREF.findall(html_of(path))


def html_of(path: str) -> str:
    document = document_at(path)
    document.refresh_from_db()
    return render_version(find_version(document=document, reference="current"))


def address(path: str, fragment: str = "") -> str:
    return f"/d/{document_at(path).identifier}/{fragment}"


def imported(cast: Cast, repo: Repo, **files: str) -> None:
    for name, text in files.items():
        repo.write(name.replace("__", "/") + ".md", text)
    repo.commit()
    run(cast, repo)


def test_a_relative_link_leads_to_the_document_and_its_heading(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, docs__a="[b](b.md#part) [c](../c) [b](./B.md)", docs__b="# B\n\n## Part\n", c="# C")

    assert links("docs/a.md") == [
        address("docs/b.md", "#user-content-part"),
        address("c.md"),
        address("docs/b.md"),
    ]
    assert 'id="user-content-part"' in html_of("docs/b.md")


def test_a_link_to_a_folder_leads_to_its_index(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, a="[g](guide/) [g](/guide) [h](help/README.md)", guide___index="# G", help__README="# H")

    assert links("a.md") == [address("guide/_index.md")] * 2 + [address("help/README.md")]


def test_an_address_of_a_site_leads_to_the_nearest_page_whose_path_ends_with_it(cast: Cast, repo: Repo) -> None:
    imported(
        cast,
        repo,
        blog__a="[s](/cli/set#x) [c](/config) [d](/deep) [n](/cli/none)",
        docs__cli__set="# S",
        versioned__docs__cli__set="# Old",
        docs__config="# C",
        docs__cli__deep="# D",
    )

    assert links("blog/a.md") == [address("docs/cli/set.md", "#user-content-x"), address("docs/config.md")]


def test_the_text_stays_as_it_is(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, a="[b](b.md)", b="# B")

    current = document_at("a.md").current
    assert current is not None
    assert current.text == "[b](b.md)"


def test_a_file_that_is_renamed_later_breaks_no_link(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, a="[b](b.md)", b="# B\n" + "A line that stays.\n" * 20)
    repo.rename("b.md", "far/away.md")
    repo.commit()
    run(cast, repo)

    assert links("a.md") == [address("far/away.md")]


def test_a_path_that_another_document_takes_over_still_means_the_first_one_to_older_texts(
    cast: Cast, repo: Repo
) -> None:
    imported(cast, repo, a="[b](b.md)", b="# B\n" + "A line that stays.\n" * 20)
    before = links("a.md")
    repo.rename("b.md", "c.md")
    repo.commit()
    imported(cast, repo, b="Something else", d="[b](b.md)")

    assert links("a.md") == before == [address("c.md")]
    assert links("d.md") == [address("b.md")] != before


def test_a_document_that_is_renamed_here_keeps_its_links(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, a="[b](b.md)", b="# B")

    rename_document(actor=cast.manager, document=document_at("b.md"), title="Another")

    assert links("a.md") == [address("b.md")]


def missing(address: str, label: str) -> str:
    return f'<span class="missing-page" title="No page or file is at {address}">{label}</span>'


def test_links_to_nothing_and_to_the_trash_are_marked(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, a='[*b*](b.md) [c](c.md#x "title") [d](https://d.example/) [e](#e)', b="# B")

    trash_document(actor=cast.manager, document=document_at("b.md"))

    assert links("a.md") == ["https://d.example/", "#user-content-e"]
    assert missing("b.md", "<em>b</em>") in html_of("a.md")
    assert missing("c.md#x", "c") in html_of("a.md")


def test_links_to_nothing_are_marked_in_a_zip_without_files_and_after_a_change(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"a.md": "[b](b.md)"})
    import_zip(actor=cast.manager, project=cast.project, source=source, report=lambda done, total: None)
    marked = html_of("a.md")

    cast.version(document_at("a.md"), "Changed: [c](c.md)")

    assert missing("b.md", "b") in marked
    assert missing("c.md", "c") in html_of("a.md")


def test_a_link_to_a_file_is_not_marked(cast: Cast, repo: Repo) -> None:
    repo.write("form.pdf", b"%PDF-1.7 form")
    imported(cast, repo, a="[form](form.pdf)")

    assert "missing-page" not in html_of("a.md")
    assert links("a.md")[0].startswith("/files/")


def test_a_relative_link_in_a_text_that_was_written_here_is_not_marked(cast: Cast) -> None:
    document = cast.document(body="[b](b.md)")

    html = render_version(find_version(document=document, reference="current"))

    assert 'href="b.md"' in html
    assert "missing-page" not in html


def test_the_links_of_a_zip_lead_to_its_documents(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(
        tmp_path, {"docs/a.md": "[b](b.md#x) [g](../guide/)", "docs/b.md": "# B", "guide/index.md": "# G"}
    )
    import_zip(actor=cast.manager, project=cast.project, source=source, report=lambda done, total: None)

    assert links("docs/a.md") == [address("docs/b.md", "#user-content-x"), address("guide/")]


def test_links_of_a_zip_find_a_file_by_its_new_path(cast: Cast, tmp_path: Path) -> None:
    for files in ({"a.md": "none", "old.md": "# Moved"}, {"a.md": "[b](new.md) [c](old.md)", "new.md": "# Moved"}):
        source = make_zip(tmp_path, files)
        import_zip(actor=cast.manager, project=cast.project, source=source, report=lambda done, total: None)

    assert links("a.md") == [address("new.md")] * 2


def test_wiki_links_find_pages_by_their_names(cast: Cast, repo: Repo) -> None:
    text = "a [[Page]] [[other/Page#A heading|there]] [[page#^block]] [[Nothing at all]]"
    imported(cast, repo, en__a=text, en__Page="# P", other__Page="# O\n\n## A heading")

    assert links("en/a.md") == [
        address("en/Page.md"),
        address("other/Page.md", "#user-content-a-heading"),
        address("en/Page.md", "#user-content-^block"),
    ]
    assert '<span class="missing-page" title="No page is named Nothing at all">Nothing at all</span>' in html_of(
        "en/a.md"
    )


def test_a_wiki_link_into_a_wrong_folder_finds_the_only_page_of_its_name(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, a="a [[Plugins/Page]] [[Plugins/Other]]", x__Page="# P", y__Other="# 1", z__Other="# 2")

    assert links("a.md") == [address("x/Page.md")]


def test_a_wiki_link_finds_a_document_that_was_written_here(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, a="see [[Refunds & returns]]")

    document = cast.document(title="Refunds & returns")

    assert links("a.md") == [f"/d/{document.identifier}/"]


def test_no_link_leads_into_another_project(cast: Cast, repo: Repo) -> None:
    imported(cast, repo, a="a [[B]] [b](b.md)")
    values = {"document": document_at("a.md"), "origin": 0, "position": 1, "path": "b.md", "key": "b", "name": "b"}
    DocumentPath.objects.create(project=make_project("other"), **values)

    assert links("a.md") == []


def test_a_title_of_a_missing_page_is_escaped(cast: Cast, repo: Repo) -> None:
    update_project(actor=cast.manager, project=cast.project, changes={"markdown_extensions": ["wiki_links"]})
    imported(cast, repo, a='[[x" onclick="y]] [[<b>]]')

    html = html_of("a.md")

    assert "onclick=" not in re.sub(r'"[^"]*"', '""', html)
    assert "<b>" not in html


@pytest.mark.parametrize("count", [1, 300])
def test_the_number_of_statements_does_not_grow_with_the_links(cast: Cast, repo: Repo, count: int) -> None:
    imported(cast, repo, a=" ".join(f"[b](b{number}.md)" for number in range(count)), b0="# B")
    version = find_version(document=document_at("a.md"), reference="current")
    version.text  # noqa: B018  read before the count

    with CaptureQueriesContext(
        connection,
    ) as queries:
        render_version(version)

    assert len(queries) <= 4
