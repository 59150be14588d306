import pytest

from versioning.text.document_paths import link_target, path_key, wiki_target


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("docs/Install.md", "docs/install"),
        ("docs/guide/_index.md", "docs/guide"),
        ("docs/guide/README.md", "docs/guide"),
        ("docs/guide/", "docs/guide"),
        ("README.md", ""),
        ("v1.2/notes", "v1.2/notes"),
        ("U\u0308ber.mdx", "über"),
    ],
)
def test_a_path_has_one_key_however_it_is_written(path: str, key: str) -> None:
    assert path_key(path) == key


@pytest.mark.parametrize(
    ("address", "first", "anchor"),
    [
        ("b.md#part", "docs/b", "part"),
        ("../other/b.md", "other/b", ""),
        ("./b", "docs/b", ""),
        ("b%20c.md?x=1#a%20b", "docs/b c", "a b"),
        ("guide/", "docs/guide", ""),
        ("/b.md", "b", ""),
        ("b.html", "docs/b", ""),
    ],
)
def test_a_link_means_a_key(address: str, first: str, anchor: str) -> None:
    target = link_target(address, path="docs/a.md")

    assert target is not None
    assert (target.keys[0], target.anchor) == (first, anchor)


@pytest.mark.parametrize(
    "address", ["https://a.b/c.md", "mailto:a@b.c", "//a/b", "#part", "", "?a=b", "a\0b", "x" * 900, "javascript:a"]
)
def test_other_addresses_mean_no_document(address: str) -> None:
    assert link_target(address, path="docs/a.md") is None


def test_an_address_of_a_site_may_begin_at_each_folder_around_the_text() -> None:
    target = link_target("/functions/x/", path="content/en/about/a.md")

    assert target is not None
    folders = ("", "content/", "content/en/", "content/en/about/")
    assert target.keys == tuple(f"{folder}functions/x" for folder in folders)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/docs/next/guide/install#a", "docs/guide/install"),
        ("/docs/0.77/install", "website/versioned_docs/version-0.77/install"),
        ("/10.x/install", "website/versioned_docs/version-10.x/install"),
    ],
)
def test_an_address_of_docusaurus_may_name_a_version(address: str, key: str) -> None:
    target = link_target(address, path="website/versioned_docs/version-0.80/a.md")

    assert target is not None
    assert key in target.keys


def test_a_site_gives_each_text_a_folder_of_its_own() -> None:
    target = link_target("../b/", path="docs/a.md")

    assert target is not None
    assert target.keys[:2] == ("b", "docs/b")


@pytest.mark.parametrize(
    ("address", "keys"), [("../b.md", ("docs/b.fr", "docs/b")), ("index.md", ("docs/guide/index.fr", "docs/guide"))]
)
def test_a_link_of_a_text_whose_name_says_a_language_means_the_page_in_it(address: str, keys: tuple[str, str]) -> None:
    target = link_target(address, path="docs/guide/a.fr.md")

    assert target is not None
    assert target.keys[:2] == keys


def test_a_wiki_link_names_a_page_and_a_heading() -> None:
    target = wiki_target("Folder/Page%20One#Part#Sub part", path="en/a.md")

    assert target is not None
    assert (target.keys, target.name) == (("folder/page one", "en/folder/page one"), "page one")
    assert target.anchor == "Sub part"
