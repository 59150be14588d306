import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.search.excerpt import MAX_EXCERPT, MOST_FORMS, Passage, excerpt, highlight_terms
from versioning.text.search.plain import as_one_line
from versioning.text.search.query_parser import parse_query


def _shown(passages: tuple[Passage, ...]) -> str:
    return "".join(f"[{passage.text}]" if passage.found else passage.text for passage in passages)


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("Naïve NAÏVETÉ nave", "naiv", "[Naïve] [NAÏVETÉ] nave"),
        ("foo-bar, foobar and foo/bar", "foo bar", "[foo]-[bar], [foobar] and [foo]/[bar]"),
        ("foo bar, bar foo", '"foo bar"', "[foo bar], bar foo"),
        ("a lion, not lions", '"lion" -not', "a [lion], not lions"),
        ("E\u0301lan vital", "elan", "[E\u0301lan] vital"),
        ("中文字典", "文字", "中[文字]典"),
        ("한국어 문서", "한국", "[한국어] 문서"),
        ("a\u0301 \u0301b", '"a b"', "[a\u0301 \u0301b]"),
        ("nothing", "else", "nothing"),
        ("nothing", "", "nothing"),
    ],
)
def test_marks_what_was_asked_for(text: str, asked: str, shown: str) -> None:
    assert _shown(highlight_terms(as_one_line(text), terms=parse_query(asked))) == shown


def test_an_excerpt_begins_shortly_before_what_was_found() -> None:
    text = "word " * 1000 + "lion " + "word " * 1000

    passages = excerpt(text, terms=parse_query("lion"))

    assert [passage.text for passage in passages if passage.found] == ["lion"]
    assert passages[0].text == "… "
    assert passages[-1].text == " …"
    assert sum(len(passage.text) for passage in passages) < MAX_EXCERPT + 10


def test_there_is_no_excerpt_where_nothing_was_found() -> None:
    assert excerpt("word", terms=parse_query("lion")) == ()


@given(st.text(), st.text(max_size=20))
def test_the_passages_of_a_text_are_the_text(text: str, asked: str) -> None:
    passages = highlight_terms(text.replace("\u200b", ""), terms=parse_query(asked))

    assert "".join(passage.text for passage in passages) == text.replace("\u200b", "")


def test_other_forms_of_a_word_are_marked() -> None:
    terms = parse_query("use studies", languages=("en",))

    passages = highlight_terms("Using one study, us.", terms=terms, language="en")

    assert _shown(passages) == "[Using] one [study], us."


# A pattern that can split what is between two words in many ways takes hours for each of these.
@pytest.mark.parametrize("unit", ["a" + "\u0301" * 200, "a" + "_" * 200, "a" + " \u0301" * 100, "a \u0301_"])
@pytest.mark.parametrize("asked", ['"a a a a b"', '"a aa a"', "aaa", '"a b"'])
def test_finds_an_excerpt_after_a_hostile_text(unit: str, asked: str) -> None:
    hostile = unit * (200_000 // len(unit))

    passages = excerpt(f"{hostile} lion", terms=parse_query(f"{asked} lion"))

    assert any(passage.found for passage in passages)


def test_computes_the_stems_of_some_words_only() -> None:
    text = " ".join(f"us{number}" for number in range(MOST_FORMS)) + " using used"

    passages = highlight_terms(text, terms=parse_query("use", languages=("en",)), language="en")

    assert [passage.text for passage in passages if passage.found] == ["used"]
