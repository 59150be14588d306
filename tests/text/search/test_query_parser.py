import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.search.query_parser import MOST_TERMS, Term, terms_of


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
    assert terms_of(asked) == terms


@given(st.text())
def test_whatever_is_typed_has_few_terms_of_whole_words(asked: str) -> None:
    terms = terms_of(asked)

    assert len(terms) <= MOST_TERMS
    assert all(word and not set(word) & set("\"'*\\ _\0") for term in terms for word in term.words)
