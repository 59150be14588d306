import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.search.query_parser import MAX_TERMS, Term, parse_query


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("refund pol", (Term(("refund",)), Term(("pol",), open_ended=True))),
        ('"money back" -never', (Term(("money", "back")), Term(("never",), excluded=True))),
        ('never ends "in a phr', (Term(("never",)), Term(("ends",)), Term(("in", "a", "phr")))),
        ('-"not this" foo-bar', (Term(("not", "this"), excluded=True), Term(("foo", "bar"), open_ended=True))),
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


@given(st.text())
def test_whatever_is_typed_has_few_terms_of_whole_words(asked: str) -> None:
    terms = parse_query(asked)

    assert len(terms) <= MAX_TERMS
    assert all(word and not set(word) & set("\"'*\\ _\0") for term in terms for word in term.words)
