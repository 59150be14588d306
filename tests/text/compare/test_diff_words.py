from itertools import accumulate

import pytest
import regex

from versioning.text.compare.budget import Budget
from versioning.text.compare.words import WordChanges, WordSegment, compare_words, count_words, tokenize

PLENTY = 1 << 40


def changes(base: str, head: str) -> WordChanges | None:
    return compare_words(base=base, head=head, budget=Budget(PLENTY))


def marked(segments: tuple[WordSegment, ...]) -> str:
    return "".join(segment.text if segment.kind == "equal" else f"[{segment.text}]" for segment in segments)


@pytest.mark.parametrize(
    ("base", "head", "marked_base", "marked_head"),
    [
        ("a red fox", "a blue fox", "a [red] fox", "a [blue] fox"),
        ("a fox", "a blue fox", "a fox", "a [blue ]fox"),
        ("go there, now", "go there now", "go there[,] now", "go there now"),
        ("same words", "same words", "same words", "same words"),
        ("ends with\r", "ends with", "ends with[\r]", "ends with"),
        ("two  spaces here", "two spaces here", "two[  ]spaces here", "two[ ]spaces here"),
        ("今天天气很好", "今天天气不好", "今天天气[很]好", "今天天气[不]好"),
    ],
)
def test_marks_the_words_that_changed(base: str, head: str, marked_base: str, marked_head: str) -> None:
    found = changes(base, head)

    assert found is not None
    assert (marked(found.base), marked(found.head)) == (marked_base, marked_head)


def test_a_replaced_phrase_stays_in_one_piece() -> None:
    found = changes("we saw the quick brown dog run home", "we saw the slow red dog run home")

    assert found is not None
    assert marked(found.head) == "we saw the [slow red] dog run home"


def test_lines_that_share_few_words_have_no_word_changes() -> None:
    assert changes("The weather is fine and warm today", "Ships sail the seas without any wind") is None


def test_a_long_line_is_cut_at_its_unique_words() -> None:
    words = [f"word{number}" for number in range(2000)]
    base = " ".join(words)
    words[500], words[1500] = "here", "there"

    found = changes(base, " ".join(words))

    assert found is not None
    assert [segment.text for segment in found.base if segment.kind == "delete"] == ["word500", "word1500"]
    assert [segment.text for segment in found.head if segment.kind == "insert"] == ["here", "there"]


def test_a_spent_budget_leaves_the_words_out_and_tells() -> None:
    budget = Budget(10)

    found = compare_words(base="a b", head="a c", budget=budget)

    assert found is None
    assert budget.exceeded


def test_a_budget_for_reading_alone_shows_the_middle_as_one_change() -> None:
    budget = Budget(160_000)
    start, end = "s " * 10, "end"

    found = compare_words(base=f"{start}{'b c ' * 15}{end}", head=f"{start}{'c b ' * 15}{end}", budget=budget)

    assert found is not None
    assert [segment.kind for segment in found.base] == ["equal", "delete", "equal"]
    assert budget.exceeded


def test_a_budget_that_does_not_reach_the_answer_leaves_the_words_out() -> None:
    budget = Budget(70_000)

    assert compare_words(base="a b c d", head="a c b d", budget=budget) is None
    assert budget.exceeded


def test_too_many_runs_keep_the_largest() -> None:
    budget = Budget(PLENTY)
    base = " ".join(f"same{number} old" for number in range(3000))
    head = " ".join(f"same{number} new" for number in range(3000))

    found = compare_words(base=base, head=head, budget=budget)

    assert found is not None
    assert sum(segment.kind == "equal" for segment in found.base) <= 1000
    assert budget.exceeded


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \t\r\n", 0),
        ("one, two; three_four!", 3),
        ("e\u0301te\u0301 nai\u0308ve", 2),
        ("हिन्दी में", 2),
        ("今天天气", 4),
        ("日本語のテキスト", 8),
        ("한국어 문장", 2),
        ("👩‍💻 — …", 0),
    ],
)
def test_counts_words_in_many_scripts(text: str, count: int) -> None:
    assert count_words(text) == count


def test_tokens_are_words_spaces_and_single_characters() -> None:
    assert tokenize("Hi,  you!?\r") == ["Hi", ",", "  ", "you", "!", "?", "\r"]


@pytest.mark.parametrize(
    "characters", ["🇩🇪 🇩🇰", "👍🏽 👍🏿", "👨‍👩‍👧 👨‍👩‍👦", "❤️ ❤", "1️⃣ 2️⃣", "\u0600123 a\u0301", " \u0301x"]
)
def test_a_word_never_ends_inside_a_visible_character(characters: str) -> None:
    text = f"so {characters} it is"
    ends = {match.end() for match in regex.finditer(r"\X", text)}

    tokens = tokenize(text)

    assert "".join(tokens) == text
    assert set(accumulate(map(len, tokens))) <= ends


def test_marks_whole_flags() -> None:
    found = changes("we play in 🇩🇪 today", "we play in 🇩🇰 today")

    assert found is not None
    assert (marked(found.base), marked(found.head)) == ("we play in [🇩🇪] today", "we play in [🇩🇰] today")
