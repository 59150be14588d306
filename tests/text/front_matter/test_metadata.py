from datetime import UTC, datetime

import pytest

from versioning.text.front_matter.metadata import Metadata, read_metadata
from versioning.text.front_matter.split import split_front_matter


def metadata(block: str) -> Metadata:
    return read_metadata(split_front_matter(f"---\n{block}\n---\nText.\n"))


@pytest.mark.parametrize(
    ("block", "title"),
    [
        ("title: Refunds", "Refunds"),
        ("title: >-\n  Sending a parcel\n  back", "Sending a parcel back"),
        ("title: Sending a\n  parcel back", "Sending a parcel back"),
        ("title: Returns # for shops", "Returns"),
        (r'title: "Returns \x26 refunds"', "Returns & refunds"),
        ("title: 7", "7"),
        ("title: Guide: part 1", "Guide: part 1"),
        ("title: [A]", None),
        ("title:", None),
        ("weight: 1", None),
    ],
)
def test_reads_a_title_however_it_is_written(block: str, title: str | None) -> None:
    assert metadata(block).title == title


def test_reads_everything_that_it_understands() -> None:
    read = metadata(
        "description: How to\nslug: /guide/returns/\ntags: [shop, parcels]\nlang: pt-BR\n"
        "date: 2024-05-06\ndraft: true\nsidebar_position: 3\naliases:\n  - Sending back"
    )

    assert read == Metadata(
        description="How to",
        slug="returns",
        tags=("shop", "parcels"),
        language="pt-BR",
        date=datetime(2024, 5, 6, tzinfo=UTC),
        draft=True,
        order=3,
        aliases=("Sending back",),
    )


def test_understands_no_value_of_another_type() -> None:
    read = metadata("description: [a]\nslug: {}\nlang: english\ndate: soon\ndraft: maybe\nweight: heavy\ntags: 3")

    assert read == Metadata(tags=())


def test_an_empty_description_is_a_statement() -> None:
    assert metadata("description: ~").description == ""


@pytest.mark.parametrize("block", ["tags: shop, parcels", "tags:\n- shop\n- parcels\n- shop"])
def test_reads_tags_as_a_list_or_a_line(block: str) -> None:
    assert metadata(block).tags == ("shop", "parcels")


@pytest.mark.parametrize(("written", "draft"), [("yes", True), ("Off", False), ("true", True), ("maybe", None)])
def test_a_draft_says_yes_or_no_as_any_yaml_writes_it(written: str, draft: bool | None) -> None:
    assert read_metadata(split_front_matter(f"---\ndraft: {written}\n---\n")).draft is draft


def test_titles_and_tags_are_as_they_are_written() -> None:
    metadata = read_metadata(split_front_matter("---\ntitle: Yes\ntags: [1.10, no]\norder: 010\n---\n"))

    assert (metadata.title, metadata.tags, metadata.order) == ("Yes", ("1.10", "no"), 10)
