from uuid import uuid4

import pytest
from django.db import connection

from tests.cast import Cast
from tests.pictures import stored
from versioning.models import File, FileWord
from versioning.services.access.system_actor import system_actor
from versioning.services.files.describe_file import describe_file
from versioning.services.maintenance.reindex import reindex
from versioning.services.maintenance.verify_database import verify_database


def found(words: str) -> set[str]:
    return {file.name for file in File.objects.all().named_like(words)}


def breaches() -> list[str]:
    return [breach.code for breach in verify_database(actor=system_actor(), tell=lambda title: None)]


@pytest.mark.parametrize(
    "words", ["plan", "PLA", "png plan", "Café", "cafe", "floor_2", "2", "図", "面図", "plan.png", "", "!"]
)
def test_a_file_is_found_by_how_its_words_begin(cast: Cast, words: str) -> None:
    stored(cast, name="Plan Floor_2.png", alt_text="The café, 図面")

    assert found(words) == {"Plan Floor_2.png"}


@pytest.mark.parametrize("words", ["lan", "plan garden", "png2"])
def test_a_file_without_one_of_the_words_is_not_found(cast: Cast, words: str) -> None:
    stored(cast, name="Plan Floor_2.png", alt_text="The café")

    assert found(words) == set()


def test_a_file_is_found_by_its_new_description_only(cast: Cast) -> None:
    file = stored(cast, name="a.png", alt_text="Old words")

    describe_file(actor=cast.editor, file=file, alt_text="New words")

    assert [found(words) for words in ("old", "new", "words")] == [set(), {"a.png"}, {"a.png"}]


def test_a_very_long_description_has_a_bounded_number_of_words(cast: Cast) -> None:
    stored(cast, name="plan.png", alt_text=" ".join(f"word{number}" for number in range(120)))

    assert FileWord.objects.count() == 60
    assert found("plan") == {"plan.png"}


def test_verify_names_files_with_wrong_words_and_reindex_mends_them(cast: Cast) -> None:
    file = stored(cast, name="plan.png")
    FileWord.objects.filter(file=file).first().delete()  # type: ignore[union-attr]
    before = breaches()

    reindex(actor=system_actor(), report=lambda done, total: None)

    assert before == ["file_words_wrong"]
    assert breaches() == []
    assert found("plan") == {"plan.png"}


def test_a_search_reads_the_index_of_words(cast: Cast) -> None:
    file = stored(cast, name="plan.png")
    FileWord.objects.bulk_create(FileWord(file=file, word=f"x{number}{uuid4().hex}".encode()) for number in range(2000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plan = FileWord.objects.filter(word__gte=b"plan", word__lt=b"plan\xff").explain()

    assert "file_word" in plan
