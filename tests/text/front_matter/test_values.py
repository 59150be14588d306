"""Values of blocks that somebody wrote to break a parser."""

from contextlib import suppress
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.front_matter import values
from versioning.text.front_matter.editing import NotEditable
from versioning.text.front_matter.fields import read_properties, with_properties
from versioning.text.front_matter.metadata import Metadata, read_metadata
from versioning.text.front_matter.split import split_front_matter

HEXADECIMAL = f"0x{'f' * 10_000}"
SEXAGESIMAL = f"1{':59' * 4_000}"
# Each tag with values that are no such thing.
MISFITS = [
    *(f"!!bool {value}" for value in ("maybe", '""')),
    *(f"!!int {value}" for value in ('""', '"_"', '"-"', "0x", "0b", '"1:"', "one")),
    *(f"!!float {value}" for value in ('""', '"+"', ".", '":"')),
    *(f"!!timestamp {value}" for value in ("soon", '""', "2024-13-45", "2024-01-01T00:00:00+99:99")),
    *(f"!!binary {value}" for value in ("é", "a", '""')),
    *(f"!!{name} x" for name in ("null", "set", "omap", "pairs", "map", "seq", "merge", "value", "none")),
    "!!python/name:os.system x",
    "! x",
]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, values._Loader])
@pytest.mark.parametrize("value", [*MISFITS, HEXADECIMAL, SEXAGESIMAL, f"{SEXAGESIMAL}.5", "1" * 12_000])
def test_a_value_that_is_not_what_its_tag_says_harms_nobody(
    value: str, loader: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(values, "_Loader", loader)
    text = f"---\ntitle: {value}\norder: {value}\ntags: [{value}]\ndate: {value}\nslug: here\n---\nText.\n"

    metadata = read_metadata(split_front_matter(text))

    assert metadata.slug == "here"
    assert read_properties(text).values["slug"] == "here"
    assert "slug: there" in with_properties(text, {"slug": "there"})


def test_a_number_that_is_too_long_is_returned_as_it_is_written() -> None:
    assert values.yaml_values(f"title: {HEXADECIMAL}\norder: 16") == {"title": HEXADECIMAL, "order": 16}


@pytest.mark.parametrize("loader", [yaml.SafeLoader, values._Loader])
def test_what_only_yaml_1_1_takes_for_something_else_is_text(loader: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_Loader", loader)
    written = ["yes", "No", "ON", "off", "1:30", "12:30:45", "010", "0x1F", "1_000", "1.10", "2.50", ".5", ".nan"]
    written += ["+4", "-0", "1.0e-05", "0.00001", "3.14159265358979323846", "123456789012345678.0"]

    assert values.yaml_values(f"a: [{', '.join(written)}]") == {"a": written}


def test_true_null_and_plain_numbers_are_values() -> None:
    block = "a: [true, False, null, ~, 0, -3, 1.5, 1.0, 2026-11-30]"

    found = [True, False, None, None, 0, -3, 1.5, 1.0, date(2026, 11, 30)]
    assert values.yaml_values(block) == {"a": found}


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("base: &b {a: 1, c: 2}\n<<: *b\nc: 3", {"base": {"a": 1, "c": 2}, "a": 1, "c": 3}),
        ("<<: [{a: 1}, {a: 2, b: 2}]", {"a": 1, "b": 2}),
        ("o:\n  <<: {a: 1}", {"o": {"a": 1}}),
        ("<<: [1]", {"<<": [1]}),
        ('"<<": {a: 1}', {"<<": {"a": 1}}),
    ],
)
def test_merge_keys_say_what_no_other_key_says(block: str, found: dict[str, object]) -> None:
    assert values.yaml_values(block) == found


def test_merge_keys_that_repeat_values_are_bounded() -> None:
    lines = ["a0: &a0 {k: 1}", *(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 15))]

    assert values.yaml_values("\n".join(lines)) is None


@pytest.mark.parametrize("text", [f"+++\ntitle = {HEXADECIMAL}\n+++\nText.\n", f'{{"title": {"9" * 5_000}}}\nText.\n'])
def test_a_block_with_a_number_that_nobody_can_write_down_is_text(text: str) -> None:
    assert split_front_matter(text).body == text
    assert read_metadata(split_front_matter(text)) == Metadata()


@given(
    tag=st.sampled_from(["", *(f"!!{name.rpartition(':')[2]} " for name in yaml.SafeLoader.yaml_constructors if name)]),
    value=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30),
    key=st.sampled_from(["title", "order", "tags", "date", "draft", "aliases", "language", "other"]),
)
def test_no_value_makes_reading_or_changing_fail(tag: str, value: str, key: str) -> None:
    text = f"---\n{key}: {tag}{value}\n---\nText.\n"

    parts = split_front_matter(text)
    read_metadata(parts)
    read_properties(text)
    with suppress(NotEditable):
        with_properties(text, {"description": "new"})

    assert parts.head + parts.body == text
