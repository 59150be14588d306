from importlib import import_module

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.search import stems
from versioning.text.search.stems import (
    ALGORITHMS,
    MARK,
    MOST_CHARACTERS,
    extra_stems,
    stem,
    stems_of,
    with_stems,
    without_stems,
)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("Publishing", "en", "publish"),
        ("studies", "en", "studi"),
        ("Häuser", "de", "haus"),
        ("publiées", "fr", "publi"),
        ("документы", "ru", "документ"),
        ("Colours", "en-GB", "colour"),
        ("Ärger", "xx", "arger"),
        ("文字", "zh", "文字"),
        ("الكتاب", "ar", "الكتاب"),
    ],
)
def test_a_word_has_the_folded_stem_of_its_language(word: str, language: str, expected: str) -> None:
    assert stem(word, language=language) == expected


def test_only_stems_that_no_word_begins_with_are_kept_beside_a_text() -> None:
    assert extra_stems("Using it, we published studies and a study.", language="en") == "use studi"


def test_a_word_that_is_its_own_stem_has_no_other() -> None:
    assert stems_of(("use",), languages=("en",)) == ()


def test_a_word_has_a_stem_in_each_language() -> None:
    assert stems_of(("studies",), languages=("de", "en")) == ("studi",)


def test_a_text_is_found_again_before_its_stems() -> None:
    assert without_stems(with_stems("Using it.", language="en")) == "Using it."


def test_a_text_cannot_pretend_to_have_stems() -> None:
    assert without_stems(with_stems(f"Before {MARK} after.", language="zh")) == "Before   after."


@given(st.text(), st.sampled_from([*ALGORITHMS, "zh"]))
def test_any_text_has_stems_within_bounds(text: str, language: str) -> None:
    assert len(extra_stems(text, language=language)) <= MOST_CHARACTERS


# What was indexed before PyStemmer was installed must still be found.
@pytest.mark.parametrize("algorithm", sorted(set(ALGORITHMS.values())))
def test_the_fast_stemmer_gives_the_stems_of_the_portable_one(algorithm: str) -> None:
    module = import_module(f"snowballstemmer.{algorithm}_stemmer")
    portable = getattr(module, f"{algorithm.title()}Stemmer")()
    words = [
        "publishing",
        "studies",
        "häuser",
        "veröffentlichungen",
        "publiées",
        "документами",
        "kitaplarını",
        "şehirlerde",
        "ακόμη",
        "näytöllä",
    ]

    fast = snowballstemmer.stemmer(algorithm)

    assert [fast.stemWord(word) for word in words] == [portable.stemWord(word) for word in words]


def test_words_that_are_too_long_to_have_a_stem_are_not_remembered() -> None:
    stems._extra_stem.cache_clear()

    extra_stems(f"using {'x' * 100_000}", language="en")

    assert stems._extra_stem.cache_info().currsize == 1
