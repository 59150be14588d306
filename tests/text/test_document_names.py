"""The other names of a document, as its front matter and its site give them."""

import pytest

from versioning.text.document_names import site_addresses, stated_aliases
from versioning.text.front_matter.split import split_front_matter


@pytest.mark.parametrize(
    ("path", "head", "addresses"),
    [
        ("docs/01-guide/02-install.md", "", {"docs/guide/install"}),
        ("docs/2024-01-05-news.md", "", set()),
        ("docs/guide/a.md", "slug: b", {"docs/guide/b"}),
        ("docs/guide/a.md", "slug: /b/c", {"b/c", "docs/b/c", "docs/guide/b/c"}),
        ("docs/01-guide/a.md", "id: b", {"docs/guide/a", "docs/guide/b"}),
        ("docs/a.md", "id: 7", {"docs/7"}),
        ("docs/a.md", "id: true", set()),
        ("docs/a.md", "id: b/c", set()),
        ("docs/a.md", "aliases: [/old/a/, Another]", {"old/a", "docs/old/a"}),
        ("docs/a.md", "slug: [b]", set()),
        ("docs/a.md", 'slug: "x\\uD800"', set()),
        ("docs/a.md", "slug: ../../../b", {"b"}),
    ],
)
def test_sites_give_addresses(path: str, head: str, addresses: set[str]) -> None:
    assert site_addresses(path, parts=split_front_matter(f"---\n{head}\n---\n")) == addresses


def test_aliases_are_names_unless_they_begin_with_a_slash() -> None:
    parts = split_front_matter("---\naliases: [Money Back, RMA.md, /old, '']\n---\n")

    assert stated_aliases(parts) == {"money back", "rma"}
