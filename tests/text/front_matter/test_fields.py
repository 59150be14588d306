"""Front matter as fields of a form."""

from typing import Any

import pytest
from hypothesis import given, strategies

from versioning.text.front_matter.editing import NotEditable
from versioning.text.front_matter.fields import KEYS, WrongValue, read_properties, with_properties

HUGO = (
    "\ufeff---\r\n# Of the shop team\r\ntitle: 'Returns & refunds'\r\nweight:  4\r\ntags: [shop, \"money back\"]\r\n"
    "lang: en\r\ndate: 2026-11-29\r\ndraft: false\r\ncascade: {a: 1}\r\n---\r\n\r\n# Text\r\n"
)
VALUES: dict[str, Any] = {
    "title": "Returns & refunds",
    "description": "",
    "slug": "",
    "tags": ["shop", "money back"],
    "language": "en",
    "date": "2026-11-29",
    "draft": False,
    "order": "4",
}


def test_shows_each_field_and_names_the_other_keys() -> None:
    properties = read_properties(HUGO)

    assert (properties.values, properties.others, properties.odd) == (VALUES, ("cascade",), ())


def test_changes_one_field_and_no_other_byte() -> None:
    assert with_properties(HUGO, {**VALUES, "order": "7"}) == HUGO.replace("weight:  4", "weight: 7")


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("Text.\n", {"title": "A: b"}, "---\ntitle: 'A: b'\n---\n\nText.\n"),
        ("Text.\n", {"title": "", "tags": [], "draft": False}, "Text.\n"),
        ("---\nsidebar_position: 1\n---\n", {"order": "2.5"}, "---\nsidebar_position: 2.5\n---\n"),
        ("---\nlanguage: en\n---\n", {"language": "de"}, "---\nlanguage: de\n---\n"),
        ("---\ntags: a, b\n---\n", {"tags": ["a", "c"]}, "---\ntags: [a, c]\n---\n"),
        ("---\na: 1\ndraft: true\n---\n", {"draft": False}, "---\na: 1\ndraft: false\n---\n"),
        ("---\na: 1\n---\n", {"date": "2026-01-02"}, "---\na: 1\ndate: 2026-01-02\n---\n"),
        ("---\ndate: '2026-01-01'\n---\n", {"date": "2026-01-02"}, "---\ndate: '2026-01-02'\n---\n"),
        ("---\nslug: a\ntitle: B\n---\n", {"slug": ""}, "---\ntitle: B\n---\n"),
        (
            '+++\ntitle = "A" # x\n[b]\nc = 1\n+++\n',
            {"draft": True},
            '+++\ntitle = "A" # x\ndraft = true\n[b]\nc = 1\n+++\n',
        ),
        ("+++\ndate = 2026-01-01\n+++\n", {"date": "2026-01-02"}, "+++\ndate = 2026-01-02\n+++\n"),
        ('{"title": "A"}\n', {"date": "2026-01-02"}, '{\n  "date": "2026-01-02","title": "A"}\n'),
    ],
)
def test_writes_what_a_form_says(text: str, changes: dict[str, Any], expected: str) -> None:
    assert with_properties(text, changes) == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"order": "first"}, "order"), ({"date": "soon"}, "date"), ({"tags": "a"}, "tags"), ({"title": 1}, "title")]
    + [({"order": "nan"}, "order"), ({"order": "1e99"}, "order"), ({"color": "red"}, "color")],
)
def test_names_the_field_with_a_wrong_value(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongValue) as refusal:
        with_properties("Text.\n", changes)

    assert refusal.value.field == field


def test_a_value_that_a_form_cannot_show_is_named_and_kept() -> None:
    text = "---\ntitle: [a, b]\ntags: {a: 1}\nslug: a\n---\n"

    assert read_properties(text).odd == ("title", "tags")
    assert with_properties(text, {"slug": "b"}) == text.replace("slug: a", "slug: b")


def test_front_matter_that_is_no_yaml_is_changed_in_the_text() -> None:
    with pytest.raises(NotEditable):
        with_properties("---\ntitle: A: b\n---\n", {"slug": "c"})


@given(
    strategies.sampled_from(("", HUGO, "+++\na = 1\n+++\n", '{"a": 1}\n')),
    strategies.dictionaries(
        strategies.sampled_from(("title", "description", "slug", "language")),
        strategies.text(strategies.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20),
    ),
)
def test_reads_back_what_it_wrote_and_keeps_the_body(text: str, changes: dict[str, Any]) -> None:
    try:
        written = with_properties(text + "Body.\n", changes)
    except NotEditable:
        return

    values = read_properties(written).values
    assert {name: values[name] for name in changes} == {
        name: value if value.strip() else "" for name, value in changes.items()
    }
    assert written.endswith("Body.\n")
    assert set(values) == set(KEYS)


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("---\rtitle: A\r---\rText.", {"title": "B", "slug": "b"}, "---\rtitle: B\rslug: b\r---\rText."),
        ("---\nbase: &b {slug: x}\n<<: *b\n---\n", {"slug": "y"}, "---\nbase: &b {slug: x}\n<<: *b\nslug: y\n---\n"),
        ("---\ndraft: yes\n---\n", {"draft": False}, "---\ndraft: false\n---\n"),
        ("---\ntitle: yes\n---\n", {"title": "no"}, "---\ntitle: 'no'\n---\n"),
    ],
)
def test_changes_texts_of_old_systems_and_other_tools(text: str, changes: dict[str, Any], expected: str) -> None:
    assert with_properties(text, changes) == expected


def test_shows_numbers_and_words_as_they_are_written() -> None:
    shown = read_properties("---\ntitle: 1.10\ndescription: off\ndraft: on\n---\n").values

    assert (shown["title"], shown["description"], shown["draft"]) == ("1.10", "off", True)
