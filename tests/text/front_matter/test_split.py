from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.front_matter.split import JSON, MAX_CHARACTERS, NONE, TOML, YAML, split_front_matter
from versioning.text.front_matter.values import MAX_DEPTH, MAX_VALUES

BLOCKS = [
    (YAML, "---\ntitle: Returns\n---\n\nText.\n", {"title": "Returns"}),
    (YAML, "\ufeff---\ntitle: Returns\n---\nText.\n", {"title": "Returns"}),
    (YAML, "---\ntitle: Returns\n...\n\nText.\n", {"title": "Returns"}),
    (YAML, "---\r\ntitle: Returns\r\n---\r\n\r\nText.\n", {"title": "Returns"}),
    (YAML, '---\n"title": Returns\ndate created: x\nétiquette: y\n---\nText.\n', {"title": "Returns"}),
    (YAML, "---\n# Nothing yet.\n---\nText.\n", {}),
    (YAML, "---\ntitle: not: valid\n---\nText.\n", {}),
    (YAML, "---\rtitle: Returns\rdraft: no\r---\r\rText.\n", {"title": "Returns", "draft": "no"}),
    (TOML, '+++\rtitle = "Returns"\r+++\rText.\n', {"title": "Returns"}),
    (JSON, '{\r"title": "Returns"}\r\rText.\n', {"title": "Returns"}),
    (TOML, '+++\ntitle = "Returns"\n[params]\na = 1\n+++\n\nText.\n', {"title": "Returns"}),
    (JSON, '{\n  "title": "Returns",\n  "tags": ["a"]\n}\n\nText.\n', {"title": "Returns"}),
]


@pytest.mark.parametrize(("kind", "text", "values"), BLOCKS)
def test_splits_off_every_format_of_front_matter(kind: str, text: str, values: dict[str, str]) -> None:
    parts = split_front_matter(text)

    assert (parts.format, parts.body, parts.head + parts.body) == (kind, "Text.\n", text)
    assert values.items() <= parts.values().items()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text.",
        "---",
        "---\n",
        "---\nA rule, and no metadata.\n---\n",
        "---\n- a list\n- between rules\n---\n",
        "---\ntitle: never closed\n",
        " ---\na: b\n---\n",
        "+++\nnot toml\n+++\n",
        '{"a": 1} and text\n',
        "{{< shortcode >}}\n",
        "[1]\n",
        f"---\n{'a: b' * MAX_CHARACTERS}\n---\n",
    ],
)
def test_leaves_other_texts_whole(text: str) -> None:
    parts = split_front_matter(text)

    assert (parts.format, parts.head, parts.body) == (NONE, "", text)


@given(st.text() | st.text("-+{}\n .:#ab\"'[]&*", max_size=60).map("---\n{}\n---\n".format))
def test_never_loses_a_byte(text: str) -> None:
    parts = split_front_matter(text)

    assert parts.head + parts.body == text
    assert isinstance(parts.values(), dict)


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 8)}]" for level in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "block",
    [
        bomb(12),
        f"a b: {'[' * (MAX_DEPTH + 1)}{']' * (MAX_DEPTH + 1)}",
        f"a b: {'[' * 60_000}",
        "a: 1\n" * (MAX_VALUES + 1),
        "a: &x [*x]",
        "? [a]\n: b",
    ],
)
def test_refuses_to_read_yaml_beyond_its_limits(block: str) -> None:
    started = perf_counter()

    values = split_front_matter(f"---\n{block}\n---\nText.\n").values()

    assert values == {}
    assert perf_counter() - started < 1


@pytest.mark.parametrize("block", [f"{'.'.join('a' * 20_000)} = 1", f"a = {'[' * 60_000}"])
def test_reads_hostile_toml_in_bounded_time(block: str) -> None:
    started = perf_counter()

    assert split_front_matter(f"+++\n{block}\n+++\nText.\n").format == NONE
    assert perf_counter() - started < 1


def test_reads_a_value_of_an_unknown_type_as_it_is_written() -> None:
    block = "title: !!python/object/apply:os.system [true]\nicon: !ENV ICON\ndate: 2024-13-45\nn: 5"

    values = split_front_matter(f"---\n{block}\n---\n").values()

    assert (values["icon"], values["date"], values["n"]) == ("ICON", "2024-13-45", 5)
