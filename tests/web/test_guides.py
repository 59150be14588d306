"""The guides in docs/, on the disk as GitHub displays them and on the server, and README.md."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.cast import make_user
from versioning.text.render.render import render
from versioning.web.guides import FOLDER, GUIDES

ROOT = Path(settings.BASE_DIR)
README = ROOT / "README.md"
FILES = [README, *sorted(FOLDER.glob("*.md"))]
ADDRESSES = re.compile(r'(?:href|src)="([^"]*)"')
IDS = re.compile(r'\bid="([^"]*)"')


def page_of(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def article_of(address: str) -> str:
    return page_of(address).partition("<article")[2].partition("</article>")[0]


def rendered(path: Path) -> str:
    return render(path.read_text(encoding="utf-8"), content_type="markdown").replace("user-content-", "")


def test_every_file_of_the_folder_is_a_guide() -> None:
    assert sorted(GUIDES) == sorted(path.stem for path in FOLDER.glob("*.md"))


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_served_without_a_database(name: str) -> None:
    page = page_of(f"/docs/{name}/")

    title = (FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    assert f"<title>{title} · Stemma</title>" in page
    assert page.count("<h1") == 1
    assert 'aria-current="page"' in page
    assert all(f'href="/docs/{other}/"' in page for other in GUIDES)


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_has_an_anchor_for_each_heading(name: str) -> None:
    page = page_of(f"/docs/{name}/")

    ids = IDS.findall(page)
    assert len(ids) == len(set(ids))
    assert re.findall(r"<h[1-6]>", article_of(f"/docs/{name}/")) == []


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_of_a_guide_leads_to_a_page_and_a_heading_of_the_server(name: str) -> None:
    address = f"/docs/{name}/"

    links = [link for link in ADDRESSES.findall(article_of(address)) if "://" not in link]

    for link in links:
        path, _, anchor = link.partition("#")
        if path.endswith(".png"):
            assert Client().get(path).status_code == 200, link
        elif anchor:
            assert anchor in IDS.findall(page_of(path or address)), link
        else:
            assert page_of(path)


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_every_link_of_a_file_leads_to_a_file_and_a_heading(file: Path) -> None:
    for link in ADDRESSES.findall(rendered(file)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not anchor or anchor in IDS.findall(rendered(target)), link


@pytest.mark.parametrize(
    "path",
    [
        "/docs/nothing/",
        "/docs/README/",
        "/docs/..%2FREADME/",
        "/docs/images%2F..%2Fdesk/",
        "/docs/images/nothing.png",
        "/docs/images/..%2F..%2Fstatic%2Froot%2Ffavicon.png",
    ],
)
def test_nothing_else_of_the_tree_is_served(path: str) -> None:
    answer = Client().get(path)

    assert answer.status_code == 404


def test_a_picture_is_served_and_may_be_cached() -> None:
    answer = Client().get(reverse("guide-image", args=["document"]))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "max-age" in answer["Cache-Control"]


def test_the_menu_leads_to_the_guide_for_people_who_write(db: None) -> None:
    browser = Client()
    browser.force_login(make_user("Mei Tanaka"))

    pages = [page_of("/sign-in/"), browser.get("/").content.decode()]

    assert all('<a href="/docs/desk/">Help</a>' in page for page in pages)
    assert "Using the desk" in article_of("/docs/desk/")


def test_a_signed_in_person_stays_signed_in(db: None) -> None:
    browser = Client()
    browser.force_login(make_user("Mei Tanaka"))

    page = browser.get("/docs/desk/").content.decode()

    assert "Sign out" in page


def test_the_readme_is_short_and_has_one_picture() -> None:
    text = README.read_text(encoding="utf-8")

    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert len(text.splitlines()) <= 150
    assert len(pictures) == 1
    assert (ROOT / pictures[0]).stat().st_size <= 200_000
