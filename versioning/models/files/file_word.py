"""The words by which files are found."""

from collections.abc import Iterator
from uuid import UUID

from django.db import models

from versioning.text.search.name_words import LONGEST_WORD, name_words, words_with


class FileWordQuerySet(models.QuerySet["FileWord"]):
    def files_with(self, text: str) -> Iterator[models.QuerySet["FileWord", UUID]]:
        """Yield for each word of the text the keys of the files that have a word with this beginning."""
        for word in name_words(text):
            first, beyond = words_with(word)
            yield self.filter(word__gte=first, word__lt=beyond).values_list("file", flat=True)


class FileWord(models.Model):
    """A word of the name or of the alternative text of a file."""

    file = models.ForeignKey("versioning.File", models.CASCADE, related_name="words", db_index=False)
    # Four bytes are the longest character.
    word = models.BinaryField(max_length=4 * LONGEST_WORD)

    objects = FileWordQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("file", "word"), name="one_row_per_file_and_word"),)
        indexes = (models.Index(fields=("word", "file"), name="file_word"),)

    def __str__(self) -> str:
        return bytes(self.word).decode(errors="replace")


def words_of(*, name: str, alt_text: str) -> list[bytes]:
    """Return the words by which a file is found. Those of the name come first."""
    return name_words(f"{name} {alt_text}")
