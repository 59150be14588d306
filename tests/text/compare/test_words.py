import pytest

from versioning.text.compare.words import WORD, count_words, words_of


@pytest.mark.parametrize("code", range(128))
def test_ascii_texts_have_the_words_that_the_pattern_finds(code: int) -> None:
    text = f"{chr(code)}one{chr(code)}two {chr(code)} 3"

    words = words_of(text)

    assert words == WORD.findall(text)


def test_marks_belong_to_their_words_and_each_han_character_is_a_word() -> None:
    text = "na\u0308h, 版本 x_1"

    words = words_of(text)

    assert words == ["na\u0308h", "版", "本", "x_1"]
    assert count_words(text) == 4
