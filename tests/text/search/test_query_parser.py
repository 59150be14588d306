import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.search.query_parser import MAX_TERMS, Term, parse_query


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("refund pol", (Term(("refund",), open_ended=True), Term(("pol",), open_ended=True))),
        ('"money back" -never', (Term(("money", "back")), Term(("never",), excluded=True))),
        ('ends "in a phr', (Term(("ends",), open_ended=True), Term(("in", "a", "phr")))),
        ('-"not this" foo-bar', (Term(("not", "this"), excluded=True), Term(("foo", "bar"), open_ended=True))),
        ("using of", (Term(("using",), open_ended=True), Term(("of",)))),
        ("don't", (Term(("don", "t")),)),
        ("c", (Term(("c",)),)),
        ("of", (Term(("of",)),)),
        ("_ foo_bar", (Term(("foo", "bar"), open_ended=True),)),
        ("中文", (Term(("中", "文")),)),
        ("हिन्दी", (Term(("हिन्दी",), open_ended=True),)),
        ('" - * -- "" \0', ()),
        ("", ()),
    ],
)
def test_words_phrases_and_what_is_not_wanted(asked: str, terms: tuple[Term, ...]) -> None:
    assert parse_query(asked) == terms


def test_a_free_word_has_stems_and_a_phrase_has_none() -> None:
    using, phrase, excluded = parse_query('using "using" -using', languages=("en",))

    assert (using.stems, phrase.stems, excluded.stems) == (("use",), (), ())


@given(st.text())
def test_whatever_is_typed_has_few_terms_of_whole_words(asked: str) -> None:
    terms = parse_query(asked)

    assert len(terms) <= MAX_TERMS
    assert all(word and not set(word) & set("\"'*\\ _\0") for term in terms for word in term.words)
